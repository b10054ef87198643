package nb

import (
	"strings"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/safe"
)

// Say shows a sentence with values of the capture in it, so that no number in a text has to be typed.
//
//	nb.Say("The capture holds {packets} from {} hosts; {%} are **TCP**, most of them to port {d}.", len(pkts), hosts, share, port)
//
// Each pair of braces takes the next value; there must be as many values as braces. What is in the braces says how
// the value is written:
//
//	{}          as a reader expects: 174,877 or 691.9; 5.229 s; 2026-11-22 06:33:23.5 UTC; 192.168.1.23; "a, b and c" for a slice
//	{packets}   a number and the noun, in its singular for one: 1 packet, 269 packets, 1 query
//	{.2}        with so many digits after the point: 691.93
//	{%}, {.0%}  a fraction of one as a percentage: 68.4 %, 68 %
//	{B}         bytes in the unit that fits: 186 kB
//	{d}, {x}    a whole number that is a name, not an amount: 57091 for a port, 0xdf03 for a checksum
//	{15:04:05}  a time in a layout of package time, in UTC
//
// A number that is missing or NaN is written as "(none)". Outside the braces **bold**, *emphasis* and `code` mean what
// they mean in Markdown, an empty line begins a paragraph and "- " a point of a list; {{ is a brace. Values are never
// markup, whatever a stranger wrote into a packet.
func Say(sentence string, values ...any) { Show(newSentence("Say", sentence, values)) }

// Claim shows a sentence, as [Say] does, if it holds, and fails the cell with that sentence if it does not.
//
//	nb.Claim(port == 53, "Most of the payload goes to port {d}, which is DNS.", port)
//
// With the environment variable PCAPNB_CLAIMS=show, for a notebook that is tried on another capture than the one its
// text is about, a sentence that does not hold is shown as such and the cell goes on, and so is one that holds and has
// a number that is missing, such as a share of nothing. In a notebook that is the line
// %env PCAPNB_CLAIMS show
func Claim(holds bool, sentence string, values ...any) {
	s := newSentence("Claim", sentence, values)
	s.class = "pcapnb-claim"
	switch {
	case holds && s.missing && claimsShown():
		s.class, s.note = "pcapnb-refuted", "Cannot be told from this capture: "
	case holds:
	case claimsShown():
		s.class, s.note = "pcapnb-refuted", "Not so in this capture: "
	default:
		panic(misuse.Textf("nb.Claim: not so in this capture: %s", safe.Text(s.String())))
	}
	Show(s)
}

// A sentence is parsed text: its markup is the author's, its values are a stranger's.
type sentence struct {
	verb   string // Say or Claim, for messages
	source string
	class  string // of a claim, for a page that marks it
	note   string // what is said before it

	missing bool // one of its numbers is

	parts []part
}

// A part is a piece of text, the value of a pair of braces, or a mark.
type part struct {
	mark mark
	text string
}

// A mark is what begins or ends at a part.
type mark byte

const (
	plainText mark = iota
	bold           // ends where it comes for the second time, as emphasis and code do
	emphasis
	code
	paragraph
	point
)

// newSentence reads the source and writes the values into it. Panics where they do not fit.
func newSentence(verb, source string, values []any) sentence {
	s := sentence{verb: verb, source: source}
	places := 0
	for i := 0; i < len(source); {
		rest := source[i:]
		switch {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"):
			s.add(rest[:1])
			i += 2
		case rest[0] == '{':
			spec, _, closed := strings.Cut(rest[1:], "}")
			if !closed {
				s.misuse("a brace is not closed; {{ writes one")
			}
			if places < len(values) {
				s.add(s.written(spec, values[places]))
			}
			places++
			i += len(spec) + 2
		case rest[0] == '}':
			s.misuse("a brace is closed that was not opened; }} writes one")
		default:
			i += s.read(source, i)
		}
	}
	if places != len(values) {
		s.misuse(counted(places, "place") + " in braces and " + counted(len(values), "value"))
	}
	s.check()
	return s
}

