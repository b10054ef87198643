package plots

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var update = flag.Bool("update", false, "rewrite the golden figures in testdata")

var nan, inf = math.NaN(), math.Inf(1)

// A figure is any kind of figure.
type figure interface {
	PNG() ([]byte, error)
	SVG() ([]byte, error)
	PDF() ([]byte, error)
	Size() (width, height int)
	Alt() string
	plot() *Plot
}

func (p *Plot) plot() *Plot { return p }

const july = 1594751009.25 // 2020-07-14 18:23:29.25 UTC

// gallery draws every kind of figure once; the pictures in testdata are its golden results.
func gallery() map[string]figure {
	rate := XYs{
		X:    []float64{july, july + 1, july + 2, july + 3, july + 4, july + 5},
		Y:    []float64{14250, 9100, 20480, nan, 31000, 12},
		Name: "all", Axes: Axes{X: "Time", Y: "Length", YUnit: "bytes", Time: true},
	}
	dns := rate
	dns.Name, dns.Y = "DNS", []float64{300, 450, nan, nan, 120, 80}
	bars := Bars{
		Labels: []string{"192.168.1.13", "2001:db8:85a3:8d3:1319:8a2e:370:7348", "evil\x1b[31m\u202egnp.exe", "10.0.0.1"},
		Values: []float64{104208, 23813, nan, -2591},
		Axes:   Axes{X: "destination", Y: "Length", YUnit: "bytes"},
	}
	waits := Sample{Name: "client", Values: []float64{0.001, 0.002, 0.0025, 0.004, 0.08, 0.011, 2.5}, Axes: Axes{Y: "Inter-arrival time", YUnit: "seconds"}}
	grid := Matrix{Rows: []string{"TCP", "UDP"}, Columns: []string{"2020-07-14 08:00:00", "2020-07-14 09:00:00", "2020-07-14 10:00:00"}, Cells: [][]float64{{120, 43000, 90}, {12, nan, 0}}, Axes: Axes{X: "Hour", Y: "Protocol"}}
	hours := Matrix{Rows: []string{"08:00", "09:00", "10:00"}, Columns: []string{"TCP", "UDP", "ICMP"}, Cells: [][]float64{{120, 80, 4}, {430, nan, 12}, {90, 200, -1}}, Axes: Axes{X: "Protocol", Y: "Hour"}}
	var senders []XYer
	for i := range 30 {
		senders = append(senders, XYs{Y: []float64{float64(i), float64(i * i % 31), float64(40 - i)}, Name: fmt.Sprintf("10.0.0.%d", i), Axes: Axes{X: "Minute", Y: "Packets"}})
	}
	return map[string]figure{
		"line":         Line("Bytes per second", rate, dns),
		"step":         Step("Receive window", XYs{Y: []float64{65535, 32000, 0, 65535}, Axes: Axes{X: "Packet", Y: "Window", YUnit: "bytes"}}),
		"scatter":      Scatter("Frame lengths", rate, dns).LogY(),
		"bar":          Bar("Bytes received", bars),
		"barh":         BarH("Bytes received", bars),
		"hist":         Hist("Time to live", Values{64, 64, 63, 128, 64, 128, 50}),
		"cdf":          CDF("Inter-arrival times", waits).LogX(),
		"box":          Box("Inter-arrival times", waits, Sample{Name: "server", Values: waits.Values[:3]}),
		"heatmap":      Heatmap("Packets per hour", grid).LogColor(),
		"timesequence": TimeSequence("Stream 0", transfer()),
		"tcptrace":     TCPTrace("Stream 0", windowed()).FromServer(),
		"ladder":       Ladder("A name and a page", dialogue()),
		"network":      Network("Who talks to whom", office(9)),
		"area":         Area("Bytes per second", rate, dns),
		"areashare":    Area("Packets by sender", senders...).Share(),
		"stacked":      Stacked("Packets per hour", hours),
		"stackedshare": StackedH("Packets per hour", hours).Share(),
		"marks": Line("Bytes per second", rate).MarkX(july+1.2, "a scan begins").MarkTime(time.Unix(1594751010, 6e8).UTC(), "it answers").
			MarkY(25000, "what the line carries").Shade(july+2.5, july+3.5, "no packets").Note(july+4, 31000, "the peak"),
		"panels":     Line("Packets by sender", senders[10:15]...).Panels(3),
		"markedarea": Area("Bytes per second", rate).MarkY(6000, "what the line carries"),
		"right":      Line("Bytes and packets", rate).Right(XYs{X: rate.X, Y: []float64{14, 9, 21, nan, 30, 1}, Name: "packets", Axes: Axes{X: "Time", Y: "Packets", Time: true}}),
		"many":       Line("Packets by sender", senders...),
		"empty":      Line("Nothing", XYs{}),
	}
}

// transfer is a download with one lost segment.
// dialogue is a lookup and a request.
func dialogue() Messages {
	return Messages{{july, "client", "resolver", "DNS A www.example.org"}, {july + 0.018, "resolver", "client", "198.51.100.20"},
		{july + 0.02, "client", "server", "SYN"}, {july + 0.037, "server", "client", "SYN ACK"}, {july + 0.0372, "client", "server", "GET / HTTP/1.1, a request that is longer than its arrow has room for"},
		{july + 0.05, "server", "server", "reads a file"}, {july + 0.06, "server", "client", "200 OK, 115 bytes"}}
}

// office is a router that all of n hosts talk to, and some with each other.
func office(n int) Links {
	var links Links
	for i := range n {
		host := fmt.Sprintf("192.168.1.%d", 10+i)
		links = append(links, Link{host, "192.168.1.1", float64(1000 * (i + 1) * (i + 1))}, Link{"2001:db8:85a3:8d3:1319:8a2e:370:7348", host, float64(100 * i)})
	}
	return append(links, Link{"192.168.1.1", "192.168.1.1", 500}, Link{"192.168.1.10", "192.168.1.12", nan})
}

// said makes messages of labels and times.
func said(labels []string, times []float64) Messages {
	var m Messages
	for i, label := range labels {
		m = append(m, Message{times[i%len(times)], label, labels[(i*7+1)%len(labels)], label})
	}
	return m
}

