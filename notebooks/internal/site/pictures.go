package site

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"netlab/pcapnb/ipynb"
)

// pictureOf is the address of an output's picture with the data in it, "" for none.
func pictureOf(o ipynb.Output) string {
	for _, media := range []string{"image/png", "image/jpeg", "image/gif", "image/webp"} {
		if content := o.Data()[media]; content != nil {
			data, err := ipynb.Base64(content)
			if err != nil {
				return ""
			}
			return dataAddress(data)
		}
	}
	return ""
}

// dataAddress makes a picture's address of its data, "" where that is no picture, whatever it is called.
func dataAddress(data []byte) string {
	_, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return ""
	}
	return "data:image/" + format + ";base64," + base64.StdEncoding.EncodeToString(data)
}

// findPicture returns the data of a picture that a text cell names: an
// attachment of the cell, or a file in the notebook's folder or below.
func findPicture(c *ipynb.Cell, folder, src string) string {
	if name, ok := strings.CutPrefix(src, "attachment:"); ok {
		attachments, _ := c.Raw["attachments"].(map[string]any)
		bundle, _ := attachments[name].(map[string]any)
		return pictureOf(ipynb.Output{"data": bundle})
	}
	file, ok := pictureFile(src)
	if !ok {
		return ""
	}
	data, err := readPicture(folder, file)
	if err != nil {
		return ""
	}
	return dataAddress(data)
}

// largestPicture is that of a file that goes into a page, in bytes.
const largestPicture = 32 << 20

// errNoPicture says that a page shows no such file.
var errNoPicture = errors.New("not a picture of this folder")

// readPicture reads a file in a folder or below, also by way of links, if it is a picture.
func readPicture(folder, name string) ([]byte, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestPicture {
		return nil, errNoPicture
	}
	data, err := root.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if dataAddress(data) == "" {
		return nil, errNoPicture
	}
	return data, nil
}

// pictureFile is the file that a picture's address names, if it is beside the
// notebook or below.
func pictureFile(src string) (string, bool) {
	u, err := url.Parse(src)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return "", false
	}
	file := filepath.FromSlash(u.Path)
	return file, filepath.IsLocal(file)
}

// pictureNames finds the pictures that a text names.
var pictureNames = regexp.MustCompile(`!\[[^\]]*\]\(\s*<?([^)>\s]+)|<img[^>]+src=["']([^"']+)`)

// CopyPictures puts the pictures that the notebook's texts name beside its executed copy.
func CopyPictures(nb *ipynb.Notebook, from, to string) error {
	for _, c := range nb.Cells {
		if !c.IsText() {
			continue
		}
		for _, found := range pictureNames.FindAllStringSubmatch(c.Source(), -1) {
			file, ok := pictureFile(found[1] + found[2])
			if !ok {
				continue
			}
			data, err := readPicture(from, file)
			if err != nil {
				continue // the page says what would be there
			}
			err = os.MkdirAll(filepath.Dir(filepath.Join(to, file)), 0o755)
			if err == nil {
				err = os.WriteFile(filepath.Join(to, file), data, 0o644)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// thumbnailWidth is that of the pictures of the index, in pixels: twice what is shown.
const thumbnailWidth = 640

// SmallThumbnail is the page's figure for the index, "" where it has none.
func (p *page) SmallThumbnail() string {
	_, data, ok := strings.Cut(p.Thumbnail, "data:image/png;base64,")
	if !ok {
		return p.Thumbnail
	}
	picture, err := decodePicture(data)
	if err != nil || picture.Bounds().Dx() <= thumbnailWidth {
		return p.Thumbnail
	}
	small := picture.Bounds().Sub(picture.Bounds().Min)
	small.Max.X, small.Max.Y = thumbnailWidth, small.Dy()*thumbnailWidth/small.Dx()
	scaled := image.NewRGBA(small)
	draw.CatmullRom.Scale(scaled, small, picture, picture.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, scaled); err != nil {
		return p.Thumbnail
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

func decodePicture(text string) (image.Image, error) {
	data, err := ipynb.Base64(text)
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}
