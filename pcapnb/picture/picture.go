// Package picture shows a picture that was carved out of a capture:
//
//	nb.Show(picture.Of(file.Data, "the carved picture"))
//
// It is a package of its own so that only cells that show pictures link the decoders.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

const (
	mostPixels = 40_000_000 // a stranger's file may claim to be any size
	widest     = 800        // CSS pixels
)

// A Figure is a picture to show. It is decoded and encoded anew: of the stranger's file only the pixels reach the page.
type Figure struct {
	data []byte
	alt  string
}

// Of makes a Figure of a PNG, JPEG or GIF file's bytes, or a line of text where they are none that can be shown. The alt
// text says what it is for those who cannot see it.
func Of(data []byte, alt string) any {
	f := Figure{data, alt}
	if _, err := f.decode(); err != nil {
		return fmt.Sprintf("%s: %v", alt, err)
	}
	return f
}

// PNG returns the picture as a PNG file, at most twice as wide as Size says; an error where it is none.
func (f Figure) PNG() ([]byte, error) {
	img, err := f.decode()
	if err != nil {
		return nil, err
	}
	if b := img.Bounds(); b.Dx() > 2*widest {
		small := image.NewNRGBA(image.Rect(0, 0, 2*widest, max(1, b.Dy()*2*widest/b.Dx())))
		draw.CatmullRom.Scale(small, small.Bounds(), img, b, draw.Src, nil)
		img = small
	}
	var out bytes.Buffer
	err = png.Encode(&out, img)
	return out.Bytes(), err
}

// Size returns the picture's width and height on the page, in CSS pixels.
func (f Figure) Size() (w, h int) {
	_, config, err := f.config()
	if err != nil {
		return 0, 0
	}
	if config.Width > widest {
		return widest, max(1, config.Height*widest/config.Width)
	}
	return config.Width, config.Height
}

// Alt says what the picture is and how large.
func (f Figure) Alt() string {
	kind, config, err := f.config()
	if err != nil {
		return f.alt + ": " + err.Error()
	}
	return fmt.Sprintf("%s: a %s of %d by %d pixels", f.alt, kind, config.Width, config.Height)
}

func (f Figure) config() (kind string, config image.Config, err error) {
	r := bytes.NewReader(f.data)
	switch {
	case bytes.HasPrefix(f.data, []byte("\x89PNG")):
		kind = "PNG picture"
		config, err = png.DecodeConfig(r)
	case bytes.HasPrefix(f.data, []byte("\xff\xd8")):
		kind = "JPEG picture"
		config, err = jpeg.DecodeConfig(r)
	case bytes.HasPrefix(f.data, []byte("GIF8")):
		kind = "GIF picture"
		config, err = gif.DecodeConfig(r)
	default:
		err = fmt.Errorf("not a PNG, JPEG or GIF picture (%d bytes)", len(f.data))
	}
	if err == nil && config.Width*config.Height > mostPixels {
		err = fmt.Errorf("a picture of %d by %d pixels, more than the limit of %d", config.Width, config.Height, mostPixels)
	}
	return kind, config, err
}

func (f Figure) decode() (image.Image, error) {
	kind, _, err := f.config()
	if err != nil {
		return nil, err
	}
	r := bytes.NewReader(f.data)
	switch kind {
	case "PNG picture":
		return png.Decode(r)
	case "JPEG picture":
		return jpeg.Decode(r)
	case "GIF picture":
		return gif.Decode(r)
	}
	return nil, errors.New("not a picture")
}
