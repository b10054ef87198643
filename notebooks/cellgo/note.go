package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// noteCommand is the argument by which go build's -toolexec calls this program.
const noteCommand = "netlab-note"

// A tool is the compiler or the linker as go build called it.
type tool struct {
	Args   []string // the program's path first
	Env    []string // what the go command decided on
	Config string   `json:",omitempty"` // the content of -importcfg's file
}

// note writes down how go build calls a tool for the cell itself, and becomes
// the tool. What goes wrong here costs the recipe, and not the build.
func note(folder string, args []string) {
	name := filepath.Base(args[0])
	if args[1] != "-V=full" && (name == "link" || pairAt(args, "-p", "main") > 0) {
		t := tool{Args: args, Env: goEnvironment()}
		if at := slices.Index(args, "-importcfg"); at > 0 && at+1 < len(args) {
			config, err := os.ReadFile(args[at+1])
			if err == nil {
				t.Config = cached(string(config), args[len(args)-1])
			}
		}
		text, err := json.Marshal(t)
		if err == nil {
			err = writeNew(filepath.Join(folder, name), text)
		}
		if err != nil {
			os.WriteFile(filepath.Join(folder, "problem"), []byte(err.Error()), 0o600)
		}
	}
	become(args[0], args)
}

// cached names the archives of a list that were compiled just now as they are
// named in the build cache, where the go command puts each: after their hash.
// The cell's own stays as it is.
func cached(config, own string) string {
	var names strings.Builder
	for line := range strings.Lines(config) {
		name, path, _ := strings.Cut(strings.TrimSpace(line), "=")
		if path == own || filepath.Base(path) != "_pkg_.a" {
			names.WriteString(line)
			continue
		}
		if archive, err := os.ReadFile(path); err == nil {
			sum := fmt.Sprintf("%x", sha256.Sum256(archive))
			kept := filepath.Join(os.Getenv("GOCACHE"), sum[:2], sum+"-d")
			if info, err := os.Stat(kept); err == nil && info.Size() == int64(len(archive)) {
				line = name + "=" + kept + "\n"
			}
		}
		names.WriteString(line)
	}
	return names.String()
}

// pairAt returns where a flag and its value are in args, or -1.
func pairAt(args []string, flag, value string) int {
	for i := range len(args) - 1 {
		if args[i] == flag && args[i+1] == value {
			return i
		}
	}
	return -1
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}

// readNotes reads the compiler's and the linker's notes. There are no others if
// the cell was compiled as every cell is.
func readNotes(folder string) (compile, link tool, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return compile, link, err
	}
	if len(entries) != 2 {
		return compile, link, fmt.Errorf("notes of %d tools", len(entries))
	}
	for name, t := range map[string]*tool{"compile": &compile, "link": &link} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			err = json.Unmarshal(text, t)
		}
		if err != nil {
			return compile, link, err
		}
	}
	return compile, link, nil
}

// goEnvironment lists, sorted, the variables that the go command and its tools
// read, without those that GoNB sets for each notebook and those that say where
// modules are fetched from: those of a recipe are there.
func goEnvironment() []string {
	var list []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(name, "GONB_"), strings.HasPrefix(name, "GOTELEMETRY"),
			slices.Contains([]string{"GOAUTH", "GOBIN", "GOINSECURE", "GONOPROXY", "GONOSUMDB", "GOPRIVATE", "GOPROXY", "GOSUMDB", "GOVCS"}, name):
		case strings.HasPrefix(name, "GO"), strings.HasPrefix(name, "CGO_"),
			slices.Contains([]string{"AR", "CC", "CXX", "FC", "GCCGO", "PKG_CONFIG"}, name):
			list = append(list, entry)
		}
	}
	slices.Sort(list)
	return list
}
