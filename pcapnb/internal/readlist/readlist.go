// Package readlist tells the command notebooks which files a notebook reads.
package readlist

import (
	"os"
	"path/filepath"
)

// Add adds the path of a file that is read to the list that the environment variable PCAPNB_READ names: the
// command notebooks asks so which captures a notebook was run on. A list that cannot be written is the command's to miss.
func Add(path string) {
	list := os.Getenv("PCAPNB_READ")
	if list == "" {
		return
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return
	}
	f, err := os.OpenFile(list, os.O_WRONLY|os.O_APPEND, 0) // there, or nobody asks
	if err != nil {
		return
	}
	defer f.Close()
	f.WriteString(abs + "\x00")
}
