//go:build unix

package jupyter

import (
	"os"
	"path/filepath"
	"testing"

	"netlab/notebooks/internal/browsertest"
)

// exploreNotebook explores a figure and a table, and shows a figure.
const exploreNotebook = `{"cells": [
 {"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [],
  "source": "import (\"netlab/pcapnb/nb\"; \"netlab/pcapnb/table\"; \"netlab/plots\")\n%%\nline := plots.Line(\"Three\", plots.XYs{Y: []float64{10, 30, 20}})\nnb.Explore(line, table.TableOf([]struct{ Host string }{{\"b\"}, {\"a\"}}))\nnb.Show(line)"}
 ],
 "metadata": {"kernelspec": {"display_name": "Go (gonb)", "language": "go", "name": "gonb"}},
 "nbformat": 4, "nbformat_minor": 5}`

// In JupyterLab's light and dark theme an explored figure answers, and text and axes have contrast with the ground.
func TestExploreInJupyterLab(t *testing.T) {
	if testing.Short() {
		t.Skip("starts JupyterLab and a browser")
	}
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "explore.ipynb"), []byte(exploreNotebook), 0o644); err != nil {
		t.Fatal(err)
	}
	address, token := jupyterLab(t, root)
	b := browsertest.Open(t)
	b.Open(address + "/lab/tree/explore.ipynb?token=" + token)
	b.Wait(`document.querySelector(".jp-Notebook .jp-CodeCell") ? "open" : ""`)
	b.Wait(`jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel ? "ready" : ""`)
	run(b, 0)
	b.Wait(`document.querySelector(".jp-Notebook canvas") && document.querySelectorAll(".jp-RenderedImage img").length === 2 && document.querySelector("input[type=search]") ? "drawn" : ""`)
	got := b.Wait(`[...document.querySelectorAll(".jp-RenderedImage img")].map(i => i.offsetHeight > 100) + " " + document.querySelectorAll(".jp-OutputArea table").length`)
	if got != "false,true 2" { // the plain table is hidden
		t.Errorf("the explored picture and that of Show are seen, and tables: %s", got)
	}
	tip := b.Wait(`(() => { const c = document.querySelector(".jp-Notebook canvas"), r = c.getBoundingClientRect();
		c.dispatchEvent(new PointerEvent("pointermove", {clientX: r.left + 0.52 * r.width, clientY: r.top + 0.1 * r.height}));
		return [...document.querySelectorAll(".jp-Notebook [data-explore] div")].find(e => e.style.pointerEvents === "none").textContent.replaceAll("\n", " "); })()`)
	if tip != "series 1 1 30" {
		t.Errorf("the highest point says %q", tip)
	}
	for _, theme := range []string{"JupyterLab Light", "JupyterLab Dark"} {
		b.Wait(`jupyterapp.commands.execute("apputils:change-theme", {theme: "` + theme + `"}).then(() => "asked")`)
		b.Wait(`document.body.dataset.jpThemeName === "` + theme + `" ? "set" : ""`)
		b.Wait(`new Promise(done => setTimeout(() => done("redrawn"), 1500))`)
		checkContrast(t, b, theme)
		b.Picture("explore-" + theme)
	}
}

// checkContrast compares the colour of an explored figure's text with the page's (WCAG 2.1, 1.4.3: 4.5 to 1).
func checkContrast(t *testing.T, b *browsertest.Browser, theme string) {
	t.Helper()
	low := b.Wait(`(() => {
		const light = text => { const [r, g, b] = text.match(/[\d.]+/g).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
		const paint = document.createElement("canvas").getContext("2d");
		const rgb = text => { paint.fillStyle = text; paint.fillRect(0, 0, 1, 1); return paint.getImageData(0, 0, 1, 1).data.slice(0, 3).join(" "); };
		const ground = light(rgb(getComputedStyle(document.body).getPropertyValue("--jp-layout-color0").trim()));
		const low = ["canvas", "button", "[role=status]", "th", "td"].filter(s => {
			const ink = light(rgb(getComputedStyle(document.querySelector("[data-explore] " + s)).color));
			return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) < 4.5;
		});
		return low.join(" ") || "none";
	})()`)
	if low != "none" {
		t.Errorf("%s: too little contrast of %s", theme, low)
	}
}