// linksOf makes links of labels and weights.
func linksOf(labels []string, weights []float64) Links {
	var l Links
	for i, label := range labels {
		l = append(l, Link{label, labels[(i*5+2)%len(labels)], weights[i%len(weights)]})
	}
	return l
}

// windowed is a transfer whose receiver takes less and less, and misses a segment.
func windowed() Segments {
	s := transfer()
	for i := range s {
		s[i].Window = 8000 - 200*float64(i)
		if s[i].FromClient && s[i].Seq == 518 && s[i].Ack == 1+1448*4 {
			s[i].SACK = [][2]float64{{1 + 1448*5, s[i-1].Seq + s[i-1].Length}}
		}
	}
	return s
}

func transfer() Segments {
	s := Segments{{Time: july, Length: 0, Ack: nan, FromClient: true}, {Time: july + 0.05, Ack: 1}, {Time: july + 0.1, Seq: 1, Ack: 1, Length: 517, FromClient: true}}
	for i := range 10 {
		at := july + 0.15 + float64(i)*0.01
		s = append(s, Segment{Time: at, Seq: 1 + 1448*float64(i), Ack: 518, Length: 1448})
		s = append(s, Segment{Time: at + 0.005, Seq: 518, Ack: 1 + 1448*math.Min(float64(i+1), 4), FromClient: true})
	}
	s = append(s, Segment{Time: july + 0.4, Seq: 1 + 1448*4, Ack: 518, Length: 1448, Resent: true})
	return append(s, Segment{Time: july + 0.45, Seq: 518, Ack: 14481, FromClient: true})
}

func TestGolden(t *testing.T) {
	for name, p := range gallery() {
		got, err := p.SVG()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what it was; look at the new figure after go test -update", file)
		}
	}
}

// TestSameBytes: the same data give the same bytes.
func TestSameBytes(t *testing.T) {
	again := gallery()
	for name, p := range gallery() {
		p.plot().sizePx(300, 220)
		again[name].plot().sizePx(300, 220)
		for _, encode := range []func(figure) ([]byte, error){figure.PNG, figure.SVG, figure.PDF} {
			a, err := encode(p)
			if err != nil {
				t.Fatal(name, err)
			}
			if b, _ := encode(again[name]); !bytes.Equal(a, b) {
				t.Errorf("%s: two runs give different bytes", name)
			}
			if c, _ := encode(p); !bytes.Equal(a, c) {
				t.Errorf("%s: encoding twice gives different bytes", name)
			}
		}
	}
}

func TestMustSave(t *testing.T) {
	defer func() {
		want := "plots: cannot tell from the name \"line.gif\" what to write: it must end in .png, .svg or .pdf"
		if got := fmt.Sprint(recover()); got != want {
			t.Errorf("panics with %q, want %q", got, want)
		}
	}()
	Line("t", XYs{Y: []float64{1, 2}}).MustSave("line.gif")
}

func TestSave(t *testing.T) {
	for name, start := range map[string]string{"a.png": "\x89PNG", "a.SVG": "<?xml", "a.pdf": "%PDF"} {
		path := filepath.Join(t.TempDir(), name)
		if err := Line("t", XYs{Y: []float64{1, 2}}).SizePx(200, 100).Save(path); err != nil {
			t.Fatal(err)
		}
		if data, _ := os.ReadFile(path); !bytes.HasPrefix(data, []byte(start)) {
			t.Errorf("%s begins with %.20q", name, data)
		}
	}
}

func TestPNG(t *testing.T) {
	for name, p := range gallery() {
		data, err := p.PNG()
		if err != nil {
			t.Fatal(name, err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(name, err)
		}
		w, h := p.Size()
		if got := img.Bounds().Size(); got.X != 2*w || got.Y != 2*h {
			t.Errorf("%s: the image has %v pixels, the figure %d by %d CSS pixels", name, got, w, h)
		}
		i := bytes.Index(data, []byte("pHYs"))
		if i < 0 || binary.BigEndian.Uint32(data[i+4:]) != 7559 {
			t.Errorf("%s: no pHYs chunk of 192 dots per inch", name)
		}
	}
}

// TestColorsExact: a series is drawn in exactly its colour after the reduction to 256 colours.
func TestColorsExact(t *testing.T) {
	var many []XYer
	for i := range okabeIto {
		many = append(many, XYs{Y: []float64{float64(i), float64(i * i), float64(20 - i), 3}})
	}
	data, _ := Line("", many...).PNG()
	img, _ := png.Decode(bytes.NewReader(data))
	seen := map[[3]uint32]bool{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r >> 8, g >> 8, b >> 8}] = true
		}
	}
	for i, c := range okabeIto {
		if !seen[[3]uint32{uint32(c.R), uint32(c.G), uint32(c.B)}] {
			t.Errorf("no pixel has the colour of series %d", i)
		}
	}
}

// paper is a canvas that notes where texts and strokes come to lie.
type paper struct {
	w, h    vg.Length
	state   [][6]float64 // transformations: x' = a x + c y + e, y' = b x + d y + f
	texts   []inked
	strokes []vg.Rectangle
}

type inked struct {
	text string
	box  vg.Rectangle
}

func newPaper(w, h vg.Length) *paper {
	return &paper{w: w, h: h, state: [][6]float64{{1, 0, 0, 1, 0, 0}}}
}

func (p *paper) Size() (w, h vg.Length)                       { return p.w, p.h }
func (p *paper) SetLineWidth(vg.Length)                       {}
func (p *paper) SetLineDash([]vg.Length, vg.Length)           {}
func (p *paper) SetColor(color.Color)                         {}
func (p *paper) Push()                                        { p.state = append(p.state, *p.top()) }
func (p *paper) Pop()                                         { p.state = p.state[:len(p.state)-1] }
func (p *paper) top() *[6]float64                             { return &p.state[len(p.state)-1] }
func (p *paper) Fill(vg.Path)                                 {}
func (p *paper) DrawImage(rect vg.Rectangle, img image.Image) {}

func (p *paper) Rotate(angle float64) {
	sin, cos := math.Sincos(angle)
	m := *p.top()
	*p.top() = [6]float64{m[0]*cos + m[2]*sin, m[1]*cos + m[3]*sin, m[2]*cos - m[0]*sin, m[3]*cos - m[1]*sin, m[4], m[5]}
}

