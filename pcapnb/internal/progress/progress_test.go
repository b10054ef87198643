package progress

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A page is what a notebook or terminal shows of a line, and the clock that it is shown by.
type page struct {
	at    time.Time
	texts []string
	lasts int
}

func (p *page) now() time.Time { return p.at }

func (p *page) show(text string, last bool) {
	p.texts = append(p.texts, text)
	if last {
		p.lasts++
	}
}

// work reports every 100 ms, n times, with so many bytes and packets a time.
func (p *page) work(l *Line, n int, bytes, total int64, packets int) {
	for i := 1; i <= n; i++ {
		p.at = p.at.Add(100 * time.Millisecond)
		l.At(State{Bytes: int64(i) * bytes, OfBytes: total, Count: i * packets})
	}
}

func TestLongWorkShowsALineInPlace(t *testing.T) {
	p := &page{at: time.Unix(1000, 0)}
	l := New("loading a.pcap", "loaded a.pcap", "packets", p.show, p.now)
	p.work(l, 10, 6_150_000, 61_500_000, 1234)
	l.End(nil)
	want := []string{
		"loading a.pcap: 30.8 MB of 61.5 MB, 6,170 packets, 61.5 MB/s, 0.5 s left",
		"loading a.pcap: 43.0 MB of 61.5 MB, 8,638 packets, 61.5 MB/s, 0.3 s left",
		"loading a.pcap: 55.4 MB of 61.5 MB, 11,106 packets, 61.5 MB/s, 0.1 s left",
		"loaded a.pcap: 61.5 MB, 12,340 packets in 1.0 s",
	}
	if got := strings.Join(p.texts, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("shown:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
	if p.lasts != 1 {
		t.Errorf("%d last lines, want 1", p.lasts)
	}
}

func TestShortWorkSaysNothing(t *testing.T) {
	p := &page{at: time.Unix(1000, 0)}
	l := New("loading a.pcap", "loaded a.pcap", "packets", p.show, p.now)
	p.work(l, 4, 1e6, 4e6, 1000)
	p.at = p.at.Add(99 * time.Millisecond)
	l.End(nil)
	if len(p.texts) > 0 {
		t.Errorf("shown after 0.499 s: %q", p.texts)
	}
}

func TestTotalsMayBeUnknown(t *testing.T) {
	p := &page{at: time.Unix(1000, 0)}
	l := New("downloading x", "downloaded x", "", p.show, p.now)
	p.work(l, 5, 200, 0, 0)
	l.End(errors.New("cut off"))
	want := "downloading x: 1.0 kB, 2.0 kB/s\ndownloading x ended early: 1.0 kB in 0.5 s"
	if got := strings.Join(p.texts, "\n"); got != want {
		t.Errorf("shown:\n%s\nwant:\n%s", got, want)
	}
}

func TestCountsAlone(t *testing.T) {
	p := &page{at: time.Unix(1000, 0)}
	l := New("looking up names", "looked up names", "addresses", p.show, p.now)
	p.at = p.at.Add(30 * time.Second)
	l.At(State{Count: 100, OfCount: 1400})
	l.End(errors.New("too slow"))
	want := "looking up names: 100 of 1,400 addresses, 3.33 addresses/s, 6 min left\n" +
		"looking up names ended early: 100 of 1,400 addresses in 30 s"
	if got := strings.Join(p.texts, "\n"); got != want {
		t.Errorf("shown:\n%s\nwant:\n%s", got, want)
	}
}

func TestNothingYetHasNoRate(t *testing.T) {
	p := &page{at: time.Unix(1000, 0)}
	l := New("looking up names", "looked up names", "addresses", p.show, p.now)
	p.at = p.at.Add(time.Second)
	l.At(State{OfCount: 33})
	if want := "looking up names: 0 of 33 addresses"; p.texts[0] != want {
		t.Errorf("shown %q, want %q", p.texts[0], want)
	}
}

func TestRatesHaveNoExponent(t *testing.T) {
	p := &page{at: time.Unix(1000, 0)}
	l := New("reading ip.src", "read ip.src", "packets", p.show, p.now)
	p.at = p.at.Add(2 * time.Second)
	l.At(State{Count: 3_000_000, OfCount: 6_000_000})
	if want := "reading ip.src: 3,000,000 of 6,000,000 packets, 1,500,000 packets/s, 2.0 s left"; p.texts[0] != want {
		t.Errorf("shown %q, want %q", p.texts[0], want)
	}
}

func TestNamesAreMadeHarmless(t *testing.T) {
	p := &page{at: time.Unix(1000, 0)}
	l := New("loading \x1b[2J\u202e.pcap", "", "packets", p.show, p.now)
	p.at = p.at.Add(time.Second)
	l.At(State{Count: 2})
	if want := `loading \x1b[2J\u202e.pcap: 2 packets, 2 packets/s`; p.texts[0] != want {
		t.Errorf("shown %q, want %q", p.texts[0], want)
	}
}

func TestTheNilLineReportsNothing(t *testing.T) {
	var l *Line
	l.At(State{Count: 1})
	l.End(nil)
}

// In a notebook standard error is never written to, terminal or not; a file or a pipe is no terminal.
func TestWhereLinesAreShown(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if shower(true, file) != nil || shower(false, file) != nil {
		t.Error("a line is shown where nobody would see it")
	}
	opened, shown := 0, ""
	Notebook = func() Show {
		opened++
		return func(text string, last bool) { shown += text }
	}
	defer func() { Notebook = nil }()
	show := shower(true, file)
	if opened != 0 {
		t.Error("a block of output was opened before there was a line")
	}
	show("a", false)
	show("b", true)
	if opened != 1 || shown != "ab" {
		t.Errorf("%d blocks with %q, want 1 with ab", opened, shown)
	}
	if info, err := file.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("standard error has %d bytes, want 0 (%v)", info.Size(), err)
	}
}

func TestTerminalWritesOverTheLine(t *testing.T) {
	var b strings.Builder
	show := terminal(&b)
	show("one", false)
	show("two", true)
	if want := "\r\x1b[Kone\r\x1b[Ktwo\n"; b.String() != want {
		t.Errorf("written %q, want %q", b.String(), want)
	}
}

func TestUnits(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 99_949: "99.9 kB", 999_499: "999 kB", 999_500: "1.0 MB", 4 << 40: "4.4 TB", 1 << 62: "4611686 TB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0.0 s", 9 * time.Second: "9.0 s", 119 * time.Second: "119 s", 90 * time.Minute: "90 min", 50 * time.Hour: "50 h"} {
		if got := duration(d); got != want {
			t.Errorf("duration(%v) = %q, want %q", d, got, want)
		}
	}
}
