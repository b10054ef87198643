package front

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An advice is what to do about a message of the compiler.
type advice struct {
	says *regexp.Regexp
	// advise returns other words for the message, or none, and what to do.
	advise func(n *notebook, m mistake, match []string) (instead, advice string)
}

// does is an advice that is the same each time.
func does(instead, what string) func(*notebook, mistake, []string) (string, string) {
	return func(_ *notebook, _ mistake, match []string) (string, string) {
		pairs := []string{}
		for i, text := range match {
			pairs = append(pairs, fmt.Sprintf("$%d", i+1), text)
		}
		r := strings.NewReplacer(pairs...)
		return r.Replace(instead), r.Replace(what)
	}
}

var advices []advice

func init() {
	advices = []advice{
		{regexp.MustCompile(`^expected declaration, found|non-declaration statement outside function body`), outside},
		{regexp.MustCompile(`^assignment mismatch: 1 variable but (\w+)\.(\w+) returns 2 values$`), withMust},
		{regexp.MustCompile(`^multiple-value (\w+)\.(\w+)\(.* in single-value context$`), withMust},
		{regexp.MustCompile(`cannot use ([\w.]+) \(.*\) as (?:\w+\.)?Measurer\[.* in argument to (?:.*\.)?(\w+): .*missing method asMeasure`),
			does("$1 is no number, and $2 needs one, such as pcapnb.Length", "To count the packets that have it write pcapnb.CountOf($1), how many different ones there are pcapnb.NUnique(pkts, $1).")},
		{regexp.MustCompile(`^cannot convert .* to type interface\{Between`), comparison},
		{regexp.MustCompile(`^invalid operation: ([\w.]+) (==|!=|<|<=|>|>=) .* \(mismatched types pcapnb\.`), comparison},
		{regexp.MustCompile(`^cannot use ("[^"]*") \(.* as (?:\w+\.)?Cond\[.* in argument to (.*\.)Filter: `),
			does("a text is no condition of Filter", "Where understands Wireshark's language: $2Where($1)")},
		{regexp.MustCompile(`^cannot use ("[^"]*") \(.* as (?:\w+\.)?(?:Field|Key|Keyer|Measurer)\[`),
			does("$1 is a text, and a field is wanted", "Write pcapnb.IPSrc and the like, or by Wireshark's name: pkts.Field($1)")},
		{regexp.MustCompile(`^cannot use ("[^"]*") \(untyped string constant.*\) as (?:int|float64) value in argument to (.+)\.(\w+)$`), numberWanted},
		{regexp.MustCompile(`^cannot use (-?[\d.]+) \(untyped (?:int|float) constant.*\) as string value in argument to (.+)\.(\w+)$`), textWanted},
		{regexp.MustCompile(`^cannot use "(\d+)" \(untyped string constant\) as (int|float64) value`), does("", "A number has no quotes: $1")},
		{regexp.MustCompile(`^missing ',' in argument list`), addressWanted},
		{regexp.MustCompile(`^cannot use "([^"]*)" \(untyped string constant\) as "?time"?\.Duration value`), does("", "Durations are written as 10*time.Second, 500*time.Millisecond.")},
		{regexp.MustCompile(`^illegal rune literal|^more than one character in rune literal`), does("a text in single quotes", `Texts have double quotes: "dns".`)},
		{regexp.MustCompile(`^declared and not used: (\w+)$`), does("$1 is not used in this cell", "Use it, take its line out, or write _ = $1")},
		{regexp.MustCompile(`^undefined: (\w+)\.(\w+)$`), nearPackage},
		{regexp.MustCompile(`^undefined: (\w+)$`), undefined},
		{regexp.MustCompile(`^([\w.]+)\.(\w+) undefined \(type (?:\w+ )?\*?(\w+)\.(\w+)(?:\[.*\])? has no field or method`), nearMethod},
	}
}

var (
	defines = regexp.MustCompile(`^\s*([\w, ]+?)\s*:=\s*(.+)$`)
	loading = regexp.MustCompile(`\b(pcapnb|plots)\.(Load|Scan|LoadCSV|LoadNames|ReadFields|Capture|Read)\(`)
)

// outside is for statements without %% before them.
func outside(_ *notebook, m mistake, _ []string) (string, string) {
	match := defines.FindStringSubmatch(m.source)
	if match == nil {
		return "a statement among declarations", "Write %% on a line of its own before the statements; declarations (import, var, func, type) go above it."
	}
	names, value := match[1], match[2]
	if loading.MatchString(value) {
		value = loading.ReplaceAllString(value, "$1.Must$2(")
		names, _, _ = strings.Cut(names, ",")
	}
	return ":= among declarations", fmt.Sprintf("For this and the next cells write: var %s = %s\nFor this cell alone write %%%% on a line of its own before it.", names, value)
}

// withMust is for a function that returns an error too.
func withMust(n *notebook, m mistake, match []string) (string, string) {
	must := match[0] + ".Must" + match[1]
	if !slices.Contains(n.exported(match[0]), "Must"+match[1]) {
		return "", ""
	}
	return match[0] + "." + match[1] + " returns an error as well", "In a notebook write " + strings.TrimSpace(strings.Replace(m.source, match[0]+"."+match[1]+"(", must+"(", 1))
}

