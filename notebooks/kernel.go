package main

import (
	"context"
	"embed"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// kernelName is GoNB's own, so that a notebook opens in a stock GoNB as well.
const kernelName = "gonb"

// goplsVersion serves completion. GoNB speaks the protocol of this version.
const goplsVersion = "v0.21.0"

// layout counts the changes of what buildKernel puts where.
const layout = "2"

// cellgo is the source of the kernel's go command: the kernel is built again
// when it changes.
//
//go:embed cellgo/*.go
var cellgo embed.FS

//go:embed attach.sh
var attachScript string

// kernelDir is the folder of the kernel and its tools.
func (s *setup) kernelDir() string { return filepath.Join(s.cache, "kernel-"+s.goHash) }

// goplsDir is the folder of gopls. Running labs does without it.
func (s *setup) goplsDir() string {
	return filepath.Join(s.cache, "gopls-"+hash(goplsVersion, s.goVersion, s.platform))
}

// recipesDir is where the kernel's go command keeps how cells are built.
func (s *setup) recipesDir() string { return filepath.Join(s.cache, "recipes") }

// cellsDir is where it keeps the programs of cells, a gigabyte and a half at most.
func (s *setup) cellsDir() string { return filepath.Join(s.cache, "cells") }

// cellgoSource is the text of cellgo without its tests.
func cellgoSource() (string, error) {
	var source strings.Builder
	names, err := fs.Glob(cellgo, "cellgo/*.go")
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := cellgo.ReadFile(name)
		if err != nil {
			return "", err
		}
		source.Write(text)
	}
	return source.String(), err
}

// ensureKernel builds the kernel and the tools it calls, fills Go's build
// cache with what every cell needs, and sees one cell through.
func (s *setup) ensureKernel(ctx context.Context) error {
	dir := s.kernelDir()
	err := fill(dir, func() error {
		return s.say.step("GoNB kernel", "built from source, about 100 MB to download, a minute", func() error {
			return s.buildKernel(ctx, dir)
		})
	})
	if err == nil {
		err = os.MkdirAll(s.cellsDir(), 0o700)
	}
	if err == nil {
		err = s.warm(ctx)
	}
	if err == nil && !s.options.runs() {
		s.ensureGopls(ctx)
	}
	return err
}

func (s *setup) buildKernel(ctx context.Context, dir string) error {
	bin := filepath.Join(dir, "bin")
	build := s.command(ctx, "go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", bin+"/",
		"github.com/janpfeifer/gonb", "golang.org/x/tools/cmd/goimports", "netlab/notebooks/cellgo")
	if err := finish(build); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(bin, "cellgo"), filepath.Join(bin, "go")); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(bin, "attach.sh"), []byte(attachScript), 0o755); err != nil {
		return err
	}
	return s.writeKernelSpec(filepath.Join(dir, "jupyter"), nil)
}

// kernelSpec is the kernel.json that Jupyter reads.
type kernelSpec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

// writeKernelSpec puts the kernel into a Jupyter data folder. Jupyter replaces
// ${PATH}; our go command comes first on it.
func (s *setup) writeKernelSpec(data string, env map[string]string) error {
	bin := filepath.Join(s.kernelDir(), "bin")
	spec := kernelSpec{
		// Compile errors as text can be read on every page and in a terminal.
		Argv:          []string{filepath.Join(bin, "gonb"), "--kernel", "{connection_file}", "-raw_error"},
		DisplayName:   "Go (gonb)",
		Language:      "go",
		InterruptMode: "message",
		Env:           map[string]string{"PATH": bin + ":${PATH}", "NETLAB_GO": s.goBin, "NETLAB_RECIPES": s.recipesDir(), "NETLAB_CELLS": s.cellsDir()},
	}
	for name, value := range env {
		spec.Env[name] = value
	}
	dir := filepath.Join(data, "kernels", kernelName)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "kernel.json"), append(text, '\n'), 0o644)
}

// installKernel gives the kernel to the user's own Jupyter, where VS Code
// finds it too.
func (s *setup) installKernel() error {
	data, err := userJupyterData()
	if err != nil {
		return err
	}
	env := map[string]string{"NETLAB_CHECKOUT": s.checkout}
	if _, err := exec.LookPath(filepath.Join(s.goplsDir(), "gopls")); err == nil {
		env["PATH"] = filepath.Join(s.kernelDir(), "bin") + ":" + s.goplsDir() + ":${PATH}"
	}
	if err := s.setAside(filepath.Join(data, "kernels", kernelName, "kernel.json")); err != nil {
		return err
	}
	if err := s.writeKernelSpec(data, env); err != nil {
		return err
	}
	s.say.line("The kernel \"Go (gonb)\" is in %s.", filepath.Join(data, "kernels", kernelName))
	return nil
}

// setAside keeps the kernel.json of a GoNB that the user installed otherwise.
func (s *setup) setAside(path string) error {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) || err == nil && strings.Contains(string(text), "NETLAB_GO") {
		return nil
	}
	if err != nil {
		return err
	}
	s.say.line("Your own GoNB kernel is kept: %s.old", path)
	return os.Rename(path, path+".old")
}

// ensureGopls installs the language server. A failure costs completion only.
func (s *setup) ensureGopls(ctx context.Context) {
	dir := s.goplsDir()
	err := fill(dir, func() error {
		return s.say.step("gopls for completion", "about 15 MB to download, a minute", func() error {
			cmd := s.command(ctx, "go", "install", "golang.org/x/tools/gopls@"+goplsVersion)
			cmd.Env = append(os.Environ(), "GOBIN="+dir)
			return finish(cmd)
		})
	})
	if err != nil && ctx.Err() == nil {
		s.say.line("No completion and no hover help in the notebooks: %v", err)
	}
}
