package run

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netlab/notebooks/internal/booktest"
	"netlab/notebooks/internal/certificate"
	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/say"
)

// A notebook is run beside its file, and the result says what it was made of and what is wrong with it.
func TestNotebook(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a kernel")
	}
	s, err := jupyter.New(jupyter.Options{WithoutGopls: true}, &say.Sayer{Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ensure(t.Context()); err != nil {
		t.Skip("no Jupyter to run notebooks in: ", err)
	}
	dir := t.TempDir()
	capture, err := os.ReadFile("../../../testdata/ten.pcap")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ten.pcap"), capture, 0o644); err != nil {
		t.Fatal(err)
	}
	nb := booktest.Code(t, "import (\n\t\"netlab/pcapnb\"\n\t\"netlab/pcapnb/nb\"\n)\n\n%%\nnb.Show(len(pcapnb.MustLoad(\"ten.pcap\")))", "")
	nb.SetCells(append(nb.Cells, booktest.Code(t, "%%\nnosuch()", "").Cells...))
	path := filepath.Join(dir, "a.ipynb")
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	before := booktest.Text(t, nb)
	got, err := Notebook(t.Context(), s, path, Options{Out: filepath.Join(dir, "out"), Timeout: 5 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if shown := got.Cells[0].Outputs; len(shown) != 1 || strings.TrimSpace(shown[0].Text()) != "10" {
		t.Errorf("the first cell shows %v, want 10", shown)
	}
	if c := certificate.Of(got).Certificate; c == nil || len(c.Captures) != 1 || c.Captures[0].Path != "ten.pcap" || c.Captures[0].Packets != 10 {
		t.Errorf("certificate %+v", c)
	}
	if found := Problems(got); len(found) != 1 || !strings.Contains(found[0], "undefined: nosuch") {
		t.Errorf("problems %q, want that of the second cell", found)
	}
	if text := booktest.Text(t, booktest.Read(t, path)); text != before {
		t.Error("the file itself was changed")
	}
}
