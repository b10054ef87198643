//go:build unix

package jupyter

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/browsertest"
)

// uploadNotebook asks for a capture and loads it.
const uploadNotebook = `{"cells": [
 {"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [],
  "source": "import (\"netlab/pcapnb\"; \"netlab/pcapnb/nb\")\n%%\nnb.Upload()"},
 {"cell_type": "code", "execution_count": null, "id": "b", "metadata": {}, "outputs": [],
  "source": "%%\nnb.Show(fmt.Sprint(\"loaded \", len(pcapnb.MustLoad(\"big.pcap\")), \" packets\"))"}
 ],
 "metadata": {"kernelspec": {"display_name": "Go (gonb)", "language": "go", "name": "gonb"}},
 "nbformat": 4, "nbformat_minor": 5}`

// pcapHeader begins a capture of an Ethernet.
const pcapHeader = "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00"

// pcapRecord is a packet of so many bytes, all 0, in a capture.
func pcapRecord(size int) string {
	length := string([]byte{byte(size), byte(size >> 8), 0, 0})
	return strings.Repeat("\x00", 8) + length + length + strings.Repeat("\x00", size)
}

// bigCapture writes a capture of 1,000 packets for each of the given megabytes.
func bigCapture(t *testing.T, path string, megabytes int) {
	t.Helper()
	data := []byte(pcapHeader + strings.Repeat(pcapRecord(1000), megabytes*1000))
	for i := len(pcapHeader) + 16 + 500; i < len(data); i += 1016 { // no two packets are the same
		copy(data[i:], fmt.Sprint(i))
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestUploadInJupyterLab(t *testing.T) {
	if testing.Short() {
		t.Skip("starts JupyterLab and a browser")
	}
	root := t.TempDir()
	folder := filepath.Join(root, "my labs")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	// A notebook of the same folder's name but elsewhere must not get the file.
	for _, path := range []string{filepath.Join(folder, "upload.ipynb"), filepath.Join(root, "other.ipynb")} {
		if err := os.WriteFile(path, []byte(uploadNotebook), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	big := filepath.Join(t.TempDir(), "big.pcap")
	bigCapture(t, big, 70)

	address, token := jupyterLab(t, root)
	b := browsertest.Open(t)
	b.Open(address + "/lab/tree/my%20labs/upload.ipynb?token=" + token)
	b.Wait(`document.querySelector(".jp-Notebook .jp-CodeCell") ? "open" : ""`)
	b.Wait(`jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel ? "ready" : ""`)
	run(b, 0)
	b.Wait(`document.querySelector(".netlab-upload input") ? "shown" : ""`)
	b.Picture("upload-before")
	b.Choose(".netlab-upload input", big)
	const status = `document.querySelector(".netlab-upload [role=status]").textContent`
	b.Wait(status)
	got := b.Wait(status + `.startsWith("Uploading") ? "" : ` + status)
	want := `User uploaded file "big.pcap" with length 71120024 bytes. Load it in the next cell:`
	if got != want {
		t.Errorf("after the upload the cell says %q, want %q", got, want)
	}
	b.Picture("upload-after")
	checkUploaded(t, big, folder)
	run(b, 1)
	b.Wait(`document.querySelector(".jp-Notebook").innerText.includes("loaded 70000 packets") ? "loaded" : ""`)
	b.Picture("upload-loaded")

	// A second upload asks first, and leaves the file where the answer is no.
	b.Must("Page.enable", nil, nil)
	b.Wait(`(window.confirm = () => false, "no")`)
	small := filepath.Join(t.TempDir(), "big.pcap")
	bigCapture(t, small, 1)
	b.Choose(".netlab-upload input", small)
	b.Wait(status + ` === "big.pcap was left as it is." ? "asked" : ""`)
	checkUploaded(t, big, folder)
	b.Wait(`(window.confirm = () => true, "yes")`)
	b.Choose(".netlab-upload input", small)
	b.Wait(status + `.includes("with length 1016024 bytes") ? "replaced" : ""`)
	checkUploaded(t, small, folder)
}

// run runs cell i of the notebook that is open.
func run(b *browsertest.Browser, i int) {
	b.T.Helper()
	b.Wait(fmt.Sprintf(`(jupyterapp.shell.currentWidget.content.activeCellIndex = %d, jupyterapp.commands.execute("notebook:run-cell"), "started")`, i))
}

// checkUploaded checks that folder holds the file sent, whole, and nothing but it and the notebook.
func checkUploaded(t *testing.T, sent, folder string) {
	t.Helper()
	want, err := os.ReadFile(sent)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(folder, filepath.Base(sent)))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%d bytes arrived with hash %x, want %d with %x", len(got), sha256.Sum256(got), len(want), sha256.Sum256(want))
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	if got, want := strings.Join(names, " "), "big.pcap upload.ipynb"; got != want {
		t.Errorf("the folder holds %s, want %s", got, want)
	}
}
