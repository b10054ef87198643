package main

import (
	"bytes"
	"context"
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// page is a template for nbconvert.
//
//go:embed page
var page embed.FS

// writePage puts the template into a Jupyter data folder.
func writePage(data string) error {
	files, err := fs.Sub(page, "page")
	if err != nil {
		return err
	}
	return os.CopyFS(filepath.Join(data, "nbconvert", "templates", "pcapnb"), files)
}

// render writes the notebook as one HTML page with its pictures inside. It is
// fed to nbconvert in the folder of its file, where pictures that its text
// names are looked for.
func (s *setup) render(ctx context.Context, nb *notebook, path, out string) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	data, err := nb.titled(path).bytes()
	if err != nil {
		return err
	}
	cmd := s.jupyterCommand(ctx, "nbconvert", "--stdin", "--to", "html", "--template", "pcapnb", "--embed-images",
		"--log-level", "WARN",
		"--output-dir", out, "--output", strings.TrimSuffix(filepath.Base(path), ".ipynb"))
	cmd.Dir = filepath.Dir(path)
	cmd.Stdin = bytes.NewReader(data)
	return finish(cmd)
}

// titled is the notebook with a title for its page: its own, else its first
// heading, else its file's name.
func (nb *notebook) titled(path string) *notebook {
	metadata := map[string]any{"title": nb.heading(filepath.Base(path))}
	for name, value := range nb.raw["metadata"].(map[string]any) {
		metadata[name] = value
	}
	raw := map[string]any{}
	for name, value := range nb.raw {
		raw[name] = value
	}
	raw["metadata"] = metadata
	return &notebook{raw: raw, cells: nb.cells}
}

// heading returns the first top heading of the text cells, else otherwise.
func (nb *notebook) heading(otherwise string) string {
	for _, c := range nb.cells {
		if c.raw["cell_type"] != "markdown" {
			continue
		}
		for line := range strings.Lines(c.source()) {
			if title, ok := strings.CutPrefix(line, "# "); ok {
				return strings.TrimSpace(title)
			}
		}
	}
	return otherwise
}
