//go:build unix

package main

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

func TestTheEnvironmentOfABuild(t *testing.T) {
	for name, want := range map[string]bool{
		"GOFLAGS": true, "GOEXPERIMENT": true, "GOAMD64": true, "CGO_CFLAGS": true, "CC": true,
		"GONB_DIR": false, "GOPRIVATE": false, "GOPROXY": false, "NETLAB_GO": false,
	} {
		t.Setenv(name, "x")
		if got := slices.Contains(goEnvironment(), name+"=x"); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// An archive is named after its hash only if the build cache has it.
func TestCachedArchives(t *testing.T) {
	work, cache := t.TempDir(), t.TempDir()
	t.Setenv("GOCACHE", cache)
	own, kept, lost := filepath.Join(work, "b001", "_pkg_.a"), filepath.Join(work, "b002", "_pkg_.a"), filepath.Join(work, "b003", "_pkg_.a")
	for _, path := range []string{own, kept, lost} {
		write(t, path, "archive "+path)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte("archive "+kept)))
	there := filepath.Join(cache, sum[:2], sum+"-d")
	write(t, there, "archive "+kept)
	const format = "packagefile cell=%s\npackagefile a=%s\npackagefile b=%s\npackagefile c=/cache/c-d\nmodinfo \"x\"\n"
	if got, want := cached(fmt.Sprintf(format, own, kept, lost), own), fmt.Sprintf(format, own, there, lost); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
