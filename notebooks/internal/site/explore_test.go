//go:build unix

package site

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netlab/notebooks/internal/browsertest"
	"netlab/pcapnb/nb/explore"
	"netlab/pcapnb/table"
	"netlab/plots"
)

// exploring writes a notebook whose cells explored a figure and a table, and one that did not, and their pages.
func exploring(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	line := plots.Line("Three", plots.XYs{X: []float64{0, 1, 2}, Y: []float64{10, 30, 20}, Name: "a"}, plots.XYs{Y: []float64{1, 2, 3}, Name: "b"})
	png, err := line.PNG()
	if err != nil {
		t.Fatal(err)
	}
	type host struct {
		Host string
		Sent int `unit:"bytes"`
	}
	sent := table.TableOf([]host{{"10.0.0.9", 1500}, {"10.0.0.10", 20}, {"10.0.0.2", 300}}).Thousands()
	html := func(text string) map[string]any {
		return map[string]any{"output_type": "display_data", "metadata": map[string]any{}, "data": map[string]any{"text/html": text}}
	}
	picture := map[string]any{"output_type": "display_data", "metadata": map[string]any{"alt": line.Alt()},
		"data": map[string]any{"image/png": base64.StdEncoding.EncodeToString(png), "text/plain": line.Alt()}}
	write := func(name string, outputs ...any) {
		nb := map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": []any{
			map[string]any{"cell_type": "markdown", "id": "t", "metadata": map[string]any{}, "source": "# A page"},
			map[string]any{"cell_type": "code", "id": "c", "metadata": map[string]any{}, "execution_count": 1, "source": "x", "outputs": outputs}}}
		data, err := json.Marshal(nb)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name+".ipynb"), data, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write("lab-explored", picture, html(explore.Element(line.Explored(), "alert('not ours')")),
		html("<div>"+sent.HTML()+"</div>"), html(explore.Element(sent.Explored(), explore.Script)))
	write("lab-plain", picture, html("<div>"+sent.HTML()+"</div>"), html(explore.Element("not JSON", explore.Script)))
	if err := Write(folder, folder); err != nil {
		t.Fatal(err)
	}
	return folder
}

