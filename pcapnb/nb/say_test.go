package nb

import (
	"fmt"
	"math"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/internal/zone"
)

type mean struct {
	value float64
	ok    bool
}

func (m mean) Quantity() (float64, string, bool) { return m.value, "bytes", m.ok }

type flag uint8

func (f flag) String() string { return "SYN" }

func TestSaidValues(t *testing.T) {
	at := time.Date(2026, 11, 22, 7, 33, 23, 521_171_000, time.FixedZone("CET", 3600))
	for _, test := range []struct {
		braces string
		value  any
		want   string
	}{
		{"{}", 0, "0"},
		{"{}", 999, "999"},
		{"{}", 1514, "1,514"},
		{"{}", -174877, "-174,877"},
		{"{}", -999, "-999"},
		{"{}", uint64(math.MaxUint64), "18,446,744,073,709,551,615"},
		{"{d}", 57091, "57091"},
		{"{d}", 443.0, "443"},
		{"{x}", uint16(0xdf03), "0xdf03"},
		{"{x}", -1, "-0x1"},
		{"{packets}", 1, "1 packet"},
		{"{packets}", 0, "0 packets"},
		{"{TCP connections}", 1234, "1,234 TCP connections"},
		{"{queries}", 1, "1 query"},
		{"{addresses}", 1, "1 address"},
		{"{}", ownList{"a", "b"}, "a and b"},
		{"{searches}", 1, "1 search"},
		{"{bytes}", uint32(186129), "186,129 bytes"},
		{"{B}", 937, "937 bytes"},
		{"{B}", 1, "1 byte"},
		{"{B}", 9999, "10.0 kB"},
		{"{B}", 186129, "186 kB"},
		{"{B}", 999_499, "999 kB"},
		{"{B}", 999_500, "1.00 MB"},
		{"{B}", 1494665, "1.49 MB"},
		{"{B}", 5e18, "5,000 PB"},
		{"{}", 691.929368, "691.9"},
		{"{}", 12345.678, "12,345.7"},
		{"{}", 2.0, "2"},
		{"{}", 1e6, "1,000,000"},
		{"{}", 0.1, "0.1"},
		{"{}", 0.00123456, "0.001235"},
		{"{}", -0.05, "-0.05"},
		{"{}", 1.23456e-7, "1.235e-07"},
		{"{}", math.Inf(1), "+Inf"},
		{"{}", math.NaN(), "(none)"},
		{"{%}", math.NaN(), "(none)"},
		{"{%}", 0.6841, "68.4 %"},
		{"{.0%}", 0.6841, "68 %"},
		{"{%}", 1, "100.0 %"},
		{"{.2}", 691.929368, "691.93"},
		{"{.1}", 12345678, "12,345,678.0"},
		{"{}", mean{691.929368, true}, "691.9 bytes"},
		{"{}", mean{174877, true}, "174,877 bytes"},
		{"{.0}", mean{691.929368, true}, "692 bytes"},
		{"{}", mean{1, true}, "1 byte"},
		{"{B}", mean{174877, true}, "175 kB"},
		{"{}", mean{0, false}, "(none)"},
		{"{}", at, "2026-11-22 06:33:23.521171 UTC"},
		{"{15:04:05}", at, "06:33:23"},
		{"{2 January 2006}", at, "22 November 2026"},
		{"{}", time.Time{}, "(none)"},
		{"{}", 5229166 * time.Microsecond, "5.229 s"},
		{"{.1}", 5229166 * time.Microsecond, "5.2 s"},
		{"{}", 1500 * time.Nanosecond, "1.5 µs"},
		{"{}", 15 * time.Nanosecond, "15 ns"},
		{"{}", 20500 * time.Microsecond, "20.5 ms"},
		{"{}", -2 * time.Second, "-2 s"},
		{"{}", 3723400 * time.Millisecond, "1 h 2 min 3 s"},
		{"{}", netip.MustParseAddr("2001:db8::1"), "2001:db8::1"},
		{"{}", netip.Addr{}, "(none)"},
		{"{}", "www.example.org", "www.example.org"},
		{"{}", "", "(none)"},
		{"{}", flag(2), "SYN"},
		{"{}", true, "true"},
		{"{}", []int{}, "(none)"},
		{"{}", []int{80}, "80"},
		{"{}", []string{"a", "b"}, "a and b"},
		{"{}", []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.3")}, "10.0.0.1, 10.0.0.2 and 10.0.0.3"},
		{"{}", make([]int, 25), strings.Repeat("0, ", 19) + "0 and 5 more"},
	} {
		if got := newSentence("Say", test.braces, []any{test.value}).String(); got != test.want {
			t.Errorf("%s of %v is %q, want %q", test.braces, test.value, got, test.want)
		}
	}
}

func TestSentenceMarkup(t *testing.T) {
	for _, test := range []struct{ source, html, text string }{
		{"{} packets.", "<p>7 packets.</p>\n", "7 packets."},
		{"**{} packets** of *`TCP`*, 2 * 3 < 7", "<p><strong>7 packets</strong> of <em><code>TCP</code></em>, 2 * 3 &lt; 7</p>\n", "7 packets of TCP, 2 * 3 < 7"},
		{"`a*b**` {{x}} {}", "<p><code>a*b**</code> {x} 7</p>\n", "a*b** {x} 7"},
		{"two\n  lines {}", "<p>two lines 7</p>\n", "two lines 7"},
		{"one\n\ntwo {}", "<p>one</p>\n<p>two 7</p>\n", "one\n\ntwo 7"},
		{"- a\n- {}", "<ul>\n<li>a</li>\n<li>7</li>\n</ul>\n", "- a\n- 7"},
		{"Found:\n- *a*\n- {}\n\nThat is all.", "<p>Found:</p>\n<ul>\n<li><em>a</em></li>\n<li>7</li>\n</ul>\n<p>That is all.</p>\n", "Found:\n- a\n- 7\n\nThat is all."},
		{"grüße {}", "<p>grüße 7</p>\n", "grüße 7"},
	} {
		s := newSentence("Say", test.source, []any{7})
		if got := s.HTML(); got != test.html {
			t.Errorf("%q is\n%s, want\n%s", test.source, got, test.html)
		}
		if got := s.String(); got != test.text {
			t.Errorf("%q is %q, want %q", test.source, got, test.text)
		}
	}
}

// A stranger's text is neither markup of the page nor marks of the sentence.
func TestSentenceEscapesValues(t *testing.T) {
	hostile := "<script>alert(1)</script>**b** `c` {}\n\n- d\x1b\u202e$x$ https://evil.example"
	s := newSentence("Say", "The name is **`{}`**.", []any{hostile})
	want := `<p>The name is <strong><code>&lt;script&gt;alert(1)&lt;/script&gt;**b** ` + "`c`" + ` {}\n\n- d\x1b\u202e$x$ https://evil.example</code></strong>.</p>` + "\n"
	if got := s.HTML(); got != want {
		t.Errorf("HTML is\n%s, want\n%s", got, want)
	}
	data := bundle(s).Data
	if got := fmt.Sprint(data[protocol.MIMETextPlain]); strings.ContainsAny(got, "\x1b\u202e") {
		t.Errorf("the text is %q", got)
	}
	if got := fmt.Sprint(data[protocol.MIMETextHTML]); !strings.HasPrefix(got, `<div class="tex2jax_ignore mathjax_ignore">`) {
		t.Errorf("MathJax would read the values: %s", got)
	}
}

func TestSentenceMisuse(t *testing.T) {
	for _, test := range []struct {
		source string
		values []any
		want   string
	}{
		{"{} and {}", []any{1}, `nb.Say("{} and {}"): 2 places in braces and 1 value`},
		{"{}", []any{1, 2}, `nb.Say("{}"): 1 place in braces and 2 values`},
		{"{", nil, `nb.Say("{"): a brace is not closed; {{ writes one`},
		{"a}", nil, `nb.Say("a}"): a brace is closed that was not opened; }} writes one`},
		{"{}", []any{nil}, `nb.Say("{}"): a value is nil`},
		{"{%}", []any{"x"}, `nb.Say("{%}"): {%} is for a number, not for string`},
		{"{packet}", []any{1}, `nb.Say("{packet}"): {packet} is no way to write 1: want {}, {packets}, {.2}, {%}, {B}, {d} or {x}`},
		{"{d}", []any{1.5}, `nb.Say("{d}"): {d} is no way to write 1.5: want {}, {packets}, {.2}, {%}, {B}, {d} or {x}`},
		{"{s}", []any{time.Second}, `nb.Say("{s}"): {s} is no way to write a duration: want {} or {.2}`},
		{"a **b", nil, `nb.Say("a **b"): ** has no end`},
		{"a `b", nil, "nb.Say(\"a `b\"): ` has no end"},
		{"a *b\n\nc*", nil, `nb.Say("a *b\n\nc*"): * has no end in its paragraph`},
		{"**a *b** c*", nil, `nb.Say("**a *b** c*"): ** ends before what began after it`},
	} {
		if got := panicText(func() { newSentence("Say", test.source, test.values) }); got != test.want {
			t.Errorf("%q, %v: panic %q, want %q", test.source, test.values, got, test.want)
		}
	}
}

func TestClaimMarkup(t *testing.T) {
	for _, test := range []struct {
		class, note, want string
	}{
		{"pcapnb-claim", "", "<div class=\"pcapnb-claim\"><p>It is 53.</p>\n</div>\n"},
		{"pcapnb-refuted", "Not so: ", "<div class=\"pcapnb-refuted\"><p>Not so: It is 53.</p>\n</div>\n"},
	} {
		s := newSentence("Claim", "It is {}.", []any{53})
		s.class, s.note = test.class, test.note
		if got := s.HTML(); got != test.want {
			t.Errorf("a claim is %q, want %q", got, test.want)
		}
	}
}

func panicText(do func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	do()
	return ""
}

func TestClaimThatDoesNotHoldPanics(t *testing.T) {
	got := panicText(func() { Claim(false, "Most goes to **port {d}**, to {}.", 443, "a\nb\u202e") })
	if want := `nb.Claim: not so in this capture: Most goes to port 443, to a\nb\u202e.`; got != want {
		t.Errorf("panic %q, want %q", got, want)
	}
}

const claimProgram = `package main

import (
	"math"

	"netlab/pcapnb/nb"
)

func main() {
	nb.Claim(true, "The port is {d}.", 53)
	nb.Claim(false, "The port is {d}.", 443)
	nb.Claim(true, "It is {%} of nothing.", math.NaN())
	nb.Say("Behind it.")
}
`

// In a notebook a claim that does not hold ends the cell with one line and the line of the cell.
func TestClaimEndsTheCell(t *testing.T) {
	dir, err := os.MkdirTemp(".", "testdata-") // in the module, which it imports
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(claimProgram), 0o644); err != nil {
		t.Fatal(err)
	}
	cell := filepath.Join(t.TempDir(), "cell")
	if out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", cell, "./"+dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, test := range []struct {
		environment, want string
		code              int
	}{
		{"PCAPNB_CLAIMS=", "The port is 53.\npanic: nb.Claim: not so in this capture: The port is 443.\n", 2},
		{"PCAPNB_CLAIMS=show", "The port is 53.\nNot so in this capture: The port is 443.\nCannot be told from this capture: It is (none) of nothing.\nBehind it.\n", 0},
	} {
		c := exec.Command(cell)
		c.Env = append(os.Environ(), test.environment)
		out, _ := c.CombinedOutput()
		got, _, _ := strings.Cut(string(out), "\ngoroutine")
		if strings.TrimSpace(got) != strings.TrimSpace(test.want) || c.ProcessState.ExitCode() != test.code {
			t.Errorf("%s: exit code %d, %q; want %d, %q", test.environment, c.ProcessState.ExitCode(), got, test.code, test.want)
		}
	}
}