var compared = regexp.MustCompile(`([\w.]+)\s*(==|!=|<=|>=|<|>)\s*("[^"]*"|[\w.]+)`)

var (
	quotedNumber = regexp.MustCompile(`"(-?\d+(?:\.\d+)?)"`)
	bareNumber   = regexp.MustCompile(`-?\d+(?:\.\d+)?`)
	bareAddress  = regexp.MustCompile(`\d+\.\d+\.\d+\.\d+(?:/\d+)?`)
)

// numberWanted is for a text in the place of a number.
func numberWanted(_ *notebook, m mistake, match []string) (string, string) {
	what := match[1] + "." + match[2] + " takes numbers, and what has quotes is a text"
	if !quotedNumber.MatchString(match[0]) {
		return what, "Write a number without quotes, such as " + match[1] + "." + match[2] + "(443)"
	}
	return what, "Write " + quotedNumber.ReplaceAllString(callIn(m.source, match), "$1")
}

// textWanted is for a number in the place of a text.
func textWanted(_ *notebook, m mistake, match []string) (string, string) {
	before, values, _ := cutLast(callIn(m.source, match), match[1]+"."+match[2]+"(")
	return match[1] + "." + match[2] + " takes texts, and a text has quotes", "Write " + before + bareNumber.ReplaceAllString(values, `"$0"`)
}

// callIn is the call that a message is about, as the cell has it where that is on one line.
func callIn(source string, match []string) string {
	call := match[1] + "." + match[2] + "("
	if _, after, ok := strings.Cut(source, call); ok {
		if values, _, ok := strings.Cut(after, ")"); ok {
			return call + values + ")"
		}
	}
	return call + match[0] + ")"
}

// cutLast cuts a text after a part of it.
func cutLast(text, part string) (before, after string, ok bool) {
	at := strings.LastIndex(text, part)
	if at < 0 {
		return "", text, false
	}
	return text[:at+len(part)], text[at+len(part):], true
}

// addressWanted is for an address without quotes.
func addressWanted(_ *notebook, m mistake, _ []string) (string, string) {
	address := bareAddress.FindString(m.source)
	if address == "" {
		return "", ""
	}
	return "an address without quotes", fmt.Sprintf("Write %q", address)
}

// comparison is for operators between a field and a value.
func comparison(_ *notebook, m mistake, _ []string) (string, string) {
	match := compared.FindStringSubmatch(m.source)
	if match == nil {
		return "a field is compared by its methods", "Write pcapnb.IPSrc.Is(\"10.0.0.1\"), pcapnb.PortDst.Gt(1023) and the like."
	}
	method := map[string]string{"==": "Is", "!=": "IsNot", "<": "Lt", "<=": "Le", ">": "Gt", ">=": "Ge"}[match[2]]
	text := fmt.Sprintf("%s.%s(%s)", match[1], method, match[3])
	if match[2] == "!=" && strings.HasPrefix(match[3], `"`) {
		text = fmt.Sprintf("%s.Is(%s).Not()", match[1], match[3])
	}
	return match[1] + " is a field, and Go's " + match[2] + " compares values", "Write " + text
}

// undefined is for a name that nothing has in this cell.
func undefined(n *notebook, m mistake, match []string) (string, string) {
	if l, ok := n.locals[match[0]]; ok {
		text := fmt.Sprintf("%s lives in cell [%d] only", match[0], l.cell)
		if d := defines.FindStringSubmatch(l.text); d != nil && !strings.Contains(l.text, "\n") {
			return text, fmt.Sprintf("To use it in other cells write above %%%%: var %s = %s", d[1], d[2])
		}
		return text, "Declare it above %% to use it in other cells."
	}
	for _, pkg := range []string{"pcapnb", "plots", "nb"} {
		if slices.Contains(n.exported(pkg), match[0]) {
			return "", "Did you mean " + pkg + "." + match[0] + "?"
		}
	}
	if call := regexp.MustCompile(`\.(?:Is|IsNot|In|Contains|HasPrefix)\([^()]*\b` + match[0] + `\b`); call.MatchString(m.source) {
		return "", fmt.Sprintf("A text has quotes: %q", match[0])
	}
	return "", ""
}

// nearPackage is for a name that a package does not have.
func nearPackage(n *notebook, m mistake, match []string) (string, string) {
	if near := nearest(match[1], n.exported(match[0])); near != "" {
		return match[0] + " has no " + match[1], "Did you mean " + match[0] + "." + near + "?"
	}
	return "", ""
}

// nearMethod is for a method that a type does not have.
func nearMethod(n *notebook, m mistake, match []string) (string, string) {
	name, pkg, typ := match[1], match[2], match[3]
	if strings.HasPrefix(typ, "Packet") && slices.Contains(n.exported(pkg), name) {
		return pkg + "." + typ + " has no method " + name, fmt.Sprintf("It is a function: %s.%s(%s, …)", pkg, name, match[0])
	}
	if near := nearest(name, n.methods(pkg, typ)); near != "" {
		return pkg + "." + typ + " has no method " + name, "Did you mean " + match[0] + "." + near + "?"
	}
	return pkg + "." + typ + " has no method " + name, ""
}
