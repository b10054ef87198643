package verify

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"netlab/notebooks/internal/certificate"
	"netlab/pcapnb/ipynb"
)

// A comparison is between the outputs as they are kept and those of a run.
type comparison struct {
	exact bool // made of the same on the same programs: the bytes have to be the same
}

// Differences lists where the outputs of got, a run, are not those of want,
// the notebook as it is kept. What the runs were made of comes first.
func Differences(want, got *ipynb.Notebook) []string {
	if len(want.Cells) != len(got.Cells) {
		return []string{fmt.Sprintf("%d cells kept, %d run", len(want.Cells), len(got.Cells))}
	}
	kept, now := certificate.Of(want).Certificate, certificate.Of(got).Certificate
	compare := comparison{exact: kept.SameMakings(now)}
	var found []string
	for i, c := range want.Cells {
		for _, difference := range compare.cells(c.Outputs, got.Cells[i].Outputs) {
			found = append(found, fmt.Sprintf("cell %s: %s", cellName(i, c), difference))
		}
	}
	if len(found) > 0 {
		found = append(otherMakings(kept, now), found...)
	}
	return found
}

// otherMakings says what may explain a difference.
func otherMakings(kept, now *certificate.Certificate) []string {
	if kept == nil || now == nil {
		return nil
	}
	return kept.Differences(now)
}

// cellName is the cell's place, from 1, and its id.
func cellName(i int, c *ipynb.Cell) string {
	if c.ID() == "" {
		return fmt.Sprint(i + 1)
	}
	return fmt.Sprintf("%d (%s)", i+1, c.ID())
}

func (c comparison) cells(want, got []ipynb.Output) []string {
	if len(want) != len(got) {
		return []string{fmt.Sprintf("%d outputs kept, %d from this run", len(want), len(got))}
	}
	var found []string
	for i := range want {
		for _, difference := range c.outputs(want[i], got[i]) {
			found = append(found, fmt.Sprintf("output %d: %s", i+1, difference))
		}
	}
	return found
}

// outputs says how two outputs differ.
func (c comparison) outputs(want, got ipynb.Output) []string {
	if want.Kind() != got.Kind() || want["name"] != got["name"] {
		return []string{fmt.Sprintf("kept as %s, now %s", want.Kind(), got.Kind())}
	}
	if want.Data() == nil {
		return named("text", differentText(want.Text(), got.Text()))
	}
	medias := slices.Sorted(maps.Keys(want.Data()))
	if now := slices.Sorted(maps.Keys(got.Data())); !slices.Equal(medias, now) {
		return []string{fmt.Sprintf("kept as %q, now %q", medias, now)}
	}
	var found []string
	for _, media := range medias {
		if media == "text/plain" && len(found) > 0 && want.Data()["text/html"] != nil {
			continue // the twin of a table that differs
		}
		found = append(found, c.media(media, ipynb.Join(want.Data()[media]), ipynb.Join(got.Data()[media]))...)
	}
	if canonical(want.Metadata()) != canonical(got.Metadata()) && len(found) == 0 {
		found = named("metadata", differentText(canonical(want.Metadata()), canonical(got.Metadata())))
	}
	return found
}

func (c comparison) media(media, want, got string) []string {
	switch {
	case want == got:
		return nil
	case media == "image/png":
		return named("picture", c.pictures(want, got))
	case media == "text/html":
		return differentMarkup(want, got)
	}
	return named(media, differentText(want, got))
}

// named puts a name before a difference, if there is one.
func named(name, difference string) []string {
	if difference == "" {
		return nil
	}
	return []string{name + ", " + difference}
}

// shownLines is how many lines of a difference are shown of each side.
const shownLines = 3

// differentText shows where two texts differ: the lines between what is the
// same before and after.
func differentText(want, got string) string {
	if want == got {
		return ""
	}
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	before := 0
	for before < min(len(w), len(g)) && w[before] == g[before] {
		before++
	}
	behind := 0
	for behind < min(len(w), len(g))-before && w[len(w)-1-behind] == g[len(g)-1-behind] {
		behind++
	}
	w, g = w[before:len(w)-behind], g[before:len(g)-behind]
	if len(w) > 0 && len(g) > 0 {
		w[0], g[0] = aroundDifference(w[0], g[0])
	}
	return fmt.Sprintf("line %d", before+1) + signed("- ", w) + signed("+ ", g)
}

// signed puts a sign before each of the first lines.
func signed(sign string, lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if i == shownLines {
			fmt.Fprintf(&b, "\n    %s… %d more", sign, len(lines)-i)
			break
		}
		b.WriteString("\n    " + sign + cutTo(line, 2*around))
	}
	return b.String()
}

// around is how many characters of a long line are shown around a difference.
const around = 60

// aroundDifference cuts two long lines to the part where they begin to differ.
func aroundDifference(want, got string) (string, string) {
	w, g := []rune(want), []rune(got)
	at := 0
	for at < min(len(w), len(g)) && w[at] == g[at] {
		at++
	}
	if at <= around {
		return want, got
	}
	return "…" + string(w[at-around/2:]), "…" + string(g[at-around/2:])
}

// cutTo shortens a text to n characters.
func cutTo(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n-1]) + "…"
}

// canonical is a text that is the same for the same metadata.
func canonical(metadata map[string]any) string {
	text, err := json.Marshal(metadata)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
