// Package progress tells how far work is that takes long: one line that is replaced in place, and at the end a short one.
//
// Work that is done within half a second says nothing, so that quick cells show the same on every machine. In a notebook
// the line is shown by package nb, and not at all in cells that do not import it; elsewhere it goes to standard error if
// that is a terminal.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/internal/words"
)

const (
	patience = 500 * time.Millisecond // before anything is shown
	pause    = 200 * time.Millisecond // between two lines
)

// A Show replaces the text that it showed last; nothing follows the last one.
type Show func(text string, last bool)

// Notebook, where package nb has set it, makes a new block of output to show a line in.
var Notebook func() Show

// A State is how far the work is; a total of 0 is not known, and what has no count does not occur.
type State struct {
	Bytes, OfBytes int64
	Count, OfCount int
}

// A Line reports on one piece of work. The nil Line reports nothing. It serves one goroutine at a time.
type Line struct {
	doing, done, unit string
	show              Show
	now               func() time.Time
	began, shown      time.Time
	state             State
}

// Start begins a line that reads "doing: 12 of 80 MB, 3,000 unit, …" and ends as "done: …". Where nobody would see it
// there is none.
func Start(doing, done, unit string) *Line {
	show := shower(os.Getenv("GONB_PIPE") != "", os.Stderr) // as gonbui.IsNotebook, without linking gonbui
	if show == nil {
		return nil
	}
	return New(doing, done, unit, show, time.Now)
}

// New is Start with a place to show the line and a clock.
func New(doing, done, unit string, show Show, now func() time.Time) *Line {
	return &Line{doing: safe.Text(doing), done: safe.Text(done), unit: unit, show: show, now: now, began: now()}
}

// shower says where lines are shown, nil for nowhere.
func shower(notebook bool, stderr *os.File) Show {
	if notebook {
		if Notebook == nil {
			return nil
		}
		return lazily(Notebook)
	}
	if info, err := stderr.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return terminal(stderr)
}

// lazily opens the block of output with the first line.
func lazily(open func() Show) Show {
	var show Show
	return func(text string, last bool) {
		if show == nil {
			show = open()
		}
		show(text, last)
	}
}

// terminal writes a line over the one before it: back to its beginning, and clear it (ECMA-48 section 8.3.41).
func terminal(w io.Writer) Show {
	return func(text string, last bool) {
		end := ""
		if last {
			end = "\n"
		}
		fmt.Fprint(w, "\r\x1b[K", text, end)
	}
}

// At tells how far the work is.
func (l *Line) At(s State) {
	if l == nil {
		return
	}
	l.state = s
	now := l.now()
	if now.Sub(l.began) < patience || now.Sub(l.shown) < pause {
		return
	}
	l.shown = now
	l.show(l.running(now.Sub(l.began)), false)
}

// End leaves a short line where the work took long; err is why it ended early, or nil.
func (l *Line) End(err error) {
	if l == nil {
		return
	}
	took := l.now().Sub(l.began)
	if took < patience {
		return
	}
	what := l.done
	if err != nil {
		what = l.doing + " ended early"
	}
	l.show(what+": "+strings.Join(l.amounts(err != nil), ", ")+" in "+duration(took), true)
}

// running is the line while the work goes on.
func (l *Line) running(took time.Duration) string {
	parts := l.amounts(true)
	if l.state.Bytes > 0 || l.state.Count > 0 {
		parts = append(parts, l.rate(took))
	}
	if left, ok := l.left(took); ok {
		parts = append(parts, duration(left)+" left")
	}
	return l.doing + ": " + strings.Join(parts, ", ")
}

// amounts are the bytes and the count, with what they are to become.
func (l *Line) amounts(totals bool) []string {
	var parts []string
	if s := l.state; s.Bytes > 0 {
		parts = append(parts, of(size(s.Bytes), size(s.OfBytes), totals && s.OfBytes > 0))
	}
	if s := l.state; l.unit != "" {
		parts = append(parts, of(words.Count(s.Count), words.Count(s.OfCount), totals && s.OfCount > 0)+" "+l.unit)
	}
	return parts
}

func of(done, total string, known bool) string {
	if known {
		return done + " of " + total
	}
	return done
}

// rate is how much is done in a second: bytes, or what is counted where there are none.
func (l *Line) rate(took time.Duration) string {
	if l.state.Bytes > 0 {
		return size(int64(float64(l.state.Bytes)/took.Seconds())) + "/s"
	}
	rate := float64(l.state.Count) / took.Seconds()
	if rate >= 100 {
		return words.Count(int(rate)) + " " + l.unit + "/s"
	}
	return fmt.Sprintf("%.3g %s/s", rate, l.unit)
}

// left is how long the rest takes if it goes on as it went.
func (l *Line) left(took time.Duration) (time.Duration, bool) {
	done, total := float64(l.state.Bytes), float64(l.state.OfBytes)
	if total == 0 {
		done, total = float64(l.state.Count), float64(l.state.OfCount)
	}
	if done <= 0 || total < done {
		return 0, false
	}
	left := took.Seconds() * (total - done) / done
	return time.Duration(min(left, 1e9) * float64(time.Second)), true
}

// size is a number of bytes in the unit that leaves it below a thousand.
func size(bytes int64) string {
	value, unit := float64(bytes), 0
	for value >= 999.5 && unit < 4 {
		value, unit = value/1000, unit+1
	}
	name := [...]string{"bytes", "kB", "MB", "GB", "TB"}[unit]
	if unit == 0 || value >= 99.95 {
		return fmt.Sprintf("%.0f %s", value, name)
	}
	return fmt.Sprintf("%.1f %s", value, name)
}

func duration(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.0f h", d.Hours())
}
