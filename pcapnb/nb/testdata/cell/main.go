// Command cell is what a cell of a notebook compiles to, for the test that runs it under a kernel of its own.
package main

import (
	"bufio"
	"fmt"
	"os"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/nb"
)

// A table's text holds bytes that are not ASCII, and more than a pipe holds at once follows in the picture.
type table struct{}

func (table) HTML() string                        { return "<table>ä&amp;</table>" }
func (table) String() string                      { return "ä & b" }
func (table) Attachment() (mediaType, out string) { return "application/x-test", `{"a": 1}` }

type figure struct{}

func (figure) PNG() ([]byte, error) {
	png := make([]byte, 300_000)
	for i := range png {
		png[i] = byte(i * i >> 3)
	}
	return png, nil
}
func (figure) Size() (w, h int) { return 640, 360 }
func (figure) Alt() string      { return "A line." }

func main() {
	switch os.Args[1] {
	case "values":
		nb.Show(1, table{}, figure{})
		nb.Show("last")
	case "progress":
		first, second := progress.Notebook(), progress.Notebook()
		first("1 of 2", false)
		second("another", true)
		first("2 of 2", true)
	case "twice":
		nb.Show("before")
		fmt.Println("shown")
		bufio.NewReader(os.Stdin).ReadString('\n')
		nb.Show("after")
		nb.Show("after that")
	}
}
