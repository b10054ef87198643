package jupyter

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"netlab/pcapnb/ipynb"
)

// goplsVersion serves completion. GoNB speaks the protocol of this version.
const goplsVersion = "v0.21.0"

// layout counts the changes of what buildKernel puts where.
const layout = "3"

// KernelDir is the folder of the kernel and its tools.
func (s *Setup) KernelDir() string { return filepath.Join(s.cache, "kernel-"+s.goHash) }

// goplsDir is the folder of gopls. Running labs does without it.
func (s *Setup) goplsDir() string {
	return filepath.Join(s.cache, "gopls-"+hash(goplsVersion, s.Versions.Go, s.Platform))
}

// RecipesDir is where the kernel's go command keeps how cells are built.
func (s *Setup) RecipesDir() string { return filepath.Join(s.cache, "recipes") }

// CellsDir is where it keeps the programs of cells, a gigabyte and a half at most.
func (s *Setup) CellsDir() string { return filepath.Join(s.cache, "cells") }

// ensureKernel builds the kernel and the tools it calls, fills Go's build
// cache with what every cell needs, and sees one cell through.
func (s *Setup) ensureKernel(ctx context.Context) error {
	dir := s.KernelDir()
	err := fill(dir, func() error {
		return s.say.Step("GoNB kernel", "built from source, about 100 MB to download, a minute", func() error {
			return s.buildKernel(ctx, dir)
		})
	})
	if err == nil {
		err = os.MkdirAll(s.CellsDir(), 0o700)
	}
	if err == nil {
		err = s.warm(ctx)
	}
	if err == nil && !s.options.WithoutGopls {
		s.ensureGopls(ctx)
		s.warmGopls(ctx)
	}
	return err
}

func (s *Setup) buildKernel(ctx context.Context, dir string) error {
	bin := filepath.Join(dir, "bin")
	build := s.held(ctx, "go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", bin+"/",
		"golang.org/x/tools/cmd/goimports", "netlab/notebooks/cellgo")
	if err := Finish(build); err != nil {
		return err
	}
	if err := s.buildGoNB(ctx, dir, bin); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(bin, "cellgo"), filepath.Join(bin, "go")); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(bin, "attach.sh"), []byte(s.sources.attach), 0o755); err != nil {
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
func (s *Setup) writeKernelSpec(data string, env map[string]string) error {
	bin := filepath.Join(s.KernelDir(), "bin")
	spec := kernelSpec{
		// Compile errors as text can be read on every page and in a terminal.
		Argv:          []string{filepath.Join(bin, "gonb"), "--kernel", "{connection_file}", "-raw_error"},
		DisplayName:   "Go (gonb)",
		Language:      "go",
		InterruptMode: "message",
		Env:           map[string]string{"PATH": bin + ":${PATH}", "NETLAB_GO": s.GoBin, "NETLAB_RECIPES": s.RecipesDir(), "NETLAB_CELLS": s.CellsDir()},
	}
	for name, value := range env {
		spec.Env[name] = value
	}
	dir := filepath.Join(data, "kernels", ipynb.Kernel)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "kernel.json"), append(text, '\n'), 0o644)
}

// InstallKernel gives the kernel to the user's own Jupyter, where VS Code
// finds it too.
func (s *Setup) InstallKernel() error {
	data, err := userJupyterData()
	if err != nil {
		return err
	}
	env := map[string]string{"NETLAB_CHECKOUT": s.Checkout}
	if _, err := exec.LookPath(filepath.Join(s.goplsDir(), "gopls")); err == nil {
		env["PATH"] = filepath.Join(s.KernelDir(), "bin") + ":" + s.goplsDir() + ":${PATH}"
	}
	if err := s.setAside(filepath.Join(data, "kernels", ipynb.Kernel, "kernel.json")); err != nil {
		return err
	}
	if err := s.writeKernelSpec(data, env); err != nil {
		return err
	}
	s.say.Line("The kernel \"Go (gonb)\" is in %s.", filepath.Join(data, "kernels", ipynb.Kernel))
	return nil
}

// setAside keeps the kernel.json of a GoNB that the user installed otherwise.
func (s *Setup) setAside(path string) error {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) || err == nil && strings.Contains(string(text), "NETLAB_GO") {
		return nil
	}
	if err != nil {
		return err
	}
	s.say.Line("Your own GoNB kernel is kept: %s.old", path)
	return os.Rename(path, path+".old")
}

// ensureGopls installs the language server. A failure costs completion only.
func (s *Setup) ensureGopls(ctx context.Context) {
	dir := s.goplsDir()
	err := fill(dir, func() error {
		return s.say.Step("gopls for completion", "about 15 MB to download, a minute", func() error {
			cmd := s.held(ctx, "go", "install", "golang.org/x/tools/gopls@"+goplsVersion)
			cmd.Env = append(os.Environ(), "GOBIN="+dir)
			return Finish(cmd)
		})
	})
	if err != nil && ctx.Err() == nil {
		s.say.Line("No completion and no hover help in the notebooks: %v", err)
	}
}
