package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// replay compiles and links a cell as go build did for another one, or takes
// the program that was linked for the same cell before.
func (r *recipe) replay(c *cell) error {
	compile, link, err := r.configs(c)
	if err != nil {
		return err
	}
	mainID, linkID := r.buildID(c, "compile"), r.buildID(c, "link")
	if head, err := readHead(c.target); err == nil && bytes.Contains(head, []byte(linkID+"/"+mainID+"/")) {
		return c.tellActions() // the very cell was built before
	}
	work, err := os.MkdirTemp("", "netlab-build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	out := filepath.Join(filepath.Dir(c.target), "."+filepath.Base(work))
	defer os.Remove(out)
	keep := keptAs(c, linkID)
	if keep.fetch(c.folder, out) == nil {
		return os.Rename(out, c.target)
	}
	values := strings.NewReplacer(varWork, work, varSource, filepath.Join(c.folder, "main.go"), varOut, out, varMain, mainID, varLink, linkID)
	if err := writeConfigs(compile, link, values); err != nil {
		return err
	}
	if err := c.act("build", func() error { return r.Compile.run(c, values) }); err != nil {
		return err
	}
	if err := c.act("link", func() error { return r.Link.run(c, values) }); err != nil {
		return err
	}
	if err := c.tellActions(); err != nil {
		return err
	}
	keep.put(c, out)
	return os.Rename(out, c.target)
}

// buildID names what is made of a cell by all that it is made of but the name
// of its folder. Archives of the standard library are the go command's, of
// which the book's name tells. The go command takes a program for what it would
// build itself if it bears the ID that it would give, so a replayed one needs
// its own.
func (r *recipe) buildID(c *cell, what string) string {
	made := []string{what, filepath.Base(string(r.book)), fmt.Sprintf("%q", []tool{r.Compile, r.Link}), fmt.Sprint(r.Files), r.Info, string(c.source)}
	names := r.closure(c.imports)
	slices.Sort(names)
	for _, name := range names {
		made = append(made, name, r.Packages[name].Archive)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", made))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// readHead reads the part of a program that has its build ID.
func readHead(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 32<<10))
}

// configs are the lists of archives for the compiler and the linker. The linker
// takes from its own what is imported.
func (r *recipe) configs(c *cell) (compile, link string, err error) {
	info, err := r.info(c)
	if err != nil {
		return "", "", err
	}
	var compiled, linked strings.Builder
	fmt.Fprintln(&compiled, "# import config")
	for _, name := range slices.Sorted(maps.Keys(r.Packages)) {
		line := fmt.Sprintf("packagefile %s=%s\n", name, r.Packages[name].Archive)
		if name == "unsafe" {
			continue
		}
		if _, imported := slices.BinarySearch(c.imports, name); imported || name == "runtime" {
			compiled.WriteString(line)
		}
		linked.WriteString(line)
	}
	fmt.Fprintf(&linked, "packagefile %s=%s\n", info.Path, archivePath)
	fmt.Fprintf(&linked, "modinfo %q\n", infoStart+info.String()+infoEnd)
	return compiled.String(), linked.String(), nil
}

func writeConfigs(compile, link string, values *strings.Replacer) error {
	return errors.Join(
		os.Mkdir(filepath.Dir(values.Replace(archivePath)), 0o700),
		os.WriteFile(values.Replace(importsPath), []byte(compile), 0o600),
		os.WriteFile(values.Replace(linkPath), []byte(strings.Replace(link, archivePath, values.Replace(archivePath), 1)), 0o600))
}

// info is what the program is to tell of itself: of the modules, those that
// have packages in it.
func (r *recipe) info(c *cell) (*debug.BuildInfo, error) {
	info, err := debug.ParseBuildInfo(r.Info)
	if err != nil {
		return nil, err
	}
	modules := map[*debug.Module]bool{}
	for _, name := range r.closure(c.imports) {
		module := r.Modules[r.Packages[name].Module]
		if module == nil {
			return nil, fmt.Errorf("%s is in no module", name)
		}
		modules[module] = true
	}
	info.Deps = slices.SortedFunc(maps.Keys(modules), func(a, b *debug.Module) int { return cmp.Compare(a.Path, b.Path) })
	return info, nil
}

// run runs the tool as the go command does.
func (t *tool) run(c *cell, values *strings.Replacer) error {
	args := make([]string, len(t.Args))
	for i, arg := range t.Args {
		args[i] = values.Replace(arg)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = c.folder
	cmd.Env = slices.Concat(os.Environ(), t.Env, []string{"PWD=" + c.folder})
	out, err := cmd.CombinedOutput()
	if err == nil {
		os.Stderr.Write(out)
	}
	return err
}
