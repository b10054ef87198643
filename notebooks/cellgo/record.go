package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// record builds a cell by the go command, which calls this program for each
// tool, and writes the recipe down. It returns the exit code.
func record(c *cell, command, args []string, book book, old *recipe, said io.Writer) int {
	built := func(more ...string) int { return runGo(said, slices.Concat(command, more, args)...) }
	notes, err := os.MkdirTemp("", "netlab-notes-")
	if err != nil {
		return built()
	}
	defer os.RemoveAll(notes)
	self, err := quotedSelf(notes)
	if err != nil {
		return built()
	}
	// Before the build: a file that is changed while it runs is stamped as it was.
	r, err := listPackages(c, command[1:])
	if err != nil {
		return built()
	}
	if code := built("-toolexec=" + self); code != 0 {
		return code
	}
	if r.complete(c, notes) == nil && bookOf(c, command[1:]) == book && !r.stale(c.imports) {
		r.add(old)
		book.save(r) // without a recipe the next cell takes longer
	}
	return 0
}

// quotedSelf is the command that takes notes, as -toolexec reads it.
func quotedSelf(notes string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	if strings.Contains(self+notes, "'") {
		return "", errors.New("a folder's name has a quote")
	}
	return fmt.Sprintf("'%s' %s '%s'", self, noteCommand, notes), nil
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir string
	Standard        bool
	Module          *struct {
		Path, Dir string
		Main      bool
		Replace   *struct{ Path, Version string }
	}
	Imports, EmbedPatterns, EmbedFiles []string

	// A package that has one of these is not compiled by Go's compiler alone.
	CgoFiles, CFiles, CXXFiles, MFiles, FFiles, SwigFiles, SwigCXXFiles, SysoFiles []string
}

const listedFields = "ImportPath,Dir,Standard,Module,Imports,EmbedPatterns,EmbedFiles," +
	"CgoFiles,CFiles,CXXFiles,MFiles,FFiles,SwigFiles,SwigCXXFiles,SysoFiles"

// listPackages begins a recipe with the packages that a cell is made of and
// with stamps of what can be edited of them. It asks no network.
func listPackages(c *cell, flags []string) (*recipe, error) {
	r := &recipe{Begun: time.Now().Unix(), Packages: map[string]pack{}}
	args := slices.Concat([]string{"list"}, flags, []string{"-mod=readonly", "-deps", "-json=" + listedFields})
	out, err := exec.Command(realGo(), args...).Output()
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var l listed
		switch err := decoder.Decode(&l); {
		case err == io.EOF:
			r.Files, err = moduleFiles(c.folder)
			return r, err
		case err != nil:
			return nil, err
		}
		if err := r.addListed(c, &l); err != nil {
			return nil, fmt.Errorf("%s: %w", l.ImportPath, err)
		}
	}
}

// addListed adds a package. What it imports was listed before it.
func (r *recipe) addListed(c *cell, l *listed) error {
	if l.Standard {
		r.Packages[l.ImportPath] = pack{Standard: true}
		return nil
	}
	if l.Module == nil {
		return errors.New("in no module")
	}
	if l.Module.Main {
		if l.Dir != c.folder {
			return errors.New("is beside the cell")
		}
		return nil
	}
	if len(slices.Concat(l.CgoFiles, l.CFiles, l.CXXFiles, l.MFiles, l.FFiles, l.SwigFiles, l.SwigCXXFiles, l.SysoFiles)) > 0 {
		return errors.New("not only Go")
	}
	p := pack{Module: l.Module.Path, Direct: slices.Contains(c.imports, l.ImportPath)}
	for _, name := range l.Imports {
		if imported, known := r.Packages[name]; known && !imported.Standard {
			p.Imports = append(p.Imports, name)
		}
	}
	if l.Module.Replace != nil && l.Module.Replace.Version == "" {
		p.Sources = &sources{
			Dir:     l.Dir,
			Embeds:  len(l.EmbedPatterns) > 0,
			Deep:    strings.ContainsAny(strings.Join(slices.Concat(l.EmbedPatterns, l.EmbedFiles), ""), `/*?[\`),
			Modules: modulesAbove(l.Dir, l.Module.Dir),
		}
		var err error
		if p.Sources.Files, err = p.Sources.look(); err != nil {
			return err
		}
	}
	r.Packages[l.ImportPath] = p
	return nil
}

// moduleFiles stamps the go.mod of each module that is on this disk.
func moduleFiles(folder string) ([]stamp, error) {
	text, err := os.ReadFile(filepath.Join(folder, "go.mod"))
	if err != nil {
		return nil, err
	}
	var stamps []stamp
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "//")
		_, to, replaced := strings.Cut(line, "=>")
		to = strings.TrimSpace(to)
		if unquoted, err := strconv.Unquote(to); err == nil {
			to = unquoted
		}
		if strings.HasPrefix(to, ".") {
			return nil, fmt.Errorf("%s means another folder for each cell", to)
		}
		if replaced && filepath.IsAbs(to) {
			stamps = append(stamps, stampOf(filepath.Join(to, "go.mod")))
		}
	}
	return stamps, nil
}
