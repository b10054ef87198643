package front

import (
	"bufio"
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// Complete completes a string up to the cursor: a field's name
// in Wireshark's language, a column's, a file's. It returns how many letters of
// UTF-16 the names take the place of; ok is false where gopls knows better.
func Complete(folder string, lines []string, line, column int) (names []string, replaced int, ok bool) {
	n := &notebook{folder: folder}
	if line >= len(lines) || column > len(lines[line]) {
		return nil, 0, false
	}
	call, text, first, ok := stringAt(lines[line][:column])
	if !ok {
		return nil, 0, false
	}
	var begun string
	switch {
	case first && slices.Contains(byFile, strings.TrimPrefix(call, "Must")), slices.Contains([]string{"Load", "Open", "Scan"}, strings.TrimPrefix(call, "Must")):
		begun = text
		names = files(text)
	case slices.Contains([]string{"Where", "Field", "Fields", "ReadFields", "MustReadFields", "MustRead", "WhereText"}, call):
		begun = fieldBegun.FindString(text)
		names = n.fieldNames()
	case slices.Contains(byColumn, call):
		begun = text
		names = n.columnNames()
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasPrefix(name, begun) })
	return names, len(utf16.Encode([]rune(begun))), true
}

var (
	fieldBegun = regexp.MustCompile(`[A-Za-z_][\w.]*$`)
	calling    = regexp.MustCompile(`(\w+)(?:\[[^\]]*\])?\((?:[^()"]|"[^"]*")*$`)
)

// byFile are the functions, without Must, whose first text is a file's name. All of Load's, Open's and Scan's are.
var byFile = []string{"LoadCSV", "LoadNames", "LoadContext", "ReadFields", "Read", "ReadFile"}

// byColumn are the methods of a table that name columns.
var byColumn = []string{"Column", "Describe", "Drop", "DropMissing", "Float", "GroupBy", "Has", "Int", "Max", "Mean", "Median", "Min",
	"NUnique", "Over", "Quantile", "Rename", "Select", "Sort", "SortDesc", "Sum", "Text", "Time", "ValueCounts", "Std", "Count"}

// stringAt returns the text of the string that is open at the end of a line, and
// what is called with it, and whether it is the call's first argument.
func stringAt(before string) (call, text string, first, ok bool) {
	opened := -1
	for i := 0; i < len(before); i++ {
		switch c := before[i]; {
		case c == '\\' && opened >= 0 && before[opened] == '"':
			i++
		case opened >= 0 && c == before[opened]:
			opened = -1
		case opened < 0 && (c == '"' || c == '`'):
			opened = i
		case opened < 0 && strings.HasPrefix(before[i:], "//"):
			return "", "", false, false
		}
	}
	if opened < 0 {
		return "", "", false, false
	}
	match := calling.FindStringSubmatch(before[:opened])
	if match == nil {
		return "", before[opened+1:], false, true
	}
	return match[1], before[opened+1:], strings.HasSuffix(strings.TrimSpace(match[0]), "("), true
}

