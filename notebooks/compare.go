package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"maps"
	"slices"
	"strings"
)

// differences lists where the outputs of got, a run, are not those of want,
// the notebook as it is kept.
func differences(want, got *notebook) []string {
	if len(want.cells) != len(got.cells) {
		return []string{fmt.Sprintf("%d cells kept, %d run", len(want.cells), len(got.cells))}
	}
	var found []string
	for i, c := range want.cells {
		for _, difference := range differentOutputs(c.outputs, got.cells[i].outputs) {
			found = append(found, fmt.Sprintf("cell %d: %s", i+1, difference))
		}
	}
	return found
}

func differentOutputs(want, got []output) []string {
	if len(want) != len(got) {
		return []string{fmt.Sprintf("%d outputs kept, %d from this run", len(want), len(got))}
	}
	var found []string
	for i := range want {
		if difference := differentOutput(want[i], got[i]); difference != "" {
			found = append(found, fmt.Sprintf("output %d: %s", i+1, difference))
		}
	}
	return found
}

// differentOutput says how two outputs differ, "" if they do not.
func differentOutput(want, got output) string {
	if want.kind() != got.kind() || want["name"] != got["name"] {
		return fmt.Sprintf("kept as %s, now %s", want.kind(), got.kind())
	}
	if want.text() != got.text() {
		return differentText(want.text(), got.text())
	}
	medias := slices.Sorted(maps.Keys(want.data()))
	if now := slices.Sorted(maps.Keys(got.data())); !slices.Equal(medias, now) {
		return fmt.Sprintf("kept as %q, now %q", medias, now)
	}
	for _, media := range medias {
		if difference := differentMedia(media, want.data()[media], got.data()[media]); difference != "" {
			return media + ": " + difference
		}
	}
	if canonical(want.metadata()) != canonical(got.metadata()) {
		return differentText(canonical(want.metadata()), canonical(got.metadata()))
	}
	return ""
}

func differentMedia(media string, want, got any) string {
	if joinText(want) == joinText(got) {
		return ""
	}
	if media == "image/png" {
		return differentPicture(joinText(want), joinText(got))
	}
	return differentText(joinText(want), joinText(got))
}

// differentText shows the first line in which two texts differ.
func differentText(want, got string) string {
	wantLines, gotLines := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(wantLines), len(gotLines)) {
		w, g := lineOf(wantLines, i), lineOf(gotLines, i)
		if w != g {
			return fmt.Sprintf("line %d differs\n    kept: %s\n    now:  %s", i+1, w, g)
		}
	}
	return ""
}

func lineOf(lines []string, i int) string {
	if i >= len(lines) {
		return "(no line)"
	}
	return lines[i]
}

// canonical is a text that is the same for the same metadata.
func canonical(metadata map[string]any) string {
	text, err := json.Marshal(metadata)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// invisible is the largest difference of a colour channel, of 255, that is no
// difference: rounding in anti-aliased edges differs between processors.
const invisible = 8

// differentPicture compares two PNG pictures, in base64, as they look.
func differentPicture(want, got string) string {
	w, err := decodePicture(want)
	if err != nil {
		return fmt.Sprintf("kept picture: %v", err)
	}
	g, err := decodePicture(got)
	if err != nil {
		return fmt.Sprintf("picture of this run: %v", err)
	}
	if w.Bounds() != g.Bounds() {
		return fmt.Sprintf("kept with %v pixels, now %v", w.Bounds().Size(), g.Bounds().Size())
	}
	if n := differentPixels(w, g); n > 0 {
		return fmt.Sprintf("%d of %d pixels differ", n, w.Bounds().Dx()*w.Bounds().Dy())
	}
	return ""
}

func decodePicture(text string) (image.Image, error) {
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}

func differentPixels(a, b image.Image) int {
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			ar, ag, ab, aa := a.At(x, y).RGBA()
			br, bg, bb, ba := b.At(x, y).RGBA()
			if !near(ar, br) || !near(ag, bg) || !near(ab, bb) || !near(aa, ba) {
				n++
			}
		}
	}
	return n
}

// near compares channels as RGBA returns them, 16 bits wide.
func near(a, b uint32) bool {
	return max(a, b)-min(a, b) <= invisible*0x101
}
