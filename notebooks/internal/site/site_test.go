package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"netlab/notebooks/internal/certificate"
	"netlab/pcapnb/ipynb"
	"netlab/pcapnb/nb/explore"
)

// writeNotebook writes a notebook of the given cells, in JSON.
func writeNotebook(t *testing.T, path string, cells ...map[string]any) {
	t.Helper()
	text, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": cells})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func textCell(id, source string) map[string]any {
	return map[string]any{"cell_type": "markdown", "id": id, "metadata": map[string]any{}, "source": source}
}

func codeCell(id string, number int, source string, outputs ...map[string]any) map[string]any {
	return map[string]any{"cell_type": "code", "id": id, "execution_count": number, "metadata": map[string]any{}, "source": source, "outputs": outputs}
}

func display(data map[string]any, metadata map[string]any) map[string]any {
	return map[string]any{"output_type": "display_data", "data": data, "metadata": metadata}
}

// pngText is a picture of so many pixels in base64.
func pngText(t *testing.T, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// siteOf writes the site of a folder and returns the text of its files.
func siteOf(t *testing.T, out string) map[string]string {
	t.Helper()
	if err := Write(out, out); err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	paths, err := filepath.Glob(filepath.Join(out, "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(path)] = string(text)
	}
	return pages
}

// checkPage checks what every page promises: nothing that runs or asks the
// network, links that lead somewhere, ids once, pictures with alt texts.
func checkPage(t *testing.T, name string, pages map[string]string) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(pages[name]))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(pages[name], "<!DOCTYPE html>\n<html lang=\"en\">") {
		t.Errorf("%s begins with %.60q", name, pages[name])
	}
	ids := map[string]bool{}
	styles := ""
	for n := range tree.Descendants() {
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s: %s has %s", name, n.Data, a.Key)
			case a.Key == "src" && !strings.HasPrefix(a.Val, "data:image/"):
				t.Errorf("%s: %s loads %.60s", name, n.Data, a.Val)
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("%s: two elements with the id %q", name, a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href" && n.DataAtom != atom.A:
				t.Errorf("%s: %s loads %s", name, n.Data, a.Val)
			}
		}
		switch n.DataAtom {
		case atom.Script: // ours, where something is explored
			if textOf(n) != explore.Script || !strings.Contains(policyOf(tree), "script-src '"+hashOf(textOf(n))+"';") {
				t.Errorf("%s holds a <script> that is not ours, or that its policy %q does not allow", name, policyOf(tree))
			}
		case atom.Link, atom.Iframe, atom.Object, atom.Embed, atom.Base:
			t.Errorf("%s holds a <%s>", name, n.Data)
		case atom.Img:
			if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
				t.Errorf("%s: a picture without alt text", name)
			}
		case atom.Style:
			sum := sha256.Sum256([]byte(textOf(n)))
			styles += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
			if regexp.MustCompile(`url\(|@import`).MatchString(textOf(n)) {
				t.Errorf("%s: the style sheet loads something", name)
			}
		}
	}
	if want := "style-src" + styles + ";"; !strings.Contains(policyOf(tree), want) {
		t.Errorf("%s: the policy %q does not allow the page's style sheets and no others: %s", name, policyOf(tree), want)
	}
	for n := range tree.Descendants() {
		if n.DataAtom != atom.A {
			continue
		}
		href := valueOf(n, "href")
		target, inPage := strings.CutPrefix(href, "#")
		if inPage && !ids[target] {
			t.Errorf("%s: nothing has the id %q", name, target)
		}
		if file, isPage := strings.CutSuffix(href, ".html"); isPage && !strings.Contains(href, ":") && pages[file+".html"] == "" {
			t.Errorf("%s: there is no %s", name, href)
		}
	}
}

// policyOf is the policy that a page states for itself.
func policyOf(tree *html.Node) string {
	for n := range tree.Descendants() {
		if n.DataAtom == atom.Meta && valueOf(n, "http-equiv") == "Content-Security-Policy" {
			return valueOf(n, "content")
		}
	}
	return ""
}

