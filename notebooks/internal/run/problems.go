package run

import (
	"fmt"
	"strings"

	"netlab/pcapnb/ipynb"
)

// raises is Jupyter's tag of a cell that is meant to fail, to show its message.
const raises = "raises-exception"

// Problems lists what is wrong with an executed notebook. Jupyter itself calls
// a run with a lost output or a failed shell line a success.
func Problems(nb *ipynb.Notebook) []string {
	var found []string
	for i, c := range nb.Cells {
		for _, problem := range problems(c) {
			found = append(found, fmt.Sprintf("cell %d, which is\n%s\n%s", i+1, ipynb.Indent(c.Source()), problem))
		}
	}
	return found
}

func problems(c *ipynb.Cell) []string {
	if !c.IsCode() {
		return nil
	}
	var found []string
	meant, failed := c.Tagged(raises), false
	for _, o := range c.Outputs {
		switch {
		case meant:
			failed = failed || o.Kind() == "error"
		case o.Kind() == "error":
			found = append(found, "error:\n"+ipynb.Indent(o.Text()))
		case o.Kind() == "stream" && o["name"] == "stderr":
			found = append(found, "wrote to stderr:\n"+ipynb.Indent(o.Text()))
		}
	}
	if meant && !failed {
		found = append(found, "is tagged "+raises+" and did not fail")
	}
	for _, call := range []string{"nb.Show", "nb.Say", "nb.Claim"} {
		if len(c.Outputs) == 0 && strings.Contains("\n"+c.Source(), "\n"+call+"(") { // one in a loop may have nothing to show
			found = append(found, call+" showed nothing")
		}
	}
	if strings.TrimSpace(c.Source()) != "" && c.Raw["execution_count"] == nil {
		found = append(found, "was not run")
	}
	return found
}
