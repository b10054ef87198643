package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"netlab/pcapnb/wholefile"
)

// maxRecipes bounds the folder of recipes. The ones written last are kept.
const maxRecipes = 64

// A book is the file of the recipe for cells that are built alike.
type book string

// bookOf names the recipe after all that it depends on and that is quickly
// read: this program, the go command, its flags, environment and settings, and
// the cell's module. The rest is in the recipe, stamped.
func bookOf(c *cell, flags []string) book {
	self, _ := os.Executable()
	settings, _ := os.UserConfigDir()
	if settings = filepath.Join(settings, "go", "env"); os.Getenv("GOENV") != "" {
		settings = os.Getenv("GOENV")
	}
	h := sha256.New()
	put := func(what ...any) { fmt.Fprintf(h, "%q\n", what) }
	put(fmt.Sprint(stampOf(self), stampOf(realGo())), flags, goEnvironment(), os.Getenv("HOME"), os.Getenv("XDG_CACHE_HOME"))
	for _, path := range []string{settings, filepath.Join(c.folder, "go.mod"), filepath.Join(c.folder, "go.sum")} {
		text, err := os.ReadFile(path)
		put(text, err == nil)
	}
	return book(filepath.Join(recipesDir(), fmt.Sprintf("%x.json", h.Sum(nil)[:16])))
}

// recipesDir is the folder of the recipes, "" if there can be none.
func recipesDir() string {
	if dir := os.Getenv("NETLAB_RECIPES"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "netlab-pcapnb", "recipes")
}

// load reads the recipe. There is none in a damaged file.
func (b book) load() *recipe {
	text, err := os.ReadFile(string(b))
	if err != nil {
		return nil
	}
	sum, body, _ := bytes.Cut(text, []byte("\n"))
	r := &recipe{book: b}
	if string(sum) != checksum(body) || json.Unmarshal(body, r) != nil {
		return nil
	}
	return r
}

// save writes the recipe at once, so that another kernel reads a whole one.
func (b book) save(r *recipe) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if bytes.Contains(body, []byte(`\ufffd`)) {
		return errors.New("a name is not UTF-8, and JSON has no other")
	}
	if recipesDir() == "" {
		return errors.New("there is no folder for recipes")
	}
	dir := filepath.Dir(string(b))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := wholefile.WriteBytes(string(b), fmt.Appendf(nil, "%s\n%s", checksum(body), body), 0o600); err != nil {
		return err
	}
	return dropOldest(dir, maxRecipes, func(stamp) int64 { return 1 })
}

func (b book) remove() { os.Remove(string(b)) }

func checksum(body []byte) string { return fmt.Sprintf("%x", sha256.Sum256(body)) }
