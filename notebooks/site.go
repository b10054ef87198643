package main

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"html/template"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/image/draw"
)

// A site is the pages of a folder of executed notebooks, with an index. Every
// page is a single file: pictures and style are in it, scripts are not needed.
type site struct {
	Title string
	Intro template.HTML
	Pages []*page
}

// introName is the text above the index, beside the notebooks.
const introName = "index.md"

// writeSite renders all executed notebooks that lie in out. What is said above
// the index is read from the folder of their sources.
func writeSite(out, sources string) error {
	made, err := newSite(out, sources)
	if err != nil {
		return err
	}
	t, err := templates()
	if err != nil {
		return err
	}
	for _, p := range made.Pages {
		text, err := p.render(t)
		if err == nil {
			err = os.WriteFile(filepath.Join(out, p.Name+".html"), text, 0o644)
		}
		if err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "index", made); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "index.html"), b.Bytes(), 0o644)
}

func newSite(out, sources string) (*site, error) {
	paths, err := filepath.Glob(filepath.Join(out, "*.ipynb"))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(paths, labsFirst)
	made := &site{Title: "Notebooks"}
	intro, err := os.ReadFile(filepath.Join(sources, introName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	text, headings := renderText(string(intro), cleaner{ids: &idSet{}})
	made.Intro = template.HTML(text)
	if len(headings) > 0 {
		made.Title = headings[0].Text
	}
	for _, path := range paths {
		nb, err := readNotebook(path)
		if err != nil {
			return nil, err
		}
		p := newPage(nb, strings.TrimSuffix(filepath.Base(path), ".ipynb"), out)
		if n := len(made.Pages); n > 0 {
			p.Previous, made.Pages[n-1].Next = made.Pages[n-1], p
		}
		made.Pages = append(made.Pages, p)
	}
	return made, nil
}

// labsFirst orders notebooks named lab-… before all others, such as the gallery.
func labsFirst(a, b string) int {
	rank := func(path string) int {
		if strings.HasPrefix(filepath.Base(path), "lab-") {
			return 0
		}
		return 1
	}
	return cmp.Compare(rank(a), rank(b))
}

// pictureNames finds the pictures that a text names.
var pictureNames = regexp.MustCompile(`!\[[^\]]*\]\(\s*<?([^)>\s]+)|<img[^>]+src=["']([^"']+)`)

// copyPictures puts the pictures that the notebook's texts name beside its executed copy.
func (nb *notebook) copyPictures(from, to string) error {
	for _, c := range nb.cells {
		if c.raw["cell_type"] != "markdown" {
			continue
		}
		for _, found := range pictureNames.FindAllStringSubmatch(c.source(), -1) {
			file, ok := pictureFile(found[1] + found[2])
			if !ok {
				continue
			}
			data, err := os.ReadFile(filepath.Join(from, file))
			if errors.Is(err, fs.ErrNotExist) {
				continue // the page says what would be there
			}
			if err == nil {
				err = os.MkdirAll(filepath.Dir(filepath.Join(to, file)), 0o755)
			}
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
