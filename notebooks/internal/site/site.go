// Package site makes a static site of executed notebooks: a page for each, and
// an index. Pages need no scripts and load nothing.
package site

import (
	"cmp"
	"errors"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"netlab/pcapnb/ipynb"
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

// Write renders all executed notebooks that lie in out. What is said above
// the index is read from the folder of their sources.
func Write(out, sources string) error {
	made, err := newSite(out, sources)
	if err != nil {
		return err
	}
	t, err := templates()
	if err != nil {
		return err
	}
	for _, p := range made.Pages {
		text, err := render(t, "page", p)
		if err == nil {
			err = os.WriteFile(filepath.Join(out, p.Name+".html"), text, 0o644)
		}
		if err != nil {
			return err
		}
	}
	index, err := render(t, "index", made)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "index.html"), index, 0o644)
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
		nb, err := ipynb.Read(path)
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