// A page holds nothing of files that are no pictures, or that lie elsewhere.
func TestPageShowsPicturesOnly(t *testing.T) {
	home, out := t.TempDir(), t.TempDir()
	from := filepath.Join(home, "lab")
	picture, err := base64.StdEncoding.DecodeString(pngText(t, 3, 2))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(from, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"lab/my.key": []byte("secret"), "lab/.env": []byte("secret"), "lab/key.png": []byte("secret"), "lab/net.png": picture, "elsewhere.png": picture} {
		if err := os.WriteFile(filepath.Join(home, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../elsewhere.png", filepath.Join(from, "link.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(from, "folder.png"), 0o755); err != nil {
		t.Fatal(err)
	}
	secret := base64.StdEncoding.EncodeToString([]byte("secret"))
	cell := textCell("t", "# A\n\n![1](my.key) ![2](.env) ![3](key.png) ![4](link.png) ![5](folder.png) ![6](net.png) ![7](attachment:a.png) <img src=\"my.key\">")
	cell["attachments"] = map[string]any{"a.png": map[string]any{"image/png": secret}}
	path := filepath.Join(out, "a.ipynb")
	writeNotebook(t, path, cell, codeCell("c", 1, "x", display(map[string]any{"image/png": secret, "text/plain": "no picture"}, nil)))
	nb, err := ipynb.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := CopyPictures(nb, from, out); err != nil {
		t.Fatal(err)
	}
	pages := siteOf(t, out)
	checkPage(t, "a.html", pages)
	files, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, filepath.Base(file))
	}
	if want := []string{"a.html", "a.ipynb", "index.html", "net.png"}; !slices.Equal(names, want) {
		t.Errorf("the site has the files %q, want %q", names, want)
	}
	if strings.Contains(pages["a.html"], secret) || strings.Count(pages["a.html"], "<img") != 1 || !strings.Contains(pages["a.html"], `alt="6"`) {
		t.Errorf("the page:\n%s", pages["a.html"])
	}
}

