package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A stamp tells whether a file was changed, as make would. Size is -1 if there
// is none.
type stamp struct {
	Path       string
	Size, Time int64
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return stamp{Path: path, Size: -1}
	}
	return stamp{path, info.Size(), info.ModTime().UnixNano()}
}

// fresh says whether the files are as they were.
func fresh(stamps []stamp) bool {
	return !slices.ContainsFunc(stamps, func(s stamp) bool { return stampOf(s.Path) != s })
}

// maxFiles bounds what is looked at below a package that embeds folders.
const maxFiles = 2000

// sources are the files of a package that can be edited: those of the checkout.
type sources struct {
	Dir     string
	Embeds  bool    // every file counts, as it may be embedded
	Deep    bool    // those in subfolders too
	Files   []stamp // and none other, in this order
	Modules []stamp // go.mod files that are not there, between the package and its module
}

// changed says whether a file was changed, added or removed.
func (s *sources) changed() bool {
	now, err := s.look()
	return err != nil || !slices.Equal(now, s.Files) || !fresh(s.Modules)
}

// look stamps the files as they are now.
func (s *sources) look() ([]stamp, error) {
	var stamps []stamp
	for folders := []string{s.Dir}; len(folders) > 0; folders = folders[1:] {
		entries, err := os.ReadDir(folders[0])
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			path := filepath.Join(folders[0], entry.Name())
			if s.Embeds || counts(entry.Name()) {
				stamps = append(stamps, stampOf(path))
			}
			if s.Deep && entry.IsDir() {
				folders = append(folders, path)
			}
		}
		if len(stamps) > maxFiles || len(folders) > maxFiles {
			return nil, errors.New("too many files")
		}
	}
	return stamps, nil
}

// counts says whether a file of this name can be part of a package or cut it
// off from its module.
func counts(name string) bool {
	return name == "go.mod" || isSource(name) && !strings.HasSuffix(name, "_test.go") && name[0] != '.' && name[0] != '_'
}

// modulesAbove stamps the go.mod files that would make a package another
// module's if they were there.
func modulesAbove(dir, module string) []stamp {
	var stamps []stamp
	for dir != module && len(dir) > len(module) {
		dir = filepath.Dir(dir)
		if dir != module {
			stamps = append(stamps, stampOf(filepath.Join(dir, "go.mod")))
		}
	}
	return stamps
}