func (p *paper) Translate(pt vg.Point) {
	at := p.place(pt)
	p.top()[4], p.top()[5] = float64(at.X), float64(at.Y)
}

func (p *paper) Scale(x, y float64) {
	m := p.top()
	m[0], m[1], m[2], m[3] = m[0]*x, m[1]*x, m[2]*y, m[3]*y
}

func (p *paper) place(pt vg.Point) vg.Point {
	m, x, y := p.top(), float64(pt.X), float64(pt.Y)
	return vg.Point{X: vg.Length(m[0]*x + m[2]*y + m[4]), Y: vg.Length(m[1]*x + m[3]*y + m[5])}
}

func (p *paper) FillString(f font.Face, pt vg.Point, s string) {
	w, up := f.Width(strings.TrimSpace(s)), f.Extents().Ascent
	p.texts = append(p.texts, inked{s, p.around(pt, pt.Add(vg.Point{X: w}), pt.Add(vg.Point{Y: up}), pt.Add(vg.Point{X: w, Y: up}))})
}

func (p *paper) Stroke(path vg.Path) {
	var pts []vg.Point
	for _, c := range path {
		pts = append(pts, c.Pos)
	}
	p.strokes = append(p.strokes, p.around(pts...))
}

func (p *paper) around(pts ...vg.Point) vg.Rectangle {
	r := vg.Rectangle{Min: p.place(pts[0]), Max: p.place(pts[0])}
	for _, pt := range pts {
		at := p.place(pt)
		r.Min.X, r.Min.Y = min(r.Min.X, at.X), min(r.Min.Y, at.Y)
		r.Max.X, r.Max.Y = max(r.Max.X, at.X), max(r.Max.Y, at.Y)
	}
	return r
}

func drawn(f figure) *paper {
	p := f.plot()
	w, h := p.size2D()
	sheet := newPaper(w, h)
	p.Draw(draw.New(sheet))
	return sheet
}

// nasty makes figures of every kind with long labels, many of them, and numbers of all sizes.
func nasty(rng *rand.Rand, n int) []figure {
	labels, values, x := make([]string, n), make([]float64, n), make([]float64, n)
	for i := range n {
		labels[i] = strings.Repeat("host-\u202e\x00ÅW", rng.IntN(30)) + fmt.Sprint(i)
		values[i] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(30)-10))
		x[i] = july + rng.ExpFloat64()*math.Pow(10, float64(rng.IntN(10)-4))
		if rng.IntN(9) == 0 {
			values[i] = []float64{nan, inf, -inf, 0, 1e308}[rng.IntN(5)]
		}
	}
	axes := Axes{X: strings.Repeat("destination address ", rng.IntN(20)), Y: strings.Repeat("length ", rng.IntN(40)), YUnit: "bytes"}
	xys := XYs{X: x, Y: values, Axes: axes, Name: labels[0]}
	timed := xys
	timed.Axes.Time = true
	var several []XYer
	var samples []Floater
	for _, l := range labels[:min(n, 30)] {
		several = append(several, XYs{Y: values, Name: l})
		samples = append(samples, Sample{Name: l, Values: values})
	}
	title := strings.Repeat("A long title ", rng.IntN(25))
	return []figure{
		Line(title, timed), Line(title, several...), Step(title, xys).LogY(), Scatter(title, timed), Scatter(title, xys).LogX().LogY(),
		Line(title, several...).Panels(3), Scatter(title, several...).Panels(2), Hist(title, samples...).Panels(3), CDF(title, samples...).Panels(5).LogX(),
		Line(title, xys).Right(several...).Panels(2), Line(title, xys).Right(several...), Line(title).Right(xys),
		Bar(title, Bars{Labels: labels, Values: values, Axes: axes}), Bar(title, Bars{Labels: labels, Values: values}).LogY(),
		BarH(title, Bars{Labels: labels, Values: values, Axes: axes}), BarH(title, Bars{Labels: labels, Values: values}).LogX().Top(3),
		Area(title, timed), Area(title, several...).Share(), Stacked(title, Matrix{Rows: labels, Columns: labels, Cells: [][]float64{values, x}}),
		StackedH(title, Matrix{Rows: labels, Columns: labels, Cells: [][]float64{values, x, x, values}}).Share(),
		Hist(title, Values(values)), Hist(title, samples...).LogX(), CDF(title, samples...), Box(title, samples...),
		Heatmap(title, Matrix{Rows: labels, Columns: labels, Cells: [][]float64{values, x}}),
		TimeSequence(title, transfer()).FromServer(), TimeSequence(title, transfer()[:n%20]).ByNumber(), TCPTrace(title, windowed()[:n%20]),
		Ladder(title, said(labels, x)), Ladder(title, said(labels, x)).Max(2), Network(title, linksOf(labels, values)),
	}
}

// TestTextsFit: no text leaves the figure, whatever the labels, sizes and numbers.
func TestTextsFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, n := range []int{1, 2, 3, 12, 40, 300} {
		for k, f := range nasty(rng, n) {
			p := f.plot()
			for _, size := range [][2]int{{800, 0}, {800, 400}, {400, 300}, {1600, 600}} {
				p.width, p.height = size[0], size[1]
				sheet := drawn(p)
				for _, s := range sheet.texts {
					if s.box.Min.X < -0.5 || s.box.Min.Y < -0.5 || s.box.Max.X > sheet.w+0.5 || s.box.Max.Y > sheet.h+0.5 {
						t.Errorf("n=%d, figure %d (%s) of %v: %.40q lies at %v, outside of %v by %v", n, k, p.kind, size, s.text, s.box, sheet.w, sheet.h)
					}
				}
			}
		}
	}
}

// TestBarLabelsApart: the names of neighbouring bars do not touch.
func TestBarLabelsApart(t *testing.T) {
	bars := Bars{}
	for i := range 40 {
		bars.Labels = append(bars.Labels, fmt.Sprintf("2001:db8:85a3:8d3:1319:8a2e:370:%04x", i))
		bars.Values = append(bars.Values, float64(i))
	}
	for kind, p := range map[string]figure{"Bar": Bar("b", bars), "BarH": BarH("b", bars)} {
		var names []inked
		for _, s := range drawn(p).texts {
			if strings.HasPrefix(s.text, "2001") {
				names = append(names, s)
			}
		}
		if len(names) != 40 {
			t.Fatalf("%s: %d names of 40 are shown", kind, len(names))
		}
		for i, a := range names[1:] {
			b := names[i]
			if a.box.Min.X < b.box.Max.X && b.box.Min.X < a.box.Max.X && a.box.Min.Y < b.box.Max.Y && b.box.Min.Y < a.box.Max.Y {
				t.Errorf("%s: %q and %q overlap", kind, a.text, b.text)
			}
		}
	}
}