// What acts in a terminal or turns a line of text is seen on the page and does nothing.
func TestPageShowsHiddenCharacters(t *testing.T) {
	out := t.TempDir()
	const acts = "a\x1b]0;title\x07b\u202ec\u2066d\u2028e\x00"
	stream := map[string]any{"output_type": "stream", "name": "stdout", "text": acts}
	figure := display(map[string]any{"image/png": pngText(t, 2, 2)}, map[string]any{"alt": "é" + acts})
	writeNotebook(t, filepath.Join(out, "a.ipynb"), textCell("t", "# T"+acts+"\n\n## &#x202e;&#27;["+acts+"](https://example.org/"+acts+")"), codeCell("c", 1, "// "+acts, stream, figure,
		display(map[string]any{"text/html": "<p>&#x202e;&#7;" + acts + "</p>"}, nil)))
	pages := siteOf(t, out)
	for name, page := range pages {
		checkPage(t, name, pages)
		if at := strings.IndexAny(page, "\x00\x07\x1b\u202e\u2066\u2028"); at >= 0 {
			t.Errorf("%s holds %q", name, page[max(0, at-40):at+10])
		}
	}
	for _, want := range []string{`a\x1b]0;title\ab\u202ec\u2066d\u2028e`, `Figure 1. É`} {
		if !strings.Contains(pages["a.html"], want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// A notebook may lack all but its version.
func TestPageOfLittle(t *testing.T) {
	out := t.TempDir()
	for name, text := range map[string]string{"a": `{"nbformat": 4}`, "b": `{"nbformat": 4, "metadata": 3, "cells": [{}, {"cell_type": "code"}, {"cell_type": "markdown"}]}`,
		"c": `{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{}, {"output_type": "stream"}, {"output_type": "display_data", "data": {"image/png": 7}}]}]}`} {
		if err := os.WriteFile(filepath.Join(out, name+".ipynb"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pages := siteOf(t, out)
	for name := range pages {
		checkPage(t, name, pages)
	}
	if len(pages) != 4 {
		t.Errorf("%d pages", len(pages))
	}
}

// The labs as they are kept make a site that needs nothing else.
func TestSiteOfTheLabs(t *testing.T) {
	out := t.TempDir()
	labs, err := filepath.Glob("../../*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs %q, %v", labs, err)
	}
	for _, lab := range labs {
		data, err := os.ReadFile(lab)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, filepath.Base(lab)), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pages := siteOf(t, out)
	for name := range pages {
		checkPage(t, name, pages)
	}
	if len(pages) != len(labs)+1 {
		t.Errorf("%d pages of %d labs", len(pages), len(labs))
	}
	again := siteOf(t, out)
	for name, text := range pages {
		if again[name] != text {
			t.Errorf("%s is not the same when it is made again", name)
		}
	}
	for _, want := range []string{"Lab D: what is in a network trace?", "You will learn", "45 minutes", "data:image/png;base64,"} {
		if !strings.Contains(pages["index.html"], want) {
			t.Errorf("the index lacks %q", want)
		}
	}
}

func TestSiteEscapesAndCleans(t *testing.T) {
	out := t.TempDir()
	hostile := `<script>alert(1)</script><img src="https://evil.example/x.png" onerror="alert(2)"><table onclick="x()"><tr><th align="right">a</th><td style="text-align: right">1</td></tr></table>` +
		`<a href="javascript:alert(3)">j</a><iframe src="//evil.example"></iframe><svg onload="x()"></svg><form action="//e"><p id="cell-a">kept</p><h2 id="load">raw</h2></form><p id="mine">anchor</p>`
	writeNotebook(t, filepath.Join(out, "a.ipynb"),
		textCell("a", "# Lab & <b>one</b>\n\n"+hostile+"\n\n## Load\n\n## Load\n\n[b](b.ipynb#load) [file](../x.md) [web](https://example.org/)\n\n```go\nvar x = 1\n```\n\n![far](https://evil.example/y.png)\n"),
		codeCell("cell-a", 1, "%%\n!ls <b>\nnb.Show(\"<i>\") // <u>", display(map[string]any{"text/html": hostile, "text/plain": "x"}, nil),
			map[string]any{"output_type": "stream", "name": "stdout", "text": "\x1b[31m<script>\x1b[0m"},
			map[string]any{"output_type": "error", "ename": "ERROR", "evalue": "<script>", "traceback": []string{}},
			display(map[string]any{"image/svg+xml": "<svg onload='x()'/>", "text/plain": "<script>"}, nil),
			display(map[string]any{"text/markdown": "*m* <script>x()</script>", "text/plain": "m"}, nil)),
		codeCell("a", 2, "x"))
	writeNotebook(t, filepath.Join(out, "b.ipynb"), textCell("t", "# B"))
	pages := siteOf(t, out)
	for name := range pages {
		checkPage(t, name, pages)
		for _, bad := range []string{"evil.example", "javascript:", "<script", "alert(1)", "<svg", "<form", "\x1b"} {
			if strings.Contains(pages[name], bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
	for _, want := range []string{
		`<th class="right" scope="row">a</th><td class="right">1</td>`, `<p>kept</p>`, `<p id="mine">anchor</p>`, `[far]`,
		`<h2 id="load">raw</h2>`, `<h2 id="load-1">Load</h2>`, `<a href="b.html#load">b</a>`, `<a>file</a>`, `<a href="https://example.org/">web</a>`,
		`<span class="keyword">var</span> x = <span class="number">1</span>`,
		`<span class="magic">!ls &lt;b&gt;` + "\n</span>", `nb.<span class="call">Show</span>(<span class="string">&#34;&lt;i&gt;&#34;</span>) <span class="comment">// &lt;u&gt;</span>`,
		`<pre class="stdout" tabindex="0">&lt;script&gt;</pre>`, `<pre class="error" tabindex="0">ERROR: &lt;script&gt;</pre>`,
		`<div class="cell code" id="cell-a-2">`, `<title>Lab &amp; &lt;b&gt;one&lt;/b&gt;</title>`,
	} {
		if !strings.Contains(pages["a.html"], want) {
			t.Errorf("a.html lacks %s", want)
		}
	}
}

func TestSiteLinksPagesInOrder(t *testing.T) {
	out := t.TempDir()
	for _, name := range []string{"c", "a", "b"} {
		writeNotebook(t, filepath.Join(out, name+".ipynb"), textCell("t", "# Lab "+name), textCell("u", "## Part"))
	}
	if err := os.WriteFile(filepath.Join(out, introName), []byte("# The labs\n\nThree."), 0o644); err != nil {
		t.Fatal(err)
	}
	pages := siteOf(t, out)
	for name, want := range map[string][]string{
		"a.html":     {`<a href="b.html" rel="next">Lab b →</a>`, `<a href="#part">Part</a>`},
		"b.html":     {`<a href="a.html" rel="prev">← Lab a</a>`, `<a href="c.html" rel="next">Lab c →</a>`},
		"c.html":     {`<a href="b.html" rel="prev">← Lab b</a>`, `<a href="index.html">All notebooks</a>`},
		"index.html": {"<title>The labs</title>", "<p>Three.</p>"},
	} {
		checkPage(t, name, pages)
		for _, w := range want {
			if !strings.Contains(pages[name], w) {
				t.Errorf("%s lacks %s", name, w)
			}
		}
	}
	if strings.Contains(pages["a.html"], `rel="prev"`) || strings.Contains(pages["c.html"], `rel="next"`) {
		t.Error("the first or the last page leads out of the row")
	}
	index := pages["index.html"]
	if a, b, c := strings.Index(index, "Lab a"), strings.Index(index, "Lab b"), strings.Index(index, "Lab c"); !(a < b && b < c) {
		t.Errorf("the index has another order: %d, %d, %d", a, b, c)
	}
}

// The index begins with the labs; what is none comes after them.
func TestSiteShowsLabsFirst(t *testing.T) {
	out := t.TempDir()
	for _, name := range []string{"gallery", "lab-a", "lab-b"} {
		writeNotebook(t, filepath.Join(out, name+".ipynb"), textCell("t", "# Notebook "+name))
	}
	pages := siteOf(t, out)
	if !strings.Contains(pages["lab-b.html"], `<a href="gallery.html" rel="next">`) || strings.Contains(pages["lab-a.html"], `rel="prev"`) {
		t.Errorf("the gallery does not follow the labs:\n%s", pages["index.html"])
	}
}

func TestPageFigures(t *testing.T) {
	out := t.TempDir()
	alt := `Line plot “Bytes & "more"”. x: time. y: bytes.`
	figure := display(map[string]any{"image/png": pngText(t, 1600, 800), "text/plain": alt},
		map[string]any{"alt": alt, "image/png": map[string]any{"width": 800, "height": 400}})
	plain := display(map[string]any{"image/png": pngText(t, 4, 2), "text/plain": "a photo. Of two."}, nil)
	tagged := codeCell("c", 2, "y", plain)
	tagged["metadata"] = map[string]any{"tags": []string{"thumbnail"}}
	writeNotebook(t, filepath.Join(out, "a.ipynb"), textCell("t", "# A"), codeCell("b", 1, "x", figure))
	writeNotebook(t, filepath.Join(out, "b.ipynb"), textCell("t", "# B"), codeCell("b", 1, "x", figure), tagged)
	pages := siteOf(t, out)
	for name := range pages {
		checkPage(t, name, pages)
	}
	for _, want := range []string{`width="800" height="400" alt="Line plot “Bytes &amp; &#34;more&#34;”. x: time. y: bytes."`,
		`<figcaption>Figure 1. Line plot.</figcaption>`, `<figcaption>Figure 2. A photo.</figcaption>`} {
		if !strings.Contains(pages["b.html"], want) {
			t.Errorf("b.html lacks %s", want)
		}
	}
	var sizes []string
	for _, found := range regexp.MustCompile(`base64,([^"]+)"`).FindAllStringSubmatch(strings.ReplaceAll(pages["index.html"], "&#43;", "+"), -1) {
		picture, err := decodePicture(found[1])
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, fmt.Sprint(picture.Bounds().Size()))
	}
	if want := []string{"(640,320)", "(4,2)"}; !slices.Equal(sizes, want) {
		t.Errorf("thumbnails of %q, want %q: the first figure made small, and the tagged one", sizes, want)
	}
}

func TestPagePicturesOfTexts(t *testing.T) {
	from, out := t.TempDir(), t.TempDir()
	data, err := base64.StdEncoding.DecodeString(pngText(t, 3, 2))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(from, "pictures"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(from, "pictures", "net.png"), filepath.Join(filepath.Dir(from), "secret.png")} {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cell := textCell("t", "# A\n\n![the net](pictures/net.png) ![glued](attachment:a.png) ![gone](gone.png) ![far](../secret.png)")
	cell["attachments"] = map[string]any{"a.png": map[string]any{"image/png": pngText(t, 5, 2)}}
	path := filepath.Join(out, "a.ipynb")
	writeNotebook(t, path, cell)
	nb, err := ipynb.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := CopyPictures(nb, from, out); err != nil {
		t.Fatal(err)
	}
	pages := siteOf(t, out)
	checkPage(t, "a.html", pages)
	for _, want := range []string{`alt="the net"`, `alt="glued"`, "[gone]", "[far]"} {
		if !strings.Contains(pages["a.html"], want) {
			t.Errorf("a.html lacks %s", want)
		}
	}
	if n := strings.Count(pages["a.html"], "<img"); n != 2 {
		t.Errorf("%d pictures, want 2", n)
	}
}

func TestPageShowsTheCertificate(t *testing.T) {
	out := t.TempDir()
	path := filepath.Join(out, "a.ipynb")
	writeNotebook(t, path, textCell("t", "# A"), codeCell("load", 1, "x",
		display(map[string]any{"text/html": `<div class="pcapnb-claim">It is so.</div>`, "text/plain": "It is so."}, nil)))
	nb, err := ipynb.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	c := &certificate.Certificate{
		Captures: []certificate.CaptureFile{
			{Path: "web.pcap", SHA256: "5b84a3efcb09fdea", Bytes: 190457, Packets: 269},
			{Path: "my<b>.pcap", SHA256: "00", Bytes: 1, Written: true},
		},
		Cells: []string{"load aaaa", "show bbbb"}, Commit: "5b477642db1160304367 and changes",
		Go: "go1.26.8", GoNB: "v0.11.4", Platform: "linux/amd64", TimeZone: "UTC",
	}
	if err := (certificate.Record{Certificate: c, Date: "2026-11-22"}).Set(nb); err != nil {
		t.Fatal(err)
	}
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	pages := siteOf(t, out)
	checkPage(t, "a.html", pages)
	for _, want := range []string{"web.pcap", "269", "5b84a3efcb09fdea", "my&lt;b&gt;.pcap (written by a cell)", "go1.26.8, GoNB v0.11.4, linux/amd64",
		"5b477642db11 and changes", `<time datetime="2026-11-22">`, "2 cells ran", "load aaaa", `<div class="pcapnb-claim">It is so.</div>`, "is a claim that a cell checked"} {
		if !strings.Contains(pages["a.html"], want) {
			t.Errorf("a.html lacks %s", want)
		}
	}
	if want := "web.pcap, 269 packets"; !strings.Contains(pages["index.html"], want) {
		t.Errorf("the index lacks %s", want)
	}
}

func TestTitleCell(t *testing.T) {
	out := t.TempDir()
	writeNotebook(t, filepath.Join(out, "a.ipynb"), textCell("t", "# A\n\nThe *lead*.\n\nMore.\n\n**You will learn** to `look`.\n\n**Time:** about 45 minutes. **You need:** 2 hours."))
	made, err := newSite(out, out)
	if err != nil {
		t.Fatal(err)
	}
	p := made.Pages[0]
	got := fmt.Sprintf("%s|%s|%s|%s", p.Title, p.Lead, p.Goals, p.Duration)
	if want := "A|<p>The <em>lead</em>.</p>\n|<p><strong>You will learn</strong> to <code>look</code>.</p>\n|45 minutes"; got != want {
		t.Errorf("the title cell is read as\n%s, want\n%s", got, want)
	}
}

// The colours change nothing of the text.
func FuzzHighlight(f *testing.F) {
	f.Add("%%\nnb.Show(pkts.Head(10)) // ü\n!ls\n")
	f.Add("import (\n\t\"a\"\n)\nvar x = 'a' + `raw\r\n` + 1.5e3\n")
	f.Add("\x00\xff \"open\n")
	f.Fuzz(func(t *testing.T, source string) {
		tags := regexp.MustCompile(`</?span[^>]*>`)
		if got := html.UnescapeString(tags.ReplaceAllString(highlight(source), "")); got != html.UnescapeString(html.EscapeString(source)) {
			t.Errorf("%q became %q", source, got)
		}
	})
}

// active are elements that run or load something, or hide text from the parser.
var active = []atom.Atom{atom.Script, atom.Style, atom.Template, atom.Iframe, atom.Object, atom.Embed, atom.Noscript, atom.Svg, atom.Math,
	atom.Title, atom.Select, atom.Textarea, atom.Audio, atom.Video, atom.Canvas, atom.Frameset, atom.Noembed, atom.Noframes, atom.Xmp,
	atom.Plaintext, atom.Form, atom.Input, atom.Link, atom.Meta, atom.Base}

// Whatever is cleaned is inert.
func FuzzClean(f *testing.F) {
	f.Add(`<table><tr><td align=right>1<script>x</script></table><a href="java script:x">`)
	f.Add(`<svg><style><img src=x onerror=y></style></svg><noscript><p title="</noscript><img src=x onerror=z>">`)
	f.Fuzz(func(t *testing.T, text string) {
		got := cleaner{}.clean(text)
		tree, err := html.Parse(strings.NewReader("<body>" + got))
		if err != nil {
			t.Fatal(err)
		}
		for n := range tree.Descendants() {
			if n.Type == html.ElementNode && (n.Namespace != "" || slices.Contains(active, n.DataAtom)) {
				t.Errorf("%q became %q, which holds %s", text, got, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" && strings.HasPrefix(strings.ToLower(a.Val), "javascript") {
					t.Errorf("%q became %q, with %s", text, got, a.Key)
				}
			}
		}
	})
}
