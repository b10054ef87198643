package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// hashLibrary is the SHA-256 of the sources that cells can import.
func hashLibrary(checkout string) (string, error) {
	h := sha256.New()
	add := func(path string) error {
		text, err := os.ReadFile(filepath.Join(checkout, path))
		fmt.Fprintf(h, "%x %s\n", sha256.Sum256(text), filepath.ToSlash(path))
		return err
	}
	for _, folder := range []string{"pcapnb", "plots"} {
		err := fs.WalkDir(os.DirFS(checkout), folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			switch name := d.Name(); {
			case d.IsDir() && strings.HasPrefix(name, "testdata"):
				return fs.SkipDir
			case d.IsDir(), strings.HasPrefix(name, "."), strings.HasSuffix(name, "_test.go"), strings.HasSuffix(name, ".md"):
				return nil
			}
			return add(path)
		})
		if err != nil {
			return "", err
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := add(name); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// libraryCommit names the last commit that changed the library, "" outside git.
func libraryCommit(checkout string) string {
	sources := []string{"--", "pcapnb", "plots", "go.mod", "go.sum"}
	git := func(args ...string) (string, error) {
		cmd := exec.Command("git", append(args, sources...)...)
		cmd.Dir = checkout
		out, err := cmd.Output()
		return strings.TrimSpace(string(out)), err
	}
	commit, err := git("log", "-1", "--format=%H")
	if err != nil {
		return ""
	}
	if changed, err := git("status", "--porcelain"); err != nil || changed != "" {
		return commit + " and changes"
	}
	return commit
}