func TestLeftOutBarsAreCounted(t *testing.T) {
	bars := Bars{Labels: make([]string, 200), Values: make([]float64, 200)}
	for want, p := range map[string]figure{
		"The largest 60 of 200 bars; 140 are not shown": Bar("b", bars),
		"The largest 5 of 200 bars; 195 are not shown":  BarH("b", bars).Top(5),
	} {
		if !strings.Contains(p.Alt(), want) {
			t.Errorf("%q does not say %q", p.Alt(), want)
		}
		if !shows(drawn(p), want) {
			t.Errorf("the figure does not say %q", want)
		}
	}
}

func TestLeftOutBoxesAreCounted(t *testing.T) {
	var samples []Floater
	for i := range 70 {
		samples = append(samples, Sample{Name: fmt.Sprint("s", i), Values: make([]float64, i+1)})
	}
	p := Box("b", samples...)
	if want := "The largest 60 of 70 samples; 10 are not shown"; !strings.Contains(p.Alt(), want) || !shows(drawn(p), "s69") || shows(drawn(p), "s9") {
		t.Errorf("%.300q does not say %q, or shows the wrong boxes", p.Alt(), want)
	}
}

func shows(sheet *paper, text string) bool {
	for _, s := range sheet.texts {
		if strings.Contains(s.text, text) {
			return true
		}
	}
	return false
}

func TestTop(t *testing.T) {
	p := BarH("b", Bars{Labels: []string{"a", "b", "c", "d"}, Values: []float64{1, nan, 5, 5}}).Top(3)
	if want := "3 bars: c 5; d 5; a 1."; !strings.Contains(p.Alt(), want) {
		t.Errorf("Top(3) shows %q, want %q", p.Alt(), want)
	}
}

// TestGapsBreakTheLine: no stroke of the line crosses the place of a missing value.
func TestGapsBreakTheLine(t *testing.T) {
	y := []float64{1, 2, 3, nan, 5, nan, 7, 8}
	p := Line("gap", XYs{Y: y})
	f := &frame{draw.NewCanvas(newPaper(100, 100), 100, 100), p.Plot.Plot}
	runs := f.runs(p.data.(*lineLayer).all[0].pts)
	if len(runs) != 3 || len(runs[0]) != 3 || len(runs[1]) != 1 || len(runs[2]) != 2 {
		t.Fatalf("the line has the runs %v", runs)
	}
	for _, kind := range []func(string, ...XYer) *LinePlot{Line, Step} {
		p := kind("gap", XYs{Y: y})
		sheet := newPaper(600, 300)
		p.data.Plot(draw.New(sheet), p.Plot.Plot)
		gap := vg.Length(p.X.Norm(3)) * 600
		for _, s := range sheet.strokes {
			if s.Min.X < gap && s.Max.X > gap {
				t.Errorf("%s: a stroke from %v to %v crosses the gap at %v", p.kind, s.Min.X, s.Max.X, gap)
			}
		}
		if len(sheet.strokes) == 0 || !strings.Contains(p.Alt(), "2 missing in 2 gaps") {
			t.Errorf("%s: %d strokes, alt text %q", p.kind, len(sheet.strokes), p.Alt())
		}
	}
}

// TestEveryPointIsPainted: of many points every one darkens its pixel, at any size and opacity.
func TestEveryPointIsPainted(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	c := draw.NewCanvas(newPaper(200, 100), 200, 100)
	var points []vg.Point
	for range 50_000 {
		points = append(points, vg.Point{X: vg.Length(rng.Float64() * 200), Y: vg.Length(math.Abs(rng.NormFloat64() * 20))})
	}
	for _, size := range []float64{0.2, 1, 2.5, 7} {
		r, area := snapped(&c)
		hits := r.count(points, area)
		r.stamp(hits, size*scale2x)
		counted := 0
		for i, n := range hits {
			counted += int(n)
			if n > 0 && r.paint[i] < float32(n) {
				t.Fatalf("size %v: pixel %d has %d points and only %v paint", size, i, n, r.paint[i])
			}
		}
		inside := 0
		for _, pt := range points {
			if pt.Y < 100 {
				inside++
			}
		}
		if counted != inside {
			t.Errorf("size %v: %d points are painted of %d", size, counted, inside)
		}
	}
	auto, fixed := cloud{}, cloud{opacity: 0.2}
	if a := auto.opacityOf(1, 1000); a != leastOpacity {
		t.Errorf("a single point has the opacity %v", a)
	}
	if auto.opacityOf(2, 1000) <= auto.opacityOf(1, 1000) || auto.opacityOf(1000, 1000) != 1 {
		t.Error("the opacity does not grow with the density")
	}
	if got, want := fixed.opacityOf(2, 1000), 0.2+0.8*0.2; math.Abs(got-want) > 1e-9 {
		t.Errorf("two points of 0.2 one over the other give %v, want %v", got, want)
	}
}

// TestCondense: a condensed line keeps each pixel column's first, last, lowest and highest point.
func TestCondense(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	run := make([]vg.Point, 100_000)
	for i := range run {
		run[i] = vg.Point{X: vg.Length(i) / 200, Y: vg.Length(rng.NormFloat64())}
	}
	type column struct{ first, last, low, high vg.Length }
	columns := func(run []vg.Point) map[int]column {
		m := map[int]column{}
		for _, pt := range run {
			k := int(pt.X / device)
			c, ok := m[k]
			if !ok {
				c = column{pt.Y, pt.Y, pt.Y, pt.Y}
			}
			m[k] = column{c.first, pt.Y, min(c.low, pt.Y), max(c.high, pt.Y)}
		}
		return m
	}
	short := condense(run)
	want, got := columns(run), columns(short)
	if len(short) > 4*len(want) || len(got) != len(want) {
		t.Fatalf("%d points in %d columns became %d in %d", len(run), len(want), len(short), len(got))
	}
	for k, c := range want {
		if got[k] != c {
			t.Fatalf("column %d: %v became %v", k, c, got[k])
		}
	}
}

