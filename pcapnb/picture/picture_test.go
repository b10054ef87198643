package picture

import (
	"bytes"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func encoded(t *testing.T, kind string, w, h int) []byte {
	img := image.NewPaletted(image.Rect(0, 0, w, h), palette.Plan9)
	var b bytes.Buffer
	var err error
	switch kind {
	case "png":
		err = png.Encode(&b, img)
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	case "gif":
		err = gif.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicture(t *testing.T) {
	for _, c := range []struct {
		kind       string
		w, h       int // of the file
		cssW, cssH int
		outW       int // of the PNG
	}{
		{"png", 300, 200, 300, 200, 300},
		{"jpeg", 300, 200, 300, 200, 300},
		{"gif", 300, 200, 300, 200, 300},
		{"png", 4000, 1000, 800, 200, 1600},
	} {
		f := Of(encoded(t, c.kind, c.w, c.h), "a test").(Figure)
		if w, h := f.Size(); w != c.cssW || h != c.cssH {
			t.Errorf("%s %dx%d: size %d by %d", c.kind, c.w, c.h, w, h)
		}
		b, err := f.PNG()
		if err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil || config.Width != c.outW {
			t.Errorf("%s %dx%d: PNG of width %d, %v", c.kind, c.w, c.h, config.Width, err)
		}
		if !strings.HasPrefix(f.Alt(), "a test: a "+strings.ToUpper(c.kind)) {
			t.Errorf("alt %q", f.Alt())
		}
	}
}

func TestNotAPicture(t *testing.T) {
	bomb := encoded(t, "png", 10, 10)
	copy(bomb[16:], "\x7f\xff\xff\xff\x00\x00\xff\xff") // width and height in the IHDR chunk
	for _, data := range [][]byte{nil, []byte("%PDF-1.7"), bomb, encoded(t, "png", 10, 10)[:30]} {
		line, ok := Of(data, "a test").(string)
		if !ok || !strings.HasPrefix(line, "a test: ") {
			t.Errorf("%q became a picture", data[:min(len(data), 8)])
		}
	}
}

// TestOnlyPixels looks for a comment of the stranger's in what reaches the page.
func TestOnlyPixels(t *testing.T) {
	data := encoded(t, "jpeg", 20, 20)
	comment := append([]byte{0xff, 0xfe, 0, 18}, "<script>alert(1)"...)
	data = append(append(bytes.Clone(data[:2]), comment...), data[2:]...)
	b, err := Of(data, "a test").(Figure).PNG()
	if err != nil || bytes.Contains(b, []byte("script")) {
		t.Errorf("%v, %q", err, b)
	}
}
