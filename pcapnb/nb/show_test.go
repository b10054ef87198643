package nb

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

type fakeTable struct{ html, text string }

func (t *fakeTable) HTML() string   { return t.html }
func (t *fakeTable) String() string { return t.text }

type fakeFigure struct {
	alt string
	err error
}

func (f *fakeFigure) PNG() ([]byte, error) { return []byte("png bytes"), f.err }
func (f *fakeFigure) Size() (w, h int)     { return 640, 360 }
func (f *fakeFigure) Alt() string          { return f.alt }

func TestShowKeepsTheOrder(t *testing.T) {
	var got []any
	show([]any{1, &fakeTable{"<table></table>", "table"}, "two"}, func(data *protocol.DisplayData) {
		got = append(got, data.Data[protocol.MIMETextPlain])
	})
	if want := []any{"1", "table", "two"}; !reflect.DeepEqual(got, want) {
		t.Errorf("texts sent = %q, want %q", got, want)
	}
}

func TestPrinterPrintsText(t *testing.T) {
	var out strings.Builder
	show([]any{&fakeTable{"<table></table>", "a b\nc d"}, &fakeFigure{alt: "A line."}}, printer(&out))
	if got, want := out.String(), "a b\nc d\nA line.\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestTableBundle(t *testing.T) {
	got := bundle(&fakeTable{"<table>$a$</table>", "a\x1b\nb"}).Data
	want := map[protocol.MIMEType]any{
		protocol.MIMETextHTML:  `<div class="tex2jax_ignore mathjax_ignore"><table>$a$</table></div>`,
		protocol.MIMETextPlain: "a\\x1b\nb",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("bundle = %q, want %q", got, want)
	}
}

func TestFigureBundle(t *testing.T) {
	got := bundle(&fakeFigure{alt: "Bytes\u202e per second"})
	want := &protocol.DisplayData{
		Data: map[protocol.MIMEType]any{
			protocol.MIMEImagePNG:  []byte("png bytes"),
			protocol.MIMETextPlain: `Bytes\u202e per second`,
		},
		Metadata: map[string]any{
			"image/png": map[string]int{"width": 640, "height": 360},
			"alt":       `Bytes\u202e per second`,
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("bundle = %q, want %q", got, want)
	}
}

func TestFigureThatCannotBeDrawnPanicsInOneLine(t *testing.T) {
	defer func() {
		if got, want := fmt.Sprint(recover()), "nb.Show: the figure cannot be drawn: no points"; got != want {
			t.Errorf("panic %q, want %q", got, want)
		}
	}()
	bundle(&fakeFigure{err: errors.New("no points")})
}

type hiding struct {
	Name, Unit string
	values     []int
}

type fakeField struct{ key func() }

func (fakeField) FieldName() string { return "port_dst" }

func TestPlain(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{nil, "nil"},
		{(*fakeTable)(nil), "nil (*nb.fakeTable)"},
		{(*fakeFigure)(nil), "nil (*nb.fakeFigure)"},
		{(*int)(nil), "nil (*int)"},
		{map[string]int(nil), "nil (map[string]int)"},
		{0, "0"},
		{false, "false"},
		{uint16(443), "443"},
		{1e6, "1000000"},
		{-2.5e-7, "-2.5e-07"},
		{math.NaN(), "NaN"},
		{math.Inf(1), "+Inf"},
		{0.1, "0.1"},
		{float32(0.1), "0.1"},
		{"", "(empty text)"},
		{"GET / <b>\x1b[31m", `GET / <b>\x1b[31m`},
		{"two\nlines", "two\nlines"},
		{errors.New("web.pcap: no such file"), "error: web.pcap: no such file"},
		{time.Time{}, "(no time)"},
		{time.Date(2020, 7, 14, 18, 41, 31, 120_000_000, time.FixedZone("CEST", 7200)), "2020-07-14 16:41:31.12 UTC"},
		{1500 * time.Millisecond, "1.5s"},
		{netip.Addr{}, "(no address)"},
		{netip.MustParseAddr("2001:db8::1"), "2001:db8::1"},
		{[]int{80, 443}, "[80, 443]"},
		{[2]bool{true, false}, "[true, false]"},
		{[]string{"a, b", "c\x1b"}, `["a, b", "c\x1b"]`},
		{[]string(nil), "[] (no values)"},
		{[]netip.Addr{netip.MustParseAddr("10.0.0.1")}, "[10.0.0.1]"},
		{make([]int, 21), "[" + strings.Repeat("0, ", 20) + "… 1 more]"},
		{map[string]int{"b": 2, "a": 1}, "map[a:1 b:2]"},
		{struct{ A, B int }{1, 2}, "{A:1 B:2}"},
		{hiding{Name: "length", Unit: "bytes", values: make([]int, 9)}, "nb.hiding{Name:length Unit:bytes …}"},
		{&hiding{Name: "length"}, "nb.hiding{Name:length Unit: …}"},
		{fakeField{key: func() {}}, `the field "port_dst"`},
		{struct{ Bytes []int }{make([]int, 1000)}, "{Bytes:[" + strings.Repeat("0 ", 996) + "… 9 more characters"},
		{[]byte{}, "(no bytes)"},
		{[]byte("GET"), "00000000  47 45 54                                          |GET|"},
		{map[string]int{"b": 2, "a": 1}, "map[a:1 b:2]"},
		{struct{ Port int }{53}, "{Port:53}"},
	} {
		if got := bundle(test.value).Data[protocol.MIMETextPlain]; got != test.want {
			t.Errorf("%T %#v is shown as %q, want %q", test.value, test.value, got, test.want)
		}
	}
}

func TestLongBytesSayWhatIsLeftOut(t *testing.T) {
	got := plain(make([]byte, 600))
	if !strings.HasSuffix(got, "|................|\n… 88 more bytes") {
		t.Errorf("600 bytes end in %q", got[len(got)-60:])
	}
}