func TestAltStatesTheExtremes(t *testing.T) {
	p := Line("r", XYs{X: []float64{july, july + 1, july + 2}, Y: []float64{5, -1234567, 99}, Axes: Axes{Time: true}})
	for _, want := range []string{"-1,234,567 at 2020-07-14 18:23:30.25 UTC", "99 at 2020-07-14 18:23:31.25 UTC", "3 points"} {
		if !strings.Contains(p.Alt(), want) {
			t.Errorf("%q does not say %q", p.Alt(), want)
		}
	}
}

func TestEmpty(t *testing.T) {
	missing := []float64{nan, nan}
	for want, list := range map[string][]figure{
		"no data": {
			Line("t"), Area("t"), Stacked("t", Matrix{}), StackedH("t", Matrix{}).Share(), Line("t", XYs{}), Step("t", XYs{}).LogY(), Scatter("t", XYs{}).LogX(), Bar("t", Bars{}), BarH("t", Bars{}).Top(3),
			Hist("t"), Hist("t", Values{}).LogX().Bins(3), CDF("t", Values(nil)), Box("t"), Heatmap("t", Matrix{}), TimeSequence("t", Segments{}).ByNumber(), TCPTrace("t", Segments{}), Ladder("t", Messages{}), Network("t", Links{}),
		},
		"no data: all 2 values are missing": {
			Line("t", XYs{Y: missing}), Scatter("t", XYs{Y: missing}), Bar("t", Bars{Labels: []string{"a", "b"}, Values: missing}),
			Hist("t", Values(missing)), CDF("t", Values(missing)), Box("t", Values(missing)), Heatmap("t", Matrix{Cells: [][]float64{missing}}),
		},
	} {
		for i, p := range list {
			if !shows(drawn(p), want) {
				t.Errorf("%s %d does not show %q", p.plot().kind, i, want)
			}
			if !strings.Contains(strings.ToLower(p.Alt()), want) {
				t.Errorf("%s %d: alt text %q", p.plot().kind, i, p.Alt())
			}
		}
	}
}

func TestLogAxis(t *testing.T) {
	p := Line("log", XYs{Y: []float64{0, 10, 1000, -3}}).LogY()
	if at := p.Y.Norm(0); at != 0 {
		t.Errorf("zero lies at %v of the axis", at)
	}
	if a, b, c := p.Y.Norm(10), p.Y.Norm(100), p.Y.Norm(1000); !(zeroShare < a) || math.Abs((b-a)-(c-b)) > 1e-9 || c > 1 {
		t.Errorf("10, 100, 1000 lie at %v, %v, %v", a, b, c)
	}
	if !strings.Contains(p.Alt(), "1 value below zero is not shown on the logarithmic axis") {
		t.Errorf("alt text %q", p.Alt())
	}
}

func TestNumberTicks(t *testing.T) {
	for _, c := range []struct {
		min, max float64
		unit     string
		want     string
	}{
		{0, 1514, "bytes", "0 500 1,000 1,500"},
		{0, 52000, "bytes", "0 20 k 40 k"},
		{0, 5.1e6, "", "0 2 M 4 M"},
		{0, 2.1e9, "", "0 1 G 2 G"},
		{0, 0.0215, "seconds", "0 10 ms 20 ms"},
		{0, 0.00000031, "seconds", "0 100 ns 200 ns 300 ns"},
		{-1, 1, "", "-1.0 -0.5 0 0.5 1.0"},
		{1e9, 1e9 + 10, "", "1,000,000,000 1,000,000,005 1,000,000,010"},
		{0, 2e-9, "", "0 5e-10 1e-09 1.5e-09 2e-09"},
		{-1e300, 1e300, "", "-1e+300 -5e+299 0 5e+299 1e+300"},
	} {
		var labels []string
		for _, tick := range numberTicks(c.min, c.max, 4, c.unit, false) {
			labels = append(labels, tick.Label)
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("from %v to %v %s: %s, want %s", c.min, c.max, c.unit, got, c.want)
		}
	}
}