// read takes the mark or the character at i and returns its length.
func (s *sentence) read(source string, i int) int {
	rest := source[i:]
	inCode := s.open(code)
	switch {
	case rest[0] == '`':
		return s.set(code, 1)
	case !inCode && strings.HasPrefix(rest, "**"):
		return s.set(bold, 2)
	case !inCode && rest[0] == '*' && (s.open(emphasis) || len(rest) > 1 && rest[1] != ' '):
		return s.set(emphasis, 1)
	case rest[0] == '\n':
		return s.line(rest)
	case i == 0 && strings.HasPrefix(rest, "- "):
		return s.set(point, 2)
	}
	s.add(rest[:1])
	return 1
}

// line takes the end of a line: a paragraph, a point of a list, or a space.
func (s *sentence) line(rest string) int {
	text := strings.TrimLeft(rest, "\n\t ")
	space := len(rest) - len(text)
	switch {
	case strings.HasPrefix(text, "- "):
		return s.set(point, space+2)
	case strings.Count(rest[:space], "\n") > 1:
		return s.set(paragraph, space)
	}
	s.add(" ")
	return space
}

func (s *sentence) set(m mark, length int) int {
	s.parts = append(s.parts, part{mark: m})
	return length
}

// add appends text to that before it.
func (s *sentence) add(text string) {
	if n := len(s.parts); n > 0 && s.parts[n-1].mark == plainText {
		s.parts[n-1].text += text
		return
	}
	s.parts = append(s.parts, part{text: text})
}

// open says whether a mark has begun and not ended.
func (s *sentence) open(m mark) bool {
	open := false
	for _, p := range s.parts {
		open = open != (p.mark == m)
	}
	return open
}

// check panics where a mark has no end in its paragraph or ends inside another.
func (s *sentence) check() {
	var open []mark
	for _, p := range s.parts {
		switch {
		case p.mark == plainText:
		case p.mark >= paragraph:
			if len(open) > 0 {
				s.misuse(markNames[open[0]] + " has no end in its paragraph")
			}
		case len(open) > 0 && open[len(open)-1] == p.mark:
			open = open[:len(open)-1]
		default:
			for _, m := range open {
				if m == p.mark {
					s.misuse(markNames[m] + " ends before what began after it")
				}
			}
			open = append(open, p.mark)
		}
	}
	if len(open) > 0 {
		s.misuse(markNames[open[0]] + " has no end")
	}
}

var markNames = [...]string{bold: "**", emphasis: "*", code: "`"}

func (s *sentence) misuse(what string) {
	panic(misuse.Textf("nb.%s(%q): %s", s.verb, s.source, what))
}

// String is the sentence without marks.
func (s sentence) String() string {
	text := s.note
	for i, p := range s.parts {
		switch {
		case p.mark == plainText:
			text += p.text
		case p.mark == paragraph:
			text += "\n\n"
		case p.mark == point:
			if i > 0 {
				text += "\n"
			}
			text += "- "
		}
	}
	return text
}

// HTML is the sentence as paragraphs and lists, its text escaped.
func (s sentence) HTML() string {
	var b strings.Builder
	end := "" // of the paragraph or the list
	begin := func(m mark) {
		switch {
		case m == point && end == "</li>\n</ul>\n":
			b.WriteString("</li>\n<li>")
		case m == point:
			b.WriteString(end + "<ul>\n<li>")
			end = "</li>\n</ul>\n"
		default:
			b.WriteString(end + "<p>")
			end = "</p>\n"
		}
	}
	if len(s.parts) == 0 || s.parts[0].mark != point || s.note != "" {
		begin(paragraph)
	}
	b.WriteString(safe.HTML(s.note))
	var open [code + 1]bool
	for _, p := range s.parts {
		switch p.mark {
		case plainText:
			b.WriteString(safe.HTML(p.text))
		case paragraph, point:
			begin(p.mark)
		default:
			b.WriteString(tag(p.mark, open[p.mark]))
			open[p.mark] = !open[p.mark]
		}
	}
	b.WriteString(end)
	if s.class != "" {
		return `<div class="` + s.class + `">` + b.String() + "</div>\n"
	}
	return b.String()
}

func tag(m mark, end bool) string {
	name := [...]string{bold: "strong", emphasis: "em", code: "code"}[m]
	if end {
		return "</" + name + ">"
	}
	return "<" + name + ">"
}