// fieldNames lists the fields that the library knows, by Wireshark's names.
func (n *notebook) fieldNames() (names []string) {
	n.eachLine("pcapnb/internal/dissect/fields.txt", func(line string) {
		if name, _, ok := strings.Cut(line, " | "); ok && line[0] != '#' && line[0] != '=' {
			names = append(names, name)
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

var columnDefined = regexp.MustCompile(`^\s*(?:var )?[A-Z]\w*\b[^"]*"([a-z][a-z_0-9]*)"`)

// columnNames lists the columns that fields of packets make.
func (n *notebook) columnNames() (names []string) {
	n.eachLine("pcapnb/fields_packet.go", func(line string) {
		if match := columnDefined.FindStringSubmatch(line); match != nil {
			names = append(names, match[1])
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// eachLine reads a file of the checkout.
func (n *notebook) eachLine(path string, take func(string)) {
	file, err := os.Open(filepath.Join(n.checkout(), filepath.FromSlash(path)))
	if err != nil {
		return
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if lines.Text() != "" {
			take(lines.Text())
		}
	}
}

// files lists what is in a folder that has been typed: its folders and captures.
func files(typed string) (names []string) {
	dir, _ := filepath.Split(typed)
	from := dir
	if !filepath.IsAbs(from) {
		from = filepath.Join(cmp.Or(os.Getenv("GONB_DIR"), "."), from)
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		switch name := entry.Name(); {
		case name[0] == '.':
		case entry.IsDir():
			names = append(names, dir+name+"/")
		case capture.MatchString(name):
			names = append(names, dir+name)
		}
	}
	return names
}

var capture = regexp.MustCompile(`(?i)\.(pcap|pcapng|cap|snoop|csv)(\.gz|\.zst)?$`)

// usual are the packages that a notebook need not import to complete a name, and
// where they are.
var usual = map[string]string{
	"pcapnb": "netlab/pcapnb", "nb": "netlab/pcapnb/nb", "plots": "netlab/plots", "exercise": "netlab/pcapnb/exercise",
	"fmt": "fmt", "time": "time", "strings": "strings", "netip": "net/netip",
}

var qualified = regexp.MustCompile(`\b([a-z]\w*)\.`)

// WithImports puts a line before a cell's lines that imports the usual packages
// that it names: gopls is asked about cells that cannot be parsed yet, and
// goimports sees only those that can. The cursor and the lines that are not Go's
// move down with it.
func WithImports[Lines ~map[int]struct{}](lines []string, special Lines, cursor int) ([]string, Lines, int) {
	imports := missingImports(strings.Join(lines, "\n"))
	if imports == "" {
		return lines, special, cursor
	}
	moved := Lines{}
	for line := range special {
		moved[line+1] = struct{}{}
	}
	return slices.Insert(slices.Clone(lines), 0, imports), moved, cursor + 1
}

// missingImports is a line that imports the usual packages that a text names and
// does not import, "" if there are none.
func missingImports(text string) string {
	var imports strings.Builder
	for _, match := range qualified.FindAllStringSubmatch(text, -1) {
		path, name := usual[match[1]], match[1]
		if path != "" && !strings.Contains(text, `"`+path+`"`) && !strings.Contains(imports.String(), `"`+path+`"`) {
			imports.WriteString(name + ` "` + path + `";`)
		}
	}
	if imports.Len() == 0 {
		return ""
	}
	return "import (" + imports.String() + ")"
}

// ImportUsual does the same for a file, on its first line.
func ImportUsual(path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		return
	}
	if imports := missingImports(string(text)); imports != "" {
		os.WriteFile(path, []byte(strings.Replace(string(text), "package main\n", "package main; "+imports+"\n", 1)), 0o600)
	}
}

// Tidy leaves out of gopls' names what nobody wants.
func Tidy(names []string) []string {
	tidy := []string{}
	for _, name := range names {
		if !strings.HasPrefix(name, "Fuzz") && !slices.Contains(tidy, name) {
			tidy = append(tidy, name)
		}
	}
	return tidy
}

// Hover is what gopls says of a name; where there is nothing to say it is empty.
func Hover(data map[string]any) map[string]any {
	if text, ok := data["text/plain"].(string); ok && strings.Contains(text, "unexpected kind") {
		return nil
	}
	return data
}

// Usual writes a main.go, where there is none yet, that imports the usual packages: gopls reads
// them when it is told of it, and need not when somebody waits.
func Usual(folder string) string {
	text := "package main\n\nimport (\n"
	for _, path := range slices.Sorted(maps.Values(usual)) {
		text += "\t_ \"" + path + "\"\n"
	}
	path := filepath.Join(folder, "main.go")
	if file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
		file.WriteString(text + ")\n\nfunc main() {}\n")
		file.Close()
	}
	return path
}