// A page has our script where something is explored, and none that a notebook brings along.
func TestExploredPageHasOurScript(t *testing.T) {
	folder := exploring(t)
	for name, want := range map[string]int{"lab-explored": 1, "lab-plain": 0, "index": 0} {
		page, err := os.ReadFile(filepath.Join(folder, name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		text := string(page)
		if strings.Count(text, "<script") != want || strings.Count(text, "script-src") != want || strings.Contains(text, "not ours") || strings.Contains(text, "not JSON") {
			t.Errorf("%s: %d scripts, %d in the policy, want %d", name, strings.Count(text, "<script"), strings.Count(text, "script-src"), want)
		}
	}
}

// Under the page's policy the figure and the table answer to the mouse and the keys; without scripts they are as Show shows them.
func TestExploreInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	page := "file://" + filepath.Join(exploring(t), "lab-explored.html")
	b := browsertest.Open(t)
	b.Must("Emulation.setDeviceMetricsOverride", map[string]any{"width": 1000, "height": 1400, "deviceScaleFactor": 1, "mobile": false}, nil)
	for _, scheme := range []string{"light", "dark"} {
		b.Must("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
		b.Open(page)
		b.Wait(`document.readyState === "complete" && document.querySelector("figure canvas") ? "drawn" : ""`)
		checkFigure(t, b)
		b.Picture("explore-" + scheme)
		checkTable(t, b)
	}
	b.Must("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	b.Open(page + "?anew") // another address: the page before has scripts, and may still be there
	b.Wait(`location.search === "?anew" && document.readyState === "complete" ? "there" : ""`)
	b.Must("Page.enable", nil, nil)
	b.Picture("explore-without-scripts")
	b.Must("Emulation.setScriptExecutionDisabled", map[string]any{"value": false}, nil)
	got := b.Wait(`document.images.length ? [document.images[0].offsetHeight > 100, document.querySelectorAll("canvas, input").length,
		document.querySelector("main table").offsetHeight > 0].join(" ") : ""`)
	if got != "true 0 true" {
		t.Errorf("without scripts: picture, number of canvases and inputs, table: %s", got)
	}
}

// want fails where a script's text is another.
func want(b *browsertest.Browser, what, script, want string) {
	b.T.Helper()
	if got, err := b.Eval(script); err != nil || got != want {
		b.T.Errorf("%s: %q, want %q (%v)", what, got, want, err)
	}
}

const pointAt = `(c => { const r = c.getBoundingClientRect(); return (kind, x, y, more) => c.dispatchEvent(new PointerEvent(kind,
	{clientX: r.left + x * r.width, clientY: r.top + y * r.height, pointerId: 1, bubbles: true, ...more})); })(document.querySelector("canvas"))`

func checkFigure(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	want(b, "the picture is hidden", `document.querySelector("figure img").offsetHeight + ""`, "0")
	want(b, "alt text", `document.querySelector("canvas").ariaLabel.includes("highest 30 at 1") + ""`, "true")
	const status, tip = `document.querySelector("figure [role=status]").textContent`, `[...document.querySelectorAll("figure div")].find(e => e.style.pointerEvents === "none")`
	want(b, "nobody points", tip+`.style.display`, "none")
	// The highest point of a is in the middle, near the top.
	want(b, "points", `(() => { const go = `+pointAt+`; go("pointermove", 0.525, 0.1); return `+tip+`.textContent; })()`, "a\n1\n30")
	// The keys go to the next point and to the other series.
	b.Must("Runtime.evaluate", map[string]any{"expression": `document.querySelector("canvas").focus()`}, nil)
	want(b, "points again", `(() => { const go = `+pointAt+`; go("pointermove", 0.525, 0.1); return document.activeElement.tagName; })()`, "CANVAS")
	b.Press("ArrowRight", "ArrowRight", 39, 0)
	want(b, "next point", status, "a, 2, 20")
	b.Press("ArrowUp", "ArrowUp", 38, 0)
	want(b, "other series", status, "b, 2, 3")
	// Dragging zooms to a part, of which the line below tells.
	want(b, "drags", `(() => { const go = `+pointAt+`, c = document.querySelector("canvas"); c.setPointerCapture = () => 0; go("pointerdown", 0.3, 0.3, {button: 0}); go("pointermove", 0.8, 0.3); go("pointerup", 0.8, 0.3);
		return `+status+`.replace(/^.*?\. a/, "a"); })()`, "a: 1 point, lowest 30, mean 30, highest 30. b: 1 point, lowest 2, mean 2, highest 2.")
	b.Press("0", "Digit0", 48, 0)
	want(b, "shows all", status+`.startsWith("Drag to zoom") + ""`, "true")
	want(b, "hides a series", `(() => { document.querySelector("figure button").click(); return document.querySelector("figure button").ariaPressed; })()`, "false")
	// The button brings the picture back.
	back := `[...document.querySelectorAll("figure button")].find(e => e.textContent === "Picture")`
	want(b, "picture", back+`.click() || (document.querySelector("figure img").offsetHeight > 100) + " " + document.querySelector("canvas").offsetHeight`, "true 0")
	want(b, "no picture", back+`.click() || document.querySelector("figure img").offsetHeight + ""`, "0")
	want(b, "series again", `document.querySelector("figure button").click() || "yes"`, "yes")
}

func checkTable(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	const box, column = `document.querySelector("input[type=search]").parentElement.parentElement`, `[...document.querySelectorAll("[role=region] tbody tr")].map(r => r.cells[1].textContent).join(" ")`
	head := func(i string) string { return box + `.querySelectorAll("th button")[` + i + `].click() || ` + column }
	want(b, "as it came", column, "10.0.0.9 10.0.0.10 10.0.0.2")
	want(b, "addresses", head("1"), "10.0.0.2 10.0.0.9 10.0.0.10")
	want(b, "addresses down", head("1"), "10.0.0.10 10.0.0.9 10.0.0.2")
	want(b, "as it came again", head("1"), "10.0.0.9 10.0.0.10 10.0.0.2")
	want(b, "numbers", head("2"), "10.0.0.10 10.0.0.2 10.0.0.9")
	want(b, "says so", box+`.querySelectorAll("th")[2].ariaSort`, "ascending")
	filter := func(text string) string {
		return `(i => { i.value = "` + text + `"; i.dispatchEvent(new Event("input")); return ` + column + `; })(document.querySelector("input[type=search]"))`
	}
	want(b, "larger", filter(">299"), "10.0.0.2 10.0.0.9")
	want(b, "words", filter("0.10"), "10.0.0.10")
	want(b, "not", filter("-0.10"), "10.0.0.2 10.0.0.9")
	want(b, "how many", box+`.querySelector("[role=status]").textContent`, "2 of 3 rows")
	b.Picture("explore-table")
	filter("")
}

// A time in a zone is said by its clocks, which the browser knows, on both sides of a change.
func TestExploreTimesInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := float64(time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC).Unix())
	d := plots.XYs{X: []float64{at, at + 3600.25, at + 7200}, Y: []float64{1, 2, 3}, Axes: plots.Axes{Time: true, Zone: zone}}
	page := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(page, []byte("<!DOCTYPE html><body>"+explore.Element(plots.Line("t", d).Explored(), explore.Script)), 0o644); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Open(t)
	b.Open("file://" + page)
	b.Wait(`document.querySelector("canvas") ? "drawn" : ""`) // there is no picture: it waits for one first
	b.Must("Runtime.evaluate", map[string]any{"expression": `document.querySelector("canvas").focus()`}, nil)
	for _, said := range []string{"2026-03-29 01:30:00 Europe/Berlin", "2026-03-29 03:30:00.25 Europe/Berlin", "2026-03-29 04:30:00 Europe/Berlin"} {
		b.Press("ArrowRight", "ArrowRight", 39, 0)
		if got := b.Wait(`document.querySelector("[role=status]").textContent`); !strings.Contains(got, said) {
			t.Errorf("%q, want %q", got, said)
		}
	}
}
