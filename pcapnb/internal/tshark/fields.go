package tshark

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"netlab/pcapnb/wholefile"
)

// A Field is what tshark tells of a field or, with the type FT_PROTOCOL, of a protocol.
type Field struct {
	Name string
	Type string // such as FT_UINT16; "" where tshark has several of the name, of different types
	Base string // such as BASE_HEX
}

// A fieldList has a line for each field: name, type and base, with tabs between, after a newline.
type fieldList []byte

// listVersion changes with the form of the kept list.
const listVersion = 1

// learn finds out the version and the fields: from the file where they are kept, or from tshark itself.
func (p *Program) learn(ctx context.Context, kept string) error {
	identity, err := p.identity()
	if err != nil {
		return err
	}
	head := fmt.Sprintf("pcapnb %d %s ", listVersion, identity)
	if kept != "" {
		if text, err := os.ReadFile(kept); err == nil && bytes.HasPrefix(text, []byte(head)) {
			text = text[len(head):]
			if end := bytes.IndexByte(text, '\n'); end > 0 {
				p.Version, p.fields = string(text[:end]), fieldList(text[end:])
				return nil
			}
		}
	}
	said, err := p.output(ctx, "--version")
	if err != nil {
		return err
	}
	if p.Version, err = version(string(said)); err != nil {
		return err
	}
	glossary, err := p.output(ctx, "-G", "fields")
	if err != nil {
		return err
	}
	p.fields = readGlossary(glossary)
	if kept != "" && os.MkdirAll(filepath.Dir(kept), 0o700) == nil {
		text := append([]byte(head+p.Version), p.fields...)
		_ = wholefile.WriteBytes(kept, text, 0o600) // or the next cell asks again
	}
	return nil
}

// readGlossary reads what tshark -G fields writes: "P, label, name" for a protocol and "F, label, name, type, protocol,
// base, …" for a field, with tabs between. A name that occurs again counts once.
func readGlossary(glossary []byte) fieldList {
	var fields []Field
	at := map[string]int{}
	for line := range bytes.Lines(glossary) {
		words := strings.Split(strings.TrimRight(string(line), "\r\n"), "\t")
		var f Field
		switch {
		case len(words) >= 3 && words[0] == "P":
			f = Field{words[2], "FT_PROTOCOL", ""}
		case len(words) >= 6 && words[0] == "F":
			f = Field{words[2], words[3], words[5]}
		}
		if !IsName(f.Name) {
			continue
		}
		i, known := at[f.Name]
		if !known {
			at[f.Name] = len(fields)
			fields = append(fields, f)
		} else if fields[i].Type != f.Type {
			fields[i].Type, fields[i].Base = "", ""
		}
	}
	list := fieldList("\n")
	for _, f := range fields {
		list = fmt.Appendf(list, "%s\t%s\t%s\n", f.Name, f.Type, f.Base)
	}
	return list
}

// IsName tells what can be the name of a field: nothing that tshark could take for an option.
func IsName(s string) bool {
	if s == "" || s[0] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-') {
			return false
		}
	}
	return true
}

// Lookup tells what tshark knows of a field or protocol.
func (p *Program) Lookup(name string) (Field, bool) {
	if !IsName(name) {
		return Field{}, false
	}
	i := bytes.Index(p.fields, []byte("\n"+name+"\t"))
	if i < 0 {
		return Field{}, false
	}
	line, _, _ := bytes.Cut(p.fields[i+1:], []byte("\n"))
	words := strings.Split(string(line), "\t")
	if len(words) != 3 {
		return Field{}, false
	}
	return Field{words[0], words[1], words[2]}, true
}

// Names are those of all fields and protocols that begin with prefix.
func (p *Program) Names(prefix string) []string {
	var names []string
	for rest := []byte(p.fields); ; {
		i := bytes.Index(rest, []byte("\n"+prefix))
		if i < 0 {
			return names
		}
		rest = rest[i+1:]
		if name, _, ok := bytes.Cut(rest, []byte("\t")); ok {
			names = append(names, string(name))
		}
	}
}
