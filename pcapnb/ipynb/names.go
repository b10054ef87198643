package ipynb

import (
	"regexp"
	"strings"
)

var (
	goString = regexp.MustCompile("\"(?:[^\"\\\\\n]|\\\\.)*\"|`[^`]*`")
	// word is one of a line for the shell or the kernel.
	word = regexp.MustCompile("[^\\s\"'`=(),;|&<>]+")
)

// ReplaceNames calls name with each text in a cell's code that may be the name of a file, and puts what it returns in its
// place: the strings of Go lines, and the words of lines for the shell (!) and for the kernel (%).
func ReplaceNames(code string, name func(string) string) string {
	var b, goLines strings.Builder
	flush := func() {
		b.WriteString(goString.ReplaceAllStringFunc(goLines.String(), func(s string) string {
			if inside := s[1 : len(s)-1]; inside != "" && !strings.ContainsAny(inside, "\\\n") {
				return s[:1] + name(inside) + s[len(s)-1:]
			}
			return s
		}))
		goLines.Reset()
	}
	for line := range strings.Lines(code) {
		if line[0] != '!' && line[0] != '%' {
			goLines.WriteString(line)
			continue
		}
		flush()
		b.WriteString(word.ReplaceAllStringFunc(line, name))
	}
	flush()
	return b.String()
}