func FuzzSentence(f *testing.F) {
	f.Add("The **{packets}** of `{}`\n\n- *{.1%}* {{}}", "<b>")
	f.Fuzz(func(t *testing.T, source, value string) {
		defer func() {
			if r := recover(); r != nil {
				if _, ok := r.(error); !ok || strings.HasPrefix(fmt.Sprint(r), "runtime error") {
					t.Errorf("%q: %v", source, r)
				}
			}
		}()
		s := newSentence("Say", source, []any{value})
		if html := s.HTML(); strings.Count(html, "<p>") != strings.Count(html, "</p>") || strings.Count(html, "<li>") != strings.Count(html, "</li>") {
			t.Errorf("%q is not closed: %s", source, html)
		}
	})
}

// ownList shows itself as a table when it stands alone.
type ownList []string

func (ownList) String() string { return "0  a\n1  b" }

// A time in a zone that was asked for is said by its clocks, any other in UTC.
func TestSayTimesInZones(t *testing.T) {
	zone, err := zone.Load("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 6, 54, 19, 0, time.UTC)
	other := time.FixedZone("", 3600)
	for want, at := range map[string]time.Time{"2026-11-22 15:54:19 +09:00": at.In(zone), "2026-11-22 06:54:19 UTC": at.In(other)} {
		if got := plainTime(at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := saidTime("15:04", at.In(zone)); got != "15:54" {
		t.Error(got)
	}
}
