package main

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
)

// dropOldest removes the files of a folder that were not written, or used, for
// longest, until those that are left weigh no more than most.
func dropOldest(dir string, most int64, weigh func(stamp) int64) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var files []stamp
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			files = append(files, stampOf(filepath.Join(dir, entry.Name())))
		}
	}
	slices.SortFunc(files, func(a, b stamp) int { return cmp.Compare(b.Time, a.Time) })
	for _, file := range files {
		if most -= weigh(file); most < 0 {
			os.Remove(file.Path)
		}
	}
	return nil
}
