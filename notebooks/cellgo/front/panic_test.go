package front

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

const stack = `

goroutine 1 [running]:
main.init()
	 ` + "\x1b[7m[[ Cell [5] Line 2 ]]\x1b[0m" + ` /tmp/gonb_75717dfb/main.go:10 +0x12b
`

func TestWhyAProgramFailed(t *testing.T) {
	for said, want := range map[string]string{
		"panic: pcapnb: Head(-1): want a number of rows, 0 or more\n    in: nb.Show(pkts.Head(-1))\n":  "pcapnb: Head(-1): want a number of rows, 0 or more\n    nb.Show(pkts.Head(-1))",
		"panic: pcapnb: display filter: no field\n  tcp.prt == 80\n  ^~~~~~~\n    in: pkts.Where(f)\n": "pcapnb: display filter: no field\n    tcp.prt == 80\n    ^~~~~~~\n    pkts.Where(f)",
		"panic: runtime error: index out of range [0] with length 0" + stack:                           "Cell [5], line 2: there is no [0] in a list of 0\n    var first = none[0]",
		"panic: runtime error: slice bounds out of range [:3] with capacity 0" + stack:                 "Cell [5], line 2: there is no [:3] in a list of 0\n    var first = none[0]",
		"panic: runtime error: slice bounds out of range [12:2]" + stack:                               "Cell [5], line 2: [12:2] begins after its end\n    var first = none[0]",
		"panic: assignment to entry in nil map" + strings.Replace(stack, "[5] ", "", 1):                "Line 2: assignment to entry in nil map\n    m[1] = 2",
		"fatal error: all goroutines are asleep - deadlock!" + stack:                                   "Cell [5], line 2: all goroutines are asleep - deadlock!\n    var first = none[0]",
		"exit": "",
	} {
		open = newNotebook()
		open.begin(t.TempDir(), 5, "\nvar first = none[0]")
		open.begin(t.TempDir(), 7, "%%\nm[1] = 2")
		var out strings.Builder
		w := Stderr(Located(&out))
		io.WriteString(w, "before\n")
		for len(said) > 0 { // as it comes
			n := min(len(said), 40)
			if at := strings.IndexByte(said, '\n'); at >= 0 {
				n = at + 1
			}
			io.WriteString(w, said[:n])
			said = said[n:]
		}
		Explained()
		_, got, _ := Explain("ERROR", "exit status 2", []string{"exit status 2"})
		if want == "" {
			want = "exit status 2"
		} else if out.String() != "before\n" {
			t.Errorf("%q goes on to the notebook", out.String())
		}
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// On another capture a cell without an answer says so, and the notebook goes on.
func TestACellWithoutAnAnswerIsForgiven(t *testing.T) {
	failed := errors.New("exit status 2")
	for _, show := range []string{"", "show"} {
		t.Setenv("PCAPNB_CLAIMS", show)
		open = newNotebook()
		open.begin(t.TempDir(), 7, "%%\nnb.Show(first)")
		if Forgive(failed) != failed {
			t.Error("forgiven, though it did not say why")
		}
		fmt.Fprint(Stderr(Located(io.Discard)), "panic: there is nothing\n    in: first\n")
		Explained()
		err := Forgive(failed)
		markup, text := End(err != nil)
		if show == "" && (err != failed || text != "") || show != "" && (err != nil || text != "No answer on this capture: there is nothing\n    first" || !strings.Contains(markup, "there is nothing")) {
			t.Errorf("PCAPNB_CLAIMS=%s: %v, %q, %q", show, err, markup, text)
		}
	}
}
