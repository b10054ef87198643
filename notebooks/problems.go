package main

import (
	"fmt"
	"strings"
)

// problems lists what is wrong with an executed notebook. Jupyter itself calls
// a run with a lost output or a failed shell line a success.
func (nb *notebook) problems() []string {
	var found []string
	for i, c := range nb.cells {
		for _, problem := range c.problems() {
			found = append(found, fmt.Sprintf("cell %d, which is\n%s\n%s", i+1, indent(c.source()), problem))
		}
	}
	return found
}

func (c *cell) problems() []string {
	if !c.isCode() {
		return nil
	}
	var found []string
	for _, o := range c.outputs {
		switch {
		case o.kind() == "error":
			found = append(found, "error:\n"+indent(o.text()))
		case o.kind() == "stream" && o["name"] == "stderr":
			found = append(found, "wrote to stderr:\n"+indent(o.text()))
		}
	}
	for _, call := range []string{"nb.Show", "nb.Say", "nb.Claim"} {
		if len(c.outputs) == 0 && strings.Contains("\n"+c.source(), "\n"+call+"(") { // one in a loop may have nothing to show
			found = append(found, call+" showed nothing")
		}
	}
	if strings.TrimSpace(c.source()) != "" && c.raw["execution_count"] == nil {
		found = append(found, "was not run")
	}
	return found
}

// indent sets a text off from the message around it.
func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}
