package jupyter

import (
	"os"
	"path/filepath"
	"strings"
)

// sources are files of the checkout's notebooks folder that the set-up is made of.
type sources struct {
	attach       string // attach.sh, which is a stock kernel's first cell, too
	requirements string // of our own Jupyter
	cellgo       string // the kernel's go command and what is added to GoNB, without tests: the kernel is built again when they change
}

func readSources(checkout string) (s sources, err error) {
	folder := filepath.Join(checkout, "notebooks")
	var failed error
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			failed = err
		}
		return string(text)
	}
	s.attach, s.requirements = read(filepath.Join(folder, "attach.sh")), read(filepath.Join(folder, "requirements.txt"))
	names, err := filepath.Glob(filepath.Join(folder, "cellgo", "*.go"))
	for _, part := range []string{"cell", "front", "reduce"} {
		more, err := filepath.Glob(filepath.Join(folder, "cellgo", part, "*.go"))
		if err != nil {
			return s, err
		}
		names = append(names, more...)
	}
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			s.cellgo += read(name)
		}
	}
	if err == nil {
		err = failed
	}
	return s, err
}
