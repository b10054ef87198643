package main

import (
	"fmt"
	"strings"

	"netlab/pcapnb/internal/dissect"
)

const head = `# Fields by Wireshark's names

Made by go generate from internal/dissect/fields.txt. These %d fields can be read with ReadFields and Packets.Fields, and used in
the display filters of Packets.Where. Names, types and meaning are those of Wireshark 4.0.

The last column says in how many cells of 503 captures made by others a field has a value, here or in tshark 4.0.17, and of how many
the two differ: internal/dissect/known_differences.txt says why.
`

// page is the whole reference page: a table for each protocol.
func page(matrix string) string {
	var b strings.Builder
	fmt.Fprintf(&b, head, len(dissect.All()))
	protocol, scores := "", agreement(matrix)
	for _, id := range dissect.All() {
		def := id.Def()
		if p := def.Protocol(); p != protocol {
			protocol = p
			fmt.Fprintf(&b, "\n## %s\n\n| field | type | meaning | defined in | cells |\n|---|---|---|---|---|\n", protocol)
		}
		fmt.Fprintf(&b, "| `%s` | %v | %s | %s | %s |\n", def.Name, def.Type, cell(def.Meaning), cell(def.Source), scores[def.Name])
	}
	return b.String()
}

// cell keeps text from ending its table cell.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// agreement reads the kept comparison with tshark: what to say of each field.
func agreement(matrix string) map[string]string {
	scores := make(map[string]string)
	for line := range strings.Lines(matrix) {
		f := strings.Split(strings.TrimSpace(line), ",") // field, capture, cells, filled, differ
		if len(f) != 5 || f[1] != "(all)" || f[3] == "0" {
			continue
		}
		scores[f[0]] = f[3]
		if f[4] != "0" {
			scores[f[0]] += ", " + f[4] + " differ"
		}
	}
	return scores
}
