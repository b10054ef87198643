package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

// picture is an output with a 4 by 4 grey picture whose first pixel is first.
func picture(t *testing.T, first uint8, level png.CompressionLevel) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 4, 4))
	img.SetGray(0, 0, color.Gray{Y: first})
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: level}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"output_type": "display_data", "metadata": {"alt": "A dot"}, "data": {"image/png": %q, "text/plain": "A dot"}}`,
		base64.StdEncoding.EncodeToString(b.Bytes()))
}

func TestDifferences(t *testing.T) {
	shown := func(text string) string {
		return fmt.Sprintf(`{"output_type": "display_data", "metadata": {}, "data": {"text/html": %q, "text/plain": "1"}}`, text)
	}
	stream := func(name string) string {
		return fmt.Sprintf(`{"output_type": "stream", "name": %q, "text": "1"}`, name)
	}
	for _, test := range []struct{ name, kept, now, want string }{
		{"same", shown("<b>"), shown("<b>"), ""},
		{"text", shown("a\nb"), shown("a\nc"), "cell 1: output 1: text/html: line 2 differs\n    kept: b\n    now:  c"},
		{"shorter text", shown("a\nb"), shown("a"), "line 2 differs\n    kept: b\n    now:  (no line)"},
		{"lost output", shown("a"), "", "cell 1: 1 outputs kept, 0 from this run"},
		{"other stream", stream("stdout"), stream("stderr"), "kept as stream, now stream"},
		{"other kind", stream("stdout"), shown("1"), "kept as stream, now display_data"},
		{"other media", shown("1"), `{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "1"}}`, `kept as ["text/html" "text/plain"], now ["text/plain"]`},
		{"other packing of a picture", picture(t, 9, png.BestSpeed), picture(t, 9, png.BestCompression), ""},
		{"rounding in a picture", picture(t, 9, png.BestSpeed), picture(t, 9+invisible, png.BestSpeed), ""},
		{"other picture", picture(t, 9, png.BestSpeed), picture(t, 10+invisible, png.BestSpeed), "image/png: 1 of 16 pixels differ"},
		{"other alt text", picture(t, 9, png.BestSpeed), strings.Replace(picture(t, 9, png.BestSpeed), "A dot", "A line", 1), "A line"},
		{"broken picture", picture(t, 9, png.BestSpeed), strings.Replace(picture(t, 9, png.BestSpeed), "iVBOR", "iVBOS", 1), "picture of this run: png: invalid format"},
	} {
		t.Run(test.name, func(t *testing.T) {
			kept, now := codeNotebook(t, "x", test.kept), codeNotebook(t, "x", test.now)
			got := strings.Join(differences(kept, now), "\n")
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("differences %q, want %q", got, test.want)
			}
		})
	}
}

func TestDifferencesInTheNumberOfCells(t *testing.T) {
	got := differences(parse(t, executed), codeNotebook(t, "x", ""))
	if len(got) != 1 || got[0] != "2 cells kept, 1 run" {
		t.Errorf("differences %q", got)
	}
}
