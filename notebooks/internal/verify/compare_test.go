package verify

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/booktest"
	"netlab/notebooks/internal/certificate"
	"netlab/pcapnb/ipynb"
)

// picture is an output with a 4 by 4 grey picture whose first pixel is first.
func picture(t *testing.T, first uint8, level png.CompressionLevel) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 4, 4))
	img.SetGray(0, 0, color.Gray{Y: first})
	return pictureOutput(t, img, level)
}

func pictureOutput(t *testing.T, img image.Image, level png.CompressionLevel) string {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: level}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"output_type": "display_data", "metadata": {"alt": "A dot"}, "data": {"image/png": %q, "text/plain": "A dot"}}`,
		base64.StdEncoding.EncodeToString(b.Bytes()))
}

// shown is an output with HTML and its twin.
func shown(html, text string) string {
	return fmt.Sprintf(`{"output_type": "display_data", "metadata": {}, "data": {"text/html": %q, "text/plain": %q}}`, html, text)
}

// table is such an output with a head and rows, whose cells are cut at commas.
func table(head string, rows ...string) string {
	html := "<table>\n<thead><tr><th>" + strings.ReplaceAll(head, ",", "</th><th>") + "</th></tr></thead>\n<tbody>"
	for _, row := range rows {
		html += "\n<tr><th>" + strings.Replace(strings.ReplaceAll(row, ",", "</td><td>"), "</td>", "</th>", 1) + "</td></tr>"
	}
	return shown(html+"</tbody></table><p>a &lt; note</p>", head+"\n"+strings.Join(rows, "\n"))
}

func TestDifferences(t *testing.T) {
	stream := func(name, text string) string {
		return fmt.Sprintf(`{"output_type": "stream", "name": %q, "text": %q}`, name, text)
	}
	for _, test := range []struct{ name, kept, now, want string }{
		{"same", shown("<b>", "1"), shown("<b>", "1"), ""},
		{"text", stream("stdout", "a\nb\nc"), stream("stdout", "a\nd\nc"), "cell 1: output 1: text, line 2\n    - b\n    + d"},
		{"shorter text", stream("stdout", "a\nb"), stream("stdout", "a"), "cell 1: output 1: text, line 2\n    - b"},
		{"longer text", stream("stdout", "a\nc"), stream("stdout", "a\n1\n2\n3\n4\n5\nc"), "cell 1: output 1: text, line 2\n    + 1\n    + 2\n    + 3\n    + … 2 more"},
		{"long line", stream("stdout", strings.Repeat("x", 200)+"a"), stream("stdout", strings.Repeat("x", 200)+"b"),
			"cell 1: output 1: text, line 1\n    - …" + strings.Repeat("x", 30) + "a\n    + …" + strings.Repeat("x", 30) + "b"},
		{"lost output", shown("a", "1"), "", "cell 1: 1 outputs kept, 0 from this run"},
		{"other stream", stream("stdout", ""), stream("stderr", ""), "cell 1: output 1: kept as stream, now stream"},
		{"other kind", stream("stdout", ""), shown("1", "1"), "cell 1: output 1: kept as stream, now display_data"},
		{"other media", shown("1", "1"), `{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "1"}}`, `cell 1: output 1: kept as ["text/html" "text/plain"], now ["text/plain"]`},
		{"cell of a table", table("ip_src,length", "a,1", "b,2"), table("ip_src,length", "a,1", "b,3"),
			`cell 1: output 1: table, row 2, column "length": kept "2", now "3"`},
		{"many cells", table("ip_src,length", "a,1", "b,2", "c,3"), table("ip_src,length", "x,9", "y,8", "c,7"),
			"cell 1: output 1: table, row 1, column \"ip_src\": kept \"a\", now \"x\"\n" +
				"cell 1: output 1: table, row 1, column \"length\": kept \"1\", now \"9\"\n" +
				"cell 1: output 1: table, row 2, column \"ip_src\": kept \"b\", now \"y\"\n" +
				"cell 1: output 1: table, 2 more cells"},
		{"rows", table("ip_src,length", "a,1", "b,2"), table("ip_src,length", "b,2"),
			"cell 1: output 1: table, kept with 2 rows, now with 1\n" +
				"cell 1: output 1: table, row 1, column \"ip_src\": kept \"a\", now \"b\"\n" +
				"cell 1: output 1: table, row 1, column \"length\": kept \"1\", now \"2\""},
		{"columns", table("ip_src,length", "a,1"), table("ip_dst,length", "a,1"), `cell 1: output 1: table, kept with the columns ["ip_src" "length"], now ["ip_dst" "length"]`},
		{"table without a head", shown("<table><tr><td>1</td></tr></table>", "1"), shown("<table><tr><td>2</td></tr></table>", "2"),
			`cell 1: output 1: table, row 1, column 1: kept "1", now "2"`},
		{"lost table", shown("<table></table>", "1"), shown("", "1"), "cell 1: output 1: kept with 1 tables, now with 0"},
		{"note below a table", table("a,b"), strings.Replace(table("a,b"), "note", "word", 1), "cell 1: output 1: text, line 1\n    - a < note\n    + a < word"},
		{"markup", shown("<b>1</b>", "1"), shown("<i>1</i>", "1"), "cell 1: output 1: markup, line 1\n    - <b>1</b>\n    + <i>1</i>"},
		{"twin alone", shown("1", "one"), shown("1", "two"), "cell 1: output 1: text/plain, line 1\n    - one\n    + two"},
		{"other packing of a picture", picture(t, 9, png.BestSpeed), picture(t, 9, png.BestCompression), ""},
		{"rounding in a picture", picture(t, 9, png.BestSpeed), picture(t, 9+invisible, png.BestSpeed), ""},
		{"other picture", picture(t, 9, png.BestSpeed), picture(t, 10+invisible, png.BestSpeed),
			"cell 1: output 1: picture, 1 of 4 × 4 pixels differ, in a box of 1 × 1 at 0 from the left, 0 from the top"},
		{"other size", picture(t, 9, png.BestSpeed), pictureOutput(t, image.NewGray(image.Rect(0, 0, 5, 4)), png.BestSpeed), "cell 1: output 1: picture, kept with 4 × 4 pixels, now 5 × 4"},
		{"other alt text", picture(t, 9, png.BestSpeed), strings.Replace(picture(t, 9, png.BestSpeed), "A dot", "A line", 1),
			"cell 1: output 1: metadata, line 1\n    - {\"alt\":\"A dot\"}\n    + {\"alt\":\"A line\"}"},
		{"broken picture", picture(t, 9, png.BestSpeed), strings.Replace(picture(t, 9, png.BestSpeed), "iVBOR", "iVBOS", 1), "cell 1: output 1: picture, of this run: png: invalid format: not a PNG file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			kept, now := booktest.Code(t, "x", test.kept), booktest.Code(t, "x", test.now)
			if got := strings.Join(Differences(kept, now), "\n"); got != test.want {
				t.Errorf("differences\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestDifferencesInTheNumberOfCells(t *testing.T) {
	got := Differences(booktest.Parse(t, `{"nbformat": 4, "cells": [{}, {}]}`), booktest.Code(t, "x", ""))
	if len(got) != 1 || got[0] != "2 cells kept, 1 run" {
		t.Errorf("differences %q", got)
	}
}

func TestPicturesBox(t *testing.T) {
	a, b := image.NewGray(image.Rect(0, 0, 40, 30)), image.NewGray(image.Rect(0, 0, 40, 30))
	for _, p := range []image.Point{{10, 5}, {19, 5}, {12, 24}} {
		b.SetGray(p.X, p.Y, color.Gray{Y: 200})
	}
	n, box := differentPixels(a, b, invisible)
	if want := image.Rect(10, 5, 20, 25); n != 3 || box != want {
		t.Errorf("%d pixels in %v, want 3 in %v", n, box, want)
	}
}

// certified is a certificate to change.
func certified() *certificate.Certificate {
	return &certificate.Certificate{
		Captures: []certificate.CaptureFile{{Path: "web.pcap", SHA256: "5b84a3efcb09fdea", Bytes: 190457, Packets: 269}},
		Go:       "go1.26.8", GoNB: "v0.11.4", Platform: "linux/amd64", TimeZone: "UTC",
	}
}

// Where nothing else has changed the bytes have to be the same; where something
// has, that is said first.
func TestDifferencesLookAtTheCertificate(t *testing.T) {
	certify := func(output string, change func(c *certificate.Certificate)) *ipynb.Notebook {
		nb := booktest.Code(t, "x", output)
		c := certified()
		change(c)
		if err := (certificate.Record{Certificate: c, Date: "2026-11-22"}).Set(nb); err != nil {
			t.Fatal(err)
		}
		return nb
	}
	same := func(*certificate.Certificate) {}
	otherGo := func(c *certificate.Certificate) { c.Go = "go1.27" }
	for _, test := range []struct {
		name      string
		kept, now *ipynb.Notebook
		want      string
	}{
		{"other packing, same programs", certify(picture(t, 9, png.BestSpeed), same), certify(picture(t, 9, png.NoCompression), same),
			"cell 1: output 1: picture, the pixels are the same and the bytes are not, though nothing else has changed"},
		{"rounding, same programs", certify(picture(t, 9, png.BestSpeed), same), certify(picture(t, 10, png.BestSpeed), same),
			"cell 1: output 1: picture, 1 of 4 × 4 pixels differ, in a box of 1 × 1 at 0 from the left, 0 from the top"},
		{"rounding, other programs", certify(picture(t, 9, png.BestSpeed), same), certify(picture(t, 10, png.BestSpeed), otherGo), ""},
		{"other capture", certify(shown("<p>269</p>", "269"), same), certify(shown("<p>270</p>", "270"), func(c *certificate.Certificate) { c.Captures[0].SHA256 = "0000" }),
			"web.pcap: kept from 269 packets in 190457 bytes (SHA-256 5b84a3efcb09…), now 269 packets in 190457 bytes (SHA-256 0000…)\n" +
				"cell 1: output 1: text, line 1\n    - 269\n    + 270"},
	} {
		if got := strings.Join(Differences(test.kept, test.now), "\n"); got != test.want {
			t.Errorf("%s: differences\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

// A lab in which somebody changed a number, a figure and a text.
func TestDifferencesInADoctoredLab(t *testing.T) {
	kept, err := ipynb.Read("../../lab-d-traffic-traces.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	now, err := ipynb.Read("../../lab-d-traffic-traces.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if found := Differences(kept, now); len(found) > 0 {
		t.Fatalf("a lab differs from itself: %q", found)
	}
	doctored := 0
	for _, c := range now.Cells {
		if c.ID() != "volume" { // a table and a figure
			continue
		}
		html := ipynb.Join(c.Outputs[0].Data()["text/html"])
		c.Outputs[0].Data()["text/html"] = strings.Replace(html, "174877", "174878", 1)
		img, err := decodePicture(ipynb.Join(c.Outputs[1].Data()["image/png"]))
		if err != nil {
			t.Fatal(err)
		}
		copied := image.NewNRGBA(img.Bounds()) // as PNG has it
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				copied.Set(x, y, img.At(x, y))
			}
		}
		for i := range 5 {
			copied.Set(100+i, 50, color.Black)
			copied.Set(100+i, 51, color.White)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, copied); err != nil {
			t.Fatal(err)
		}
		c.Outputs[1].Data()["image/png"] = base64.StdEncoding.EncodeToString(b.Bytes())
		doctored++
	}
	found := strings.Join(Differences(kept, now), "\n")
	for _, want := range []string{
		`(volume): output 1: table, row 1, column "length (bytes)": kept "174877", now "174878"`,
		`(volume): output 2: picture, `, "pixels differ, in a box of 5 × ",
	} {
		if doctored != 1 || !strings.Contains(found, want) {
			t.Errorf("%d cells doctored, found\n%s\nwant %s", doctored, found, want)
		}
	}
}

// A run that gave the same leaves the file as it was.
func TestUpdateKeepsTheDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.ipynb")
	run := func(date, outputs string) *ipynb.Notebook {
		nb := booktest.Code(t, "x", "")
		nb.Normalise()
		c := certified()
		c.Outputs, c.Commit = outputs, "of "+date
		if err := (certificate.Record{Certificate: c, Date: date}).Set(nb); err != nil {
			t.Fatal(err)
		}
		return nb
	}
	if err := run("2026-11-22", "one").Write(path); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ outputs, want string }{{"one", "2026-11-22"}, {"two", "2027-01-01"}} {
		if err := Update(path, run("2027-01-01", test.outputs)); err != nil {
			t.Fatal(err)
		}
		kept, err := ipynb.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := certificate.Of(kept); got.Date != test.want || got.Certificate.Commit != "of "+test.want {
			t.Errorf("outputs %q: dated %s, commit %q; want %s", test.outputs, got.Date, got.Certificate.Commit, test.want)
		}
	}
}
