package main

import (
	"errors"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// keep is how long a recipe is used. The go command drops from its build cache
// what it has not used for five days, and it does not see what a recipe uses.
const keep = 3 * 24 * time.Hour

// A recipe holds what go build ran for cells that differ in their imports and
// text only.
type recipe struct {
	Begun         int64 // Unix seconds
	Compile, Link tool  // with $WORK and so on in place of what differs
	Info          string
	Modules       map[string]*debug.Module // that go build found packages in
	Packages      map[string]pack
	Files         []stamp // of Go itself and of modules

	book book // that it was read from
}

// A pack is a package that is compiled.
type pack struct {
	Archive  string
	Standard bool     `json:",omitempty"`
	Direct   bool     `json:",omitempty"` // a cell imported it, and was allowed to
	Module   string   `json:",omitempty"`
	Imports  []string `json:",omitempty"` // without those of the standard library
	Sources  *sources `json:",omitempty"`
}

// covers says whether all that a cell imports is known, and may be imported:
// the go command decides that for each package by itself.
func (r *recipe) covers(imports []string) bool {
	for _, name := range imports {
		p, known := r.Packages[name]
		if name != "unsafe" && !(known && (p.Direct || p.Standard && public(name))) {
			return false
		}
	}
	return true
}

// public says whether every program may import a package of the standard
// library.
func public(name string) bool {
	for element := range strings.SplitSeq(name, "/") {
		if element == "internal" || element == "vendor" {
			return false
		}
	}
	return true
}

// closure lists those packages, and what they import in turn, that are not of
// the standard library.
func (r *recipe) closure(imports []string) []string {
	var names []string
	seen := map[string]bool{}
	for todo := slices.Clone(imports); len(todo) > 0; {
		name := todo[0]
		todo = todo[1:]
		if p := r.Packages[name]; !seen[name] && !p.Standard && name != "unsafe" {
			seen[name] = true
			names = append(names, name)
			todo = append(todo, p.Imports...)
		}
	}
	return names
}

// archive opens what the compiler made of a package.
func (r *recipe) archive(name string) (io.ReadCloser, error) {
	if r == nil || r.Packages[name].Archive == "" {
		return nil, errors.New("not compiled yet")
	}
	return os.Open(r.Packages[name].Archive)
}

// stale says whether the recipe may not hold any more.
func (r *recipe) stale(imports []string) bool {
	if time.Since(time.Unix(r.Begun, 0)) > keep || !fresh(r.Files) {
		return true
	}
	return slices.ContainsFunc(r.closure(imports), func(name string) bool {
		s := r.Packages[name].Sources
		return s != nil && s.changed()
	})
}

// add takes over the packages of an older recipe, unless one of them was
// compiled from another source since: then what was compiled with it is old.
func (r *recipe) add(old *recipe) {
	if old == nil || !sameTools(r, old) || !slices.Equal(r.Files, old.Files) || time.Since(time.Unix(old.Begun, 0)) > keep {
		return
	}
	for name, p := range r.Packages {
		if was, known := old.Packages[name]; known && !samePack(p, was) {
			return
		}
	}
	r.Begun = old.Begun
	for name, was := range old.Packages {
		p, known := r.Packages[name]
		if !known {
			p = was
		}
		p.Direct = p.Direct || was.Direct
		r.Packages[name] = p
	}
	for path, module := range old.Modules {
		r.Modules[path] = module
	}
}

func sameTools(a, b *recipe) bool {
	return slices.Equal(a.Compile.Args, b.Compile.Args) && slices.Equal(a.Compile.Env, b.Compile.Env) &&
		slices.Equal(a.Link.Args, b.Link.Args) && slices.Equal(a.Link.Env, b.Link.Env) && a.Info == b.Info
}

func samePack(a, b pack) bool {
	if a.Sources != nil && b.Sources != nil && !slices.Equal(a.Sources.Files, b.Sources.Files) {
		return false
	}
	return a.Archive == b.Archive && (a.Sources == nil) == (b.Sources == nil)
}
