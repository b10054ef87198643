//go:build unix

package site

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/browsertest"
)

// unsigned lists what is wider than its box and does not say so: a box that scrolls has shadows at its edges, which a picture
// would hide, so that its caption says it.
const unsigned = `[...document.querySelectorAll("main *")].filter(e => e.scrollWidth > e.clientWidth + 1 &&
	getComputedStyle(e).overflowX != "visible" && e.className != "hidden").filter(e => e.querySelector("img") ?
	!getComputedStyle(e.nextElementSibling, "::before").content.includes("to the right") :
	getComputedStyle(e).overflowX != "auto" || !getComputedStyle(e).backgroundImage.includes("gradient"))
	.map(e => e.closest(".cell").id).join(" ")`

// A page is looked at in a browser: on a wide and on a narrow screen nothing
// but tables, figures and code is wider than the window, and these say that there is more; the dark one is dark,
// and nothing is loaded.
func TestPageInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	out := t.TempDir()
	labs, err := filepath.Glob("../../lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	pages := []string{"index"}
	for _, path := range labs {
		pages = append(pages, strings.TrimSuffix(filepath.Base(path), ".ipynb"))
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, filepath.Base(path)), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err = Write(out, "../.."); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Open(t)
	for _, name := range pages {
		for _, width := range []int{390, 1280} {
			for scheme, ground := range map[string]string{"light": "rgb(255, 255, 255)", "dark": "rgb(15, 20, 25)"} {
				b.Must("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
				b.Must("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
				b.Open("file://" + filepath.Join(out, name+".html"))
				b.Wait(`document.readyState === "complete" && location.href.endsWith("` + name + `.html") ? "loaded" : ""`)
				got := b.Wait(`[document.documentElement.scrollWidth <= innerWidth ? "fits" : "is too wide",
					getComputedStyle(document.body).backgroundColor,
					performance.getEntriesByType("resource").filter(r => !r.name.startsWith("data:")).length + " loaded",
					[...document.images].every(i => i.complete && i.naturalWidth > 0) ? "all pictures" : "a picture is broken"].join("; ")`)
				if want := "fits; " + ground + "; 0 loaded; all pictures"; got != want {
					t.Errorf("%s, %d pixels, %s: %s; want %s", name, width, scheme, got, want)
				}
				b.Wait(`[...document.querySelectorAll("details")].forEach(d => d.open = true), "open"`)
				if hidden, err := b.Eval(unsigned); err != nil || hidden != "" {
					t.Errorf("%s, %d pixels: cells %s are cut without a sign (%v)", name, width, hidden, err)
				}
				wide := b.Wait(`"" + [...document.querySelectorAll("figure .scroll")].filter(e => e.scrollWidth <= e.clientWidth &&
					getComputedStyle(e.nextElementSibling, "::before").content.includes("to the right")).length`)
				if wide != "0" {
					t.Errorf("%s, %d pixels: %s figures say that there is more, and there is not", name, width, wide)
				}
				b.Picture(fmt.Sprintf("%s-%d-%s", name, width, scheme))
			}
		}
	}
}
