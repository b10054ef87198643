package grade

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"netlab/notebooks/internal/sandbox"
	"netlab/pcapnb/ipynb"
)

// keepCells runs the lab as it was handed out and returns a runner whose kernels take the programs of its cells from there: most
// cells of a copy are as they were, and building them is most of what a copy takes. Students' cells see these programs, in
// which no hidden test is, and cannot change them. Where they cannot be kept, and for a single copy, it returns r.
func (r *runner) keepCells(ctx context.Context, l *gradedLab, copies int, captures []knownCapture) (keeping *runner, done func()) {
	if r.walls == nil || copies < 2 {
		return r, func() {}
	}
	dir, err := os.MkdirTemp("", "netlab-kept-")
	if err != nil {
		return r, func() {}
	}
	done = func() { os.RemoveAll(dir) }
	shared := []sandbox.Shared{
		{Folder: filepath.Join(dir, "recipes"), Name: r.s.RecipesDir(), Filled: true},
		{Folder: filepath.Join(dir, "cells"), Name: r.s.CellsDir(), Filled: true},
	}
	for _, f := range shared {
		if os.Mkdir(f.Folder, 0o755) != nil {
			return r, done
		}
	}
	if r.sharing(shared).runBlank(ctx, l, captures) != nil || readable(dir) != nil {
		return r, done // the copies' own runs say what is wrong
	}
	for i := range shared {
		shared[i].Filled = false
	}
	return r.sharing(shared), done
}

// runBlank runs the lab as it was handed out.
func (r *runner) runBlank(ctx context.Context, l *gradedLab, known []knownCapture) error {
	nb := &ipynb.Notebook{Raw: maps.Clone(l.student.Raw)}
	nb.SetCells(slices.Clone(l.student.Cells))
	l.restore(nb)
	keepNeeded(nb)
	dir, err := l.stage(nb, known, "", "")
	defer os.RemoveAll(dir)
	if err != nil {
		return err
	}
	_, err = r.run(ctx, dir, l.name+".ipynb", "answers")
	return err
}

// sharing returns a runner whose cells see these folders.
func (r *runner) sharing(shared []sandbox.Shared) *runner {
	other, walls := *r, *r.walls
	walls.Shared = slices.Clone(shared)
	other.walls = &walls
	return &other
}

// readable lets every user read what is in a folder: each copy runs as another one.
func readable(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return os.Chmod(path, 0o755)
		case d.Type().IsRegular():
			return os.Chmod(path, 0o644)
		}
		return os.Remove(path)
	})
}
