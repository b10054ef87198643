package main

import (
	"fmt"
	"strings"

	"netlab/pcapnb/internal/dissect"
)

const head = `# Fields by Wireshark's names

Made by go generate from internal/dissect/fields.txt. These %d fields can be read with ReadFields and Packets.Fields, and used in
the display filters of Packets.Where. Names, types and meaning are those of Wireshark 4.0.
`

// page is the whole reference page: a table for each protocol.
func page() string {
	var b strings.Builder
	fmt.Fprintf(&b, head, len(dissect.All()))
	protocol := ""
	for _, id := range dissect.All() {
		def := id.Def()
		if p := def.Protocol(); p != protocol {
			protocol = p
			fmt.Fprintf(&b, "\n## %s\n\n| field | type | meaning | defined in |\n|---|---|---|---|\n", protocol)
		}
		fmt.Fprintf(&b, "| `%s` | %v | %s | %s |\n", def.Name, def.Type, cell(def.Meaning), cell(def.Source))
	}
	return b.String()
}

// cell keeps text from ending its table cell.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
