//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommands(t *testing.T) {
	bin, module, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(bin, "go"), "#!/bin/sh\nprintf '[%s]' \"$@\"\n")
	write(t, filepath.Join(filepath.Dir(program), "attach.sh"), "printf ' attached'\n")
	write(t, filepath.Join(module, "main.go"), "package main\n\nimport _ \"github.com/janpfeifer/gonb/gonbui\"\n\nfunc main() {}\n")
	const flags = "[-mod=mod][-tags=minimal,netgo,osusergo][-gcflags=-l -dwarf=false][-ldflags=-s -w]"
	for _, test := range []struct {
		dir, args, want string
	}{
		{module, "build -v -o cell", "[build]" + flags + "[-v][-o][cell]"},
		{module, "test -c", "[test]" + flags + "[-c]"},
		{module, "get", "go get: nothing to do, a package is fetched when a cell imports it\n"},
		{module, "get -t", "go get: nothing to do, a package is fetched when a cell imports it\n"},
		{module, "get example.org/x@v1.0.0", "[get][example.org/x@v1.0.0]"},
		{module, "mod init notebook", "[mod][init][notebook] attached"},
		{module, "mod edit -json", "[mod][edit][-json]"},
		{module, "version", "[version]"},
		{elsewhere, "build ./...", "[build][./...]"},
		{elsewhere, "get", "[get]"},
		{elsewhere, "mod init x", "[mod][init][x]"},
	} {
		cmd := exec.Command(program, strings.Fields(test.args)...)
		cmd.Dir = test.dir
		cmd.Env = append(os.Environ(), "NETLAB_GO="+bin, "GONB_TMP_DIR="+module)
		got, err := cmd.CombinedOutput()
		if err != nil || string(got) != test.want {
			t.Errorf("go %s: %q, %v, want %q", test.args, got, err, test.want)
		}
	}
}

func TestTheRealGoComesFirstOnThePath(t *testing.T) {
	bin := t.TempDir()
	write(t, filepath.Join(bin, "go"), "#!/bin/sh\nprintf '%s %s' \"${PATH%%:*}\" \"$GOGC\"\nexit 3\n")
	cmd := exec.Command(program, "test")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "NETLAB_GO="+bin, "GONB_TMP_DIR="+cmd.Dir, "GOGC=")
	got, err := cmd.Output()
	if want := bin + " 400"; string(got) != want || err == nil || cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("%q, %v, want %q and exit status 3", got, err, want)
	}
}

func TestItIsSaidThatThereIsNoGo(t *testing.T) {
	cmd := exec.Command(program, "version")
	cmd.Env = append(os.Environ(), "NETLAB_GO=")
	got, err := cmd.CombinedOutput()
	if want := "go of the notebook kernel: NETLAB_GO does not say where the real one is\n"; err == nil || string(got) != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestOnlyACellOfOurPackagesGetsTheTag(t *testing.T) {
	k := newKernel(t)
	for _, test := range []struct{ imports, expressions, want string }{
		{"netlab/tagged", "tagged.Text", "nogonbui"},
		{"netlab/tagged example.org/other", "tagged.Text, other.Text()", "gonbuiother"},
	} {
		for range 3 { // built, and replayed
			k.cell(test.imports, test.expressions)
			k.build()
			k.prints(test.want)
		}
	}
}

func TestForeign(t *testing.T) {
	t.Setenv("NETLAB_GO", newKernel(t).bin)
	for name, want := range map[string]bool{
		"fmt": false, "encoding/json": false, "netlab": false, "netlab/pcapnb/nb": false,
		"netlabs/x": true, "notebook/x": true, "example.org/x": true, "github.com/janpfeifer/gonb/gonbui": true, "./x": true,
	} {
		if foreign(name) != want {
			t.Errorf("foreign(%q) is %v", name, !want)
		}
	}
}

func TestRecipesLieInTheCacheFolder(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("HOME", cache)
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("NETLAB_RECIPES", "")
	if got := recipesDir(); !strings.HasPrefix(got, cache) || !strings.HasSuffix(got, filepath.Join("netlab-pcapnb", "recipes")) {
		t.Errorf("they lie in %s", got)
	}
	t.Setenv("NETLAB_RECIPES", "/elsewhere")
	if got := recipesDir(); got != "/elsewhere" {
		t.Errorf("they lie in %s", got)
	}
}
