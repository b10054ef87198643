package nb

import (
	"fmt"
	"os"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/nb/explore"
)

// Explorable is a figure or a table that knows itself as JSON, from which a page's script draws it again; "" where it does not.
// What it says is bounded, however large the figure or table is.
type Explorable interface{ Explored() string }

// Explore shows the values as [Show] does, and lets whoever looks at figures and tables work with them in the page. Figures say
// what is under the mouse, zoom where it is dragged, say what is in the part that is seen, and show or hide a series; the arrow keys, plus, minus and 0
// do the same. Tables sort by a column and filter rows; of one with more than 2,000 rows it has the first. Packets, series, conversations and their like are
// explored as tables: nb.Explore(rate.Table()).
//
// It needs scripts, and asks no network. It works in JupyterLab and Notebook 7 where the notebook is trusted, as one that you ran is, in HTML that nbconvert made, and
// on the pages of go run ./notebooks -run. Elsewhere, as on GitHub, in print and in notebooks that are not trusted, the picture or
// the table of Show is what one sees. Nothing that is done in the page comes back to the notebook's cells.
func Explore(values ...any) {
	if !inNotebook() {
		show(values, printer(os.Stdout))
		return
	}
	flush()
	for _, value := range values {
		send(bundle(value))
		if data := explored(value); data != nil {
			send(data)
		}
	}
	flush()
	if err := failure(); err != nil {
		fmt.Printf("The notebook did not take the output: %v\n", err)
	}
}

// explored is what makes a value's picture or table answer, nil for other values. Its text is empty: the value's own says all.
func explored(value any) *protocol.DisplayData {
	e, ok := value.(Explorable)
	if !ok || isNil(value) {
		return nil
	}
	data := e.Explored()
	if data == "" {
		return nil
	}
	return &protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMETextHTML: explore.Element(data, explore.Script)}}
}
