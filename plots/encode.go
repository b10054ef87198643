package plots

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"html"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// scale2x is the number of image pixels in a CSS pixel, for screens of high density.
const scale2x = 2

// Size returns the figure's width and height in CSS pixels.
func (p *Plot) Size() (width, height int) {
	if p.height > 0 {
		return p.width, p.height
	}
	return p.width, p.naturalHeight()
}

// size2D returns the figure's size in gonum's lengths.
func (p *Plot) size2D() (w, h vg.Length) {
	width, height := p.Size()
	return px(float64(width)), px(float64(height))
}

// PNG encodes the figure with two pixels to a CSS pixel, without a background. The same data give the same bytes.
func (p *Plot) PNG() ([]byte, error) {
	w, h := p.size2D()
	c := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(96*scale2x), vgimg.UseBackgroundColor(color.Transparent))
	p.Draw(draw.NewCanvas(p.page(c), w, h))
	var img image.Image = c.Image()
	if rgba, ok := img.(*image.RGBA); ok {
		img = indexed(rgba)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("plots: %w", err)
	}
	return withDensity(b.Bytes(), 96*scale2x), nil
}

// withDensity inserts a pHYs chunk after a PNG's header (PNG specification, section 11.3.4.3), so that the image
// prints as large as on the page.
func withDensity(image []byte, dpi float64) []byte {
	const header = 8 + 4 + 4 + 13 + 4 // signature, and the IHDR chunk
	perMetre := uint32(dpi/0.0254 + 0.5)
	chunk := binary.BigEndian.AppendUint32([]byte("pHYs"), perMetre)
	chunk = append(binary.BigEndian.AppendUint32(chunk, perMetre), 1)
	out := append([]byte(nil), image[:header]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, image[header:]...)
}

// SVG encodes the figure as SVG, without a background, with its alt text for screen readers. The same data give the same bytes.
func (p *Plot) SVG() ([]byte, error) {
	w, h := p.size2D()
	c := vgsvg.New(w, h)
	p.Draw(draw.NewCanvas(p.page(c), w, h))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("plots: %w", err)
	}
	svg := b.String()
	// Liberation Sans has the widths of Arial and Helvetica, so a machine without it shows the same figure.
	svg = strings.ReplaceAll(svg, "\n\tstyle=\"font-family:Liberation Sans;", "\n\tstyle=\"font-family:'Liberation Sans',Arial,Helvetica,sans-serif;")
	about := fmt.Sprintf("\n<title>%s</title>\n<desc>%s</desc>\n", html.EscapeString(clean(p.Title.Text)), html.EscapeString(p.Alt()))
	return []byte(strings.Replace(svg, "xlink\">\n", "xlink\"\n\trole=\"img\">"+about, 1)), nil
}

// PDF encodes the figure as PDF, for white paper, its text as outlines. The same data give the same bytes. A program built
// with -tags minimal needs the import _ "netlab/plots/pdf" for it.
func (p *Plot) PDF() ([]byte, error) {
	w, h := p.size2D()
	c, err := draw.NewFormattedCanvas(w, h, "pdf")
	if err != nil {
		return nil, fmt.Errorf(`plots: this program was built without PDF: add the import _ "netlab/plots/pdf"`)
	}
	p.Draw(draw.NewCanvas(outlined{c}, w, h))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("plots: %w", err)
	}
	return undated(b.Bytes()), nil
}

// undated sets the times that a PDF carries to the start of 2000, so that the same data give the same bytes.
func undated(pdf []byte) []byte {
	const fixed = "20000101000000"
	for _, key := range []string{"/CreationDate (D:", "/ModDate (D:"} {
		if i := bytes.Index(pdf, []byte(key)); i >= 0 && i+len(key)+len(fixed) <= len(pdf) {
			copy(pdf[i+len(key):], fixed)
		}
	}
	return pdf
}

// Save writes the figure to a file; its name ends in .png, .svg or .pdf.
func (p *Plot) Save(path string) error {
	encode := p.PNG
	switch strings.ToLower(filepath.Ext(path)) {
	case ".png":
	case ".svg":
		encode = p.SVG
	case ".pdf":
		encode = p.PDF
	default:
		return fmt.Errorf("plots: cannot tell from the name %q what to write: it must end in .png, .svg or .pdf", path)
	}
	data, err := encode()
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// MustSave is Save for a notebook cell: it panics if the file cannot be written.
func (p *Plot) MustSave(path string) {
	if err := p.Save(path); err != nil {
		misused("%s", strings.TrimPrefix(err.Error(), "plots: "))
	}
}
