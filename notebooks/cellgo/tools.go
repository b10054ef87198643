package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// What differs from cell to cell in the tools' arguments: go build's temporary
// folder, the source, the program and the build IDs.
const varWork, varSource, varOut, varMain, varLink = "$WORK", "$SOURCE", "$OUT", "$MAIN", "$LINK"

// Files in go build's temporary folder.
const (
	archivePath    = varWork + "/b001/_pkg_.a"
	importsPath    = varWork + "/b001/importcfg"
	linkPath       = varWork + "/b001/importcfg.link"
	executablePath = varWork + "/b001/exe/a.out"
	trimmed        = varWork + "/b001=>" // left out of file names
)

// complete takes what go build ran into the recipe. It fails if that is not
// quite what go build runs for a plain cell.
func (r *recipe) complete(c *cell, notes string) error {
	var err error
	if r.Compile, r.Link, err = readNotes(notes); err != nil {
		return err
	}
	at := slices.Index(r.Compile.Args, "-o")
	if at < 0 || at+1 >= len(r.Compile.Args) {
		return errors.New("the compiler has no output")
	}
	work, ok := strings.CutSuffix(r.Compile.Args[at+1], strings.TrimPrefix(archivePath, varWork))
	if !ok {
		return errors.New("the compiler has another output")
	}
	err = errors.Join(r.readConfig(work), r.Compile.generalise(c, work), r.Link.generalise(c, work), plainFlags(r.Compile.get("GOFLAGS")))
	if err != nil {
		return err
	}
	if last := len(r.Compile.Args) - 1; r.Compile.Args[last] != varSource {
		return fmt.Errorf("%s is compiled", r.Compile.Args[last])
	}
	r.Compile.Config, r.Link.Config = "", ""
	root := r.Compile.get("GOROOT")
	for _, path := range []string{r.Compile.Args[0], r.Link.Args[0], filepath.Join(root, "VERSION"), filepath.Join(root, "go.env")} {
		r.Files = append(r.Files, stampOf(path))
	}
	return nil
}

// get returns a variable of the tool's environment.
func (t *tool) get(name string) string {
	for _, entry := range t.Env {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// generalise puts variables into the place of what differs from cell to cell.
func (t *tool) generalise(c *cell, work string) error {
	for i, arg := range t.Args {
		if arg == filepath.Join(c.folder, "main.go") {
			t.Args[i] = varSource
			continue
		}
		if strings.HasPrefix(arg, "@") || strings.Contains(arg, "$") || strings.Contains(arg, c.folder) {
			return fmt.Errorf("argument %s", arg)
		}
		arg = strings.ReplaceAll(arg, work, varWork)
		if i > 0 && t.Args[i-1] == "-buildid" {
			arg = varMain + "/" + varMain
		} else if strings.HasPrefix(arg, "-buildid=") {
			arg = "-buildid=" + varLink + "/" + varMain + "/" + varMain + "/" + varLink
		}
		if strings.Contains(arg, varWork) && !slices.Contains([]string{archivePath, importsPath, linkPath, executablePath, trimmed}, arg) {
			return fmt.Errorf("argument %s", arg)
		}
		if arg == executablePath {
			arg = varOut
		}
		t.Args[i] = arg
	}
	for _, needed := range []string{archivePath, varMain} {
		if !strings.Contains(strings.Join(t.Args, " "), needed) {
			return fmt.Errorf("no %s", needed)
		}
	}
	return nil
}

// Around the text of runtime/debug.BuildInfo, for programs that look for it.
var infoStart, infoEnd = unhex("3077af0c9274080241e1c107e6d618e6"), unhex("f932433186182072008242104116d8f2")

func unhex(digits string) string {
	bytes, _ := hex.DecodeString(digits)
	return string(bytes)
}

// readConfig reads the linker's list of archives, and what the program is to
// tell of itself.
func (r *recipe) readConfig(work string) error {
	for line := range strings.Lines(r.Link.Config) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		var err error
		switch verb {
		case "", "#":
		case "modinfo":
			err = r.readInfo(rest)
		case "packagefile":
			err = r.readArchive(rest, work)
		default:
			err = fmt.Errorf("%s is not known", verb)
		}
		if err != nil {
			return err
		}
	}
	for name, p := range r.Packages {
		if p.Archive == "" && name != "unsafe" {
			return fmt.Errorf("%s is not linked", name)
		}
	}
	if r.Info == "" {
		return errors.New("no modinfo")
	}
	return nil
}

func (r *recipe) readInfo(quoted string) error {
	text, err := strconv.Unquote(quoted)
	if err != nil {
		return err
	}
	text, starts := strings.CutPrefix(text, infoStart)
	text, ends := strings.CutSuffix(text, infoEnd)
	info, err := debug.ParseBuildInfo(text)
	if err != nil || !starts || !ends || info.String() != text {
		return fmt.Errorf("modinfo %q", text)
	}
	if slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return strings.HasPrefix(s.Key, "vcs") }) {
		return errors.New("the program names a commit")
	}
	r.Modules = map[string]*debug.Module{}
	for _, module := range info.Deps {
		r.Modules[module.Path] = module
	}
	info.Deps = nil
	r.Info = info.String()
	return nil
}

// readArchive reads a line of the list. An archive must lie in the build cache,
// not in the folder that is gone soon.
func (r *recipe) readArchive(line, work string) error {
	name, path, _ := strings.Cut(line, "=")
	p, known := r.Packages[name]
	switch {
	case strings.HasPrefix(path, work) && !known:
		return nil // the cell
	case strings.HasPrefix(path, work), !known, !filepath.IsAbs(path), name == "runtime/cgo":
		return fmt.Errorf("%s from %s", name, path)
	}
	p.Archive = path
	r.Packages[name] = p
	return nil
}