func TestTimeTicks(t *testing.T) {
	for _, c := range []struct {
		span        float64
		label, want string
	}{
		{8, "Time (UTC), 14 July 2020", "18:23:30 18:23:32 18:23:34 18:23:36"},
		{0.3, "Time (UTC), 14 July 2020", "18:23:29.3 18:23:29.4 18:23:29.5"},
		{0.0004, "Time after 18:23:29.250 UTC, 14 July 2020", "0 200 µs 400 µs"},
		{300, "Time (UTC), 14 July 2020", "18:24 18:26 18:28"},
		{4 * 3600, "Time (UTC), 14 July 2020", "19:00 20:00 21:00 22:00"},
		{86400, "Time (UTC), 2020", "00:00\n15 Jul 06:00 12:00 18:00"},
		{5 * 86400, "Time (UTC), 2020", "15 Jul 17 Jul 19 Jul"},
		{24 * 86400, "Time (UTC), 2020", "20 Jul 27 Jul 3 Aug"},
		{100 * 86400, "Time (UTC)", "Aug 2020 Sep 2020 Oct 2020"},
		{1500 * 86400, "Time (UTC)", "2022 2024"},
		{30000 * 86400, "Time (UTC)", "2050 2100"},
	} {
		var labels []string
		for _, tick := range timeTicks(july, july+c.span, 4, nil) {
			labels = append(labels, tick.Label)
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%v s: %q, want %q", c.span, got, c.want)
		}
		if got := timeLabel(july, july+c.span, 4, nil); got != c.label {
			t.Errorf("%v s: label %q, want %q", c.span, got, c.label)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"www.example.net":           "www.example.net",
		"a\x1b[31mb\n":              `a\x1b[31mb\x0a`,
		"\u202egnp.exe\u2066\u200b": `\u202egnp.exe\u2066\u200b`,
		"\xff\u0085é":               `\xff\u0085é`,
		"\U000e0041":                `\U000e0041`,
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got := clean(strings.Repeat("x", 1<<20)); utf8.RuneCountInString(got) != longest {
		t.Errorf("a label of a megabyte keeps %d runes", utf8.RuneCountInString(got))
	}
}

func TestSI(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1514: "1,514", 12345: "12.3 k", 5e7: "50 M", 999999: "1 M", -18525278: "-18.5 M", 0.25: "0.25", 1e-12: "1e-12", nan: "missing",
	} {
		if got := si(v, ""); got != want && !(math.IsNaN(v) && got == want) {
			t.Errorf("si(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestSISeconds(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1e-9: "1 ns", 0.01: "10 ms", 1: "1 s", 2.5: "2.5 s", 100: "100 s", 12345: "12,345 s", 12345.6: "12,346 s", -0.5: "-500 ms"} {
		if got := si(v, "seconds"); got != want {
			t.Errorf("si(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestMisuse(t *testing.T) {
	xy := XYs{Y: []float64{1, 2}}
	for want, misuse := range map[string]func(){
		`plots: Line("t"): series 1 is nil`:               func() { Line("t", nil) },
		`plots: BarH("t"): series 1 is a nil *plots.Bars`: func() { BarH("t", (*Bars)(nil)) },
		`plots: XYs has 1 X and 2 Y`:                      func() { Line("t", XYs{X: []float64{1}, Y: []float64{1, 2}}) },
		`plots: Bars has 0 Labels and 1 Values`:           func() { Bar("t", Bars{Values: []float64{1}}) },
		`plots: Points(0, 2): the size must be above 0 and at most 100, the opacity above 0 and at most 1`: func() { Line("t", xy).Points(0, 2) },
		`plots: XRange(5, 5): the first number must be below the second`:                                   func() { Line("t", xy).XRange(5, 5) },
		`plots: Bins(0): a histogram has 1 to 10000 bins`:                                                  func() { Hist("t", Values{1}).Bins(0) },
		`plots: Top(0): it keeps the largest bars, at least 1`:                                             func() { BarH("t", Bars{}).Top(0) },
		`plots: LogX: this axis of Line "t" is a time and cannot be logarithmic`:                           func() { Line("t", XYs{Axes: Axes{Time: true}}).LogX() },
		`plots: Line("t"): x is a time in one of series 1 and 2, and not in the other`:                     func() { Line("t", xy, XYs{Axes: Axes{Time: true}}) },
	} {
		func() {
			defer func() {
				err, _ := recover().(error)
				if err == nil || err.Error() != want {
					t.Errorf("panics with %v, want %q", err, want)
				}
			}()
			misuse()
		}()
	}
}

// TestNoTwoLookAlike: of any number of series those that have a name look different, and the others are counted.
func TestNoTwoLookAlike(t *testing.T) {
	for n := range 40 {
		weights := make([]float64, n)
		for i := range weights {
			weights[i] = float64((i * 17) % 40)
		}
		all := looks(weights, mostNamed)
		lines, shapes := map[string]int{}, map[string]int{}
		for i, l := range all {
			if l.other {
				for k := range all {
					if !all[k].other && weights[k] < weights[i] {
						t.Errorf("of %d series %d is an other, and the smaller %d is not", n, i, k)
					}
				}
				continue
			}
			lines[fmt.Sprint(l.color, l.dashes)]++
			shapes[fmt.Sprintf("%v %T", l.color, l.glyph)]++
		}
		if named := min(n, mostNamed); len(lines) != named || len(shapes) != named || others(all) != n-named {
			t.Errorf("%d series: %d lines and %d shapes differ, %d are others", n, len(lines), len(shapes), others(all))
		}
	}
	alt := gallery()["many"].Alt()
	if want := "The largest 12 of 30 lines have names; the other 18 are grey"; !strings.Contains(alt, want) {
		t.Errorf("%q does not say %q", alt, want)
	}
	if sheet := drawn(gallery()["many"]); !shows(sheet, "other (18)") {
		t.Error("the legend does not count the others")
	}
}

// TestStack: the parts of a stack add up to its numbers, or to 100 %, however many rows are added up as others.
func TestStack(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	for _, rows := range []int{1, 3, mostNamed, 40} {
		const n = 6
		var lines []XYer
		want := make([]float64, n)
		for i := range rows {
			y := make([]float64, n)
			for k := range n {
				switch y[k] = rng.Float64() * 100; rng.IntN(6) {
				case 0:
					y[k] = nan
				case 1:
					y[k] = -y[k]
				default:
					want[k] += y[k]
				}
			}
			lines = append(lines, XYs{Y: y, Name: fmt.Sprint(i)})
		}
		for _, shares := range []bool{false, true} {
			p := Area("t", lines...)
			if shares {
				p.Share()
			}
			for k := range n {
				levels := p.areas.stack.levels(k)
				if len(levels) != min(rows, mostNamed+1)+1 {
					t.Fatalf("%d rows are drawn as %d parts", rows, len(levels)-1)
				}
				sum := want[k]
				if shares && sum > 0 {
					sum = 100
				}
				if got := levels[len(levels)-1]; math.Abs(got-sum) > 1e-9 {
					t.Errorf("%d rows, shares %v: the stack at %d is %v high, want %v", rows, shares, k, got, sum)
				}
			}
		}
	}
}

// TestRight: the right axis reaches as far as its own lines, the left axis as far as its own.
func TestRight(t *testing.T) {
	p := Line("t", XYs{Y: []float64{1000, 5000}}).Right(XYs{Y: []float64{1, 7}, Axes: Axes{Y: "Packets"}})
	if at := p.lines.right.g.Norm(7); at < 0.9 || at > 1 {
		t.Errorf("the highest value of the right axis lies at %v", at)
	}
	if at := p.Y.Norm(5000); at < 0.9 || at > 1 {
		t.Errorf("the highest value of the left axis lies at %v", at)
	}
	if sheet := drawn(p); !shows(sheet, "Packets") || !shows(sheet, "5,000") || !shows(sheet, "(right)") {
		t.Error("the right axis has no name, or the left no numbers")
	}
}

// TestMarks: what is marked is shown or counted, whatever the axes.
func TestMarks(t *testing.T) {
	xy := XYs{X: []float64{1, 10, 100}, Y: []float64{1, 2, 3}}
	for name, c := range map[string]struct {
		p     *LinePlot
		words []string
		left  string
	}{
		"in the figure":     {Line("t", xy).MarkX(10, "one").MarkY(2, "two").Note(10, 3, "three").Shade(2, 5, "four"), []string{"one", "two", "three", "four"}, ""},
		"beyond the data":   {Line("t", xy).MarkX(500, "one").MarkY(20, "two"), []string{"one", "two"}, ""},
		"beyond the range":  {Line("t", xy).XRange(1, 50).MarkX(70, "one").Shade(40, 70, "two"), []string{"two"}, "1 mark outside of the figure is not shown"},
		"without logarithm": {Line("t", xy).LogX().MarkX(-1, "one").Note(-2, 1, "two"), nil, "2 marks outside of the figure are not shown"},
	} {
		sheet := drawn(c.p)
		for _, word := range []string{"one", "two", "three", "four"} {
			if got, want := shows(sheet, word), slices.Contains(c.words, word); got != want {
				t.Errorf("%s: %q is shown: %v", name, word, got)
			}
		}
		if c.left != "" && !strings.Contains(c.p.Alt(), c.left) || c.left == "" && strings.Contains(c.p.Alt(), "outside") {
			t.Errorf("%s: alt text %q", name, c.p.Alt())
		}
	}
}

// TestPanels: every series has a panel with its name, and all have the same axes.
func TestPanels(t *testing.T) {
	var lines []XYer
	for i := range 30 {
		lines = append(lines, XYs{Y: []float64{float64(i), 100}, Name: fmt.Sprintf("host-%02d", i)})
	}
	p := Line("t", lines...).Panels(3)
	names := 0
	for _, s := range drawn(p).texts {
		if strings.HasPrefix(s.text, "host-") {
			names++
		}
	}
	if names != mostPanels {
		t.Errorf("%d panels, want %d", names, mostPanels)
	}
	if want := "The largest 24 of 30; 6 are not shown"; !strings.Contains(p.Alt(), want) {
		t.Errorf("%q does not say %q", p.Alt(), want)
	}
	for _, i := range []int{0, 29} {
		if sub, _ := p.panel(i); sub.Y.Min != p.Y.Min || sub.Y.Max != p.Y.Max {
			t.Errorf("panel %d has a y axis of its own", i)
		}
	}
}

// TestDatesOnce: labels that share their date leave it to the axis; one that begins another day says so.
func TestDatesOnce(t *testing.T) {
	bars := Bars{Labels: []string{"2020-07-14 23:00:00", "2020-07-14 23:30:00"}, Values: []float64{1, 2}, Axes: Axes{X: "time"}}
	sheet := drawn(Bar("b", bars))
	if !shows(sheet, "time, 2020-07-14") || shows(sheet, "2020-07-14 23") || !shows(sheet, "23:30:00") {
		t.Error("the date is not the axis's")
	}
	bars.Labels[1] = "2020-07-15 00:00:00"
	if sheet := drawn(Bar("b", bars)); !shows(sheet, "2020-07-15 00:00:00") || shows(sheet, "time, 2020") {
		t.Error("two dates are not shown")
	}
	if got := shownLabels([]string{"2020-07-14 23:00:00", "2020-07-15 00:00:00", "2020-07-15 01:00:00"}, 1, func(s string) string { return s }); got[2] != "01:00:00" {
		t.Errorf("the third label is %q", got[2])
	}
}

// TestAnyPage: a figure has no background, and its text a contrast that is enough on white and on a dark page.
func TestAnyPage(t *testing.T) {
	light := func(c color.NRGBA) float64 { // relative luminance (WCAG 2.1)
		part := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	text := light(anyInk)
	for _, page := range []color.NRGBA{white, {0x11, 0x11, 0x11, 0xff}, {0x0d, 0x11, 0x17, 0xff}} {
		a, b := light(page)+0.05, text+0.05
		if contrast := max(a/b, b/a); contrast < 4 {
			t.Errorf("text has a contrast of %.1f on %v", contrast, page)
		}
	}
	corner := func(f figure) color.Color {
		data, err := f.PNG()
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return color.NRGBAModel.Convert(img.At(0, 0))
	}
	xy := XYs{Y: []float64{1, 2}}
	if got := corner(Line("t", xy)); got.(color.NRGBA).A != 0 {
		t.Errorf("the background is %v", got)
	}
	if got := corner(Line("t", xy).OnWhite()); got != white {
		t.Errorf("OnWhite: the background is %v", got)
	}
}

// TestMethods: a figure has only methods that mean something for it; each, called on good data, draws.
func TestMethods(t *testing.T) {
	for name, f := range gallery() {
		v := reflect.ValueOf(f)
		for i := range v.NumMethod() {
			m, method := v.Method(i), v.Type().Method(i)
			if m.Type().NumOut() != 1 || m.Type().Out(0) != v.Type() {
				continue
			}
			var args []reflect.Value
			for k := range m.Type().NumIn() {
				args = append(args, anyArgument(t, method.Name, m.Type().In(k), k, f.plot().x.time))
			}
			call := m.Call
			if m.Type().IsVariadic() {
				call = m.CallSlice
			}
			if f.plot().x.time && method.Name == "LogX" || !f.plot().x.time && strings.HasSuffix(method.Name, "Time") {
				continue
			}
			call(args)
			if sheet := drawn(f); len(sheet.texts) == 0 {
				t.Errorf("%s.%s: nothing is written", name, method.Name)
			}
		}
	}
}

// anyArgument returns a value that every method takes as its argument k.
func anyArgument(t *testing.T, method string, of reflect.Type, k int, timed bool) reflect.Value {
	switch of {
	case reflect.TypeFor[int]():
		if method == "Panels" {
			return reflect.ValueOf(2)
		}
		return reflect.ValueOf(150 * (k + 1))
	case reflect.TypeFor[float64]():
		return reflect.ValueOf(0.5 * float64(k+1))
	case reflect.TypeFor[string]():
		return reflect.ValueOf("text")
	case reflect.TypeFor[time.Time]():
		return reflect.ValueOf(time.Unix(1594751010+int64(k), 0))
	case reflect.TypeFor[[]XYer]():
		return reflect.ValueOf([]XYer{XYs{Y: []float64{3, 1}, Axes: Axes{Time: timed}}})
	case reflect.TypeFor[[]string]():
		return reflect.ValueOf([]string{"one"})
	}
	t.Fatalf("no argument of type %v", of)
	return reflect.Value{}
}

// TestGonumInside: what is added to or changed in gonum's plot is drawn.
func TestGonumInside(t *testing.T) {
	p := Line("before", XYs{Y: []float64{1, 2}})
	p.Title.Text, p.X.Label.Text = "after\x1b", "x axis"
	p.Add(wide{})
	sheet := drawn(p)
	for _, want := range []string{`after\x1b`, "x axis", "wide was drawn", "100"} {
		if !shows(sheet, want) {
			t.Errorf("the figure does not show %q", want)
		}
	}
}

// wide is a gonum plotter of someone else's.
type wide struct{}

func (wide) DataRange() (xmin, xmax, ymin, ymax float64) { return 0, 1, 0, 100 }

func (wide) Plot(c draw.Canvas, p *plot.Plot) {
	c.FillText(p.X.Tick.Label, c.Center(), "wide was drawn")
}

func TestAxesAgree(t *testing.T) {
	bytes, packets := Axes{X: "Time", Y: "Length", YUnit: "bytes"}, Axes{X: "Time", Y: "Packets"}
	payload := Axes{X: "Time", Y: "Payload", YUnit: "bytes"}
	for want, axes := range map[string][]Axes{
		"Length (bytes)": {bytes, bytes, {}},
		"bytes":          {bytes, payload},
		"":               {bytes, packets},
		"Packets":        {{}, packets},
	} {
		var data []XYer
		for _, a := range axes {
			data = append(data, XYs{Y: []float64{1}, Axes: a})
		}
		if got := Line("t", data...).Y.Label.Text; got != want {
			t.Errorf("%v: the y axis is called %q, want %q", axes, got, want)
		}
	}
}

// TestImports holds the arrows: plots knows neither captures nor notebooks, and links no PDF with -tags minimal. How a
// misuse panics in one line it shares with pcapnb; those two packages know of nothing else.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-tags", "minimal", ".").Output()
	if err != nil {
		t.Skip("no go command: ", err)
	}
	for _, dep := range strings.Fields(string(out)) {
		if dep == "netlab/pcapnb/misuse" || dep == "netlab/pcapnb/internal/misuse" {
			continue
		}
		for _, not := range []string{"netlab/pcapnb", "gonbui", "gopacket", "fpdf", "gonum.org/v1/plot/plotter"} {
			if strings.Contains(dep, not) {
				t.Errorf("plots depends on %s", dep)
			}
		}
	}
}

// FuzzFigures draws any numbers and labels with any plot: none may panic, hang or let control characters through.
func FuzzFigures(f *testing.F) {
	f.Add([]byte{}, "label", uint16(0))
	f.Add(binary.LittleEndian.AppendUint64(nil, math.Float64bits(inf)), "\x1b\u202e\xff", uint16(3))
	for i := range uint16(32) {
		f.Add(bytes.Repeat([]byte{0x3f, byte(i), 0xff, 0x7f, 0, 0, 0xf0, 0x3f, 1, 2, 3}, 9), strings.Repeat("long label ", int(i)), i*2047)
	}
	f.Fuzz(func(t *testing.T, data []byte, label string, options uint16) {
		var v []float64
		for ; len(data) >= 8 && len(v) < 400; data = data[8:] {
			v = append(v, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		}
		p := anyPlot(v, label, options).plot()
		if p.x.categories == nil && !p.x.time && options&0x100 != 0 {
			p.logX()
		}
		if p.y.categories == nil && options&0x200 != 0 {
			p.logY()
		}
		if options&0x400 != 0 {
			p.xRange(-1, 1)
			p.yRange(0, 1e-5)
		}
		p.sizePx(200, 150)
		if _, err := p.PNG(); err != nil {
			t.Fatal(err)
		}
		svg, err := p.SVG()
		if err != nil || !utf8.Valid(svg) {
			t.Fatal("SVG", err)
		}
		for _, r := range p.Alt() {
			if !unicode.IsPrint(r) {
				t.Fatalf("the alt text %q has the character %U", p.Alt(), r)
			}
		}
	})
}

func anyPlot(v []float64, label string, options uint16) figure {
	half := len(v) / 2
	xy := XYs{X: v[:half], Y: v[half : 2*half], Name: label, Axes: Axes{X: label, Y: label, YUnit: label, Time: options&0x10 != 0}}
	labels := make([]string, len(v))
	for i := range labels {
		labels[i] = label
	}
	bars := Bars{Labels: labels, Values: v}
	switch options % 15 {
	case 0:
		return Line(label, xy, xy).Right(xy).Panels(2).Note(1, 2, label).Shade(1, 2, label)
	case 1:
		return Step(label, xy).Points(3, 1)
	case 2:
		return Scatter(label, xy, xy).Names(label)
	case 3:
		return Bar(label, bars)
	case 4:
		return BarH(label, bars).Top(3)
	case 5:
		return Hist(label, Values(v))
	case 6:
		return Hist(label, Values(v), Values(v[:half])).Bins(1 + int(options>>4))
	case 7:
		return CDF(label, Values(v), Values(v[half:]))
	case 8:
		return Box(label, Values(v), Values(v[:half]))
	case 9:
		return Heatmap(label, Matrix{Rows: labels, Columns: labels, Cells: [][]float64{v, v[:half]}}).LogColor()
	case 10:
		return Heatmap(label, Matrix{Cells: [][]float64{v[:half], v[half:]}}).Caption(label)
	}
	switch options % 15 {
	case 11:
		return Area(label, xy, xy).MarkY(1, label)
	case 12:
		return Area(label, xy, xy, xy).Share()
	case 13:
		return Stacked(label, Matrix{Rows: labels, Columns: labels, Cells: [][]float64{v, v[:half]}}).Top(3)
	}
	var s Segments
	for i := 0; i+4 <= len(v); i += 4 {
		s = append(s, Segment{Time: v[i], Seq: v[i+1], Ack: v[i+2], Length: v[i+3], FromClient: i%3 == 0, Resent: i%5 == 0})
	}
	p := TimeSequence(label, s)
	if options&0x20 != 0 {
		p.ByNumber().FromClient()
	}
	return p
}
