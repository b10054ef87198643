//go:build unix

package site

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"netlab/notebooks/internal/browsertest"
)

// A page is looked at in a browser: on a wide and on a narrow screen nothing
// but tables, figures and code is wider than the window, the dark one is dark,
// and nothing is loaded.
func TestPageInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	out := t.TempDir()
	for _, name := range []string{"lab-b-packets-and-payloads.ipynb", "lab-d-traffic-traces.ipynb"} {
		data, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(out, "../.."); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Open(t)
	for _, name := range []string{"index", "lab-b-packets-and-payloads", "lab-d-traffic-traces"} {
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
				b.Picture(fmt.Sprintf("%s-%d-%s", name, width, scheme))
			}
		}
	}
}
