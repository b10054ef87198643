// Package readlist tells the command notebooks which files a notebook reads, and which other programs answer it.
package readlist

import (
	"os"
	"path/filepath"
)

// Add adds the path of a file that is read to the list that the environment variable PCAPNB_READ names: the
// command notebooks asks so which captures a notebook was run on. A list that cannot be written is the command's to miss.
func Add(path string) {
	if abs, err := filepath.Abs(path); err == nil {
		add(abs)
	}
}

// Program is before the name and version of a program in the list, where files have none.
const Program = "program:"

// AddProgram adds a program that answered, such as "tshark 4.0.17", to the list.
func AddProgram(name string) { add(Program + name) }

func add(entry string) {
	list := os.Getenv("PCAPNB_READ")
	if list == "" {
		return
	}
	f, err := os.OpenFile(list, os.O_WRONLY|os.O_APPEND, 0) // there, or nobody asks
	if err != nil {
		return
	}
	defer f.Close()
	f.WriteString(entry + "\x00")
}
