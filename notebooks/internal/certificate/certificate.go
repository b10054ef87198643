// Package certificate says what a run of a notebook was made of: captures, cells,
// library and programs. A certificate is in the notebook's metadata.
package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"netlab/pcapnb/ipynb"
)

// A Certificate says what a run was made of. The same run gives the
// same one.
type Certificate struct {
	Captures []CaptureFile `json:"captures"`
	Cells    []string      `json:"cells"`   // those run, in the order in which they were: id and the hash of its source
	Outputs  string        `json:"outputs"` // SHA-256 of all outputs
	Library  string        `json:"library"` // SHA-256 of what cells can import, go.mod and go.sum included
	Commit   string        `json:"commit"`  // the last that changed it, for a reader; not compared
	Go       string        `json:"go"`
	GoNB     string        `json:"gonb"`             // version of the kernel
	TShark   string        `json:"tshark,omitempty"` // version of the one that answered for fields that the library does not know
	Platform string        `json:"platform"`
	TimeZone string        `json:"time_zone"` // of the cells
}

// A CaptureFile is a file that cells read: a capture, or a list of names.
type CaptureFile struct {
	Path    string `json:"path"` // from the notebook's folder; only the name where the file is outside the checkout
	SHA256  string `json:"sha256"`
	Bytes   int64  `json:"bytes"`
	Packets int    `json:"packets,omitempty"` // 0 for a file that is no capture
	Written bool   `json:"written,omitempty"` // by the notebook itself
}

// TimeZone is the one that cells run in, on every machine.
const TimeZone = "UTC"

// A Run says how a notebook was run.
type Run struct {
	Notebook string // path of the notebook, from whose folder the captures' paths are told
	Read     string // path of the list in which pcapnb noted what the cells read
	Checkout string // of the library
	Began    time.Time
	Programs
}

// Programs are the versions of what runs a notebook.
type Programs struct{ Go, GoNB, Platform string }

// Certify writes the record of a run into the notebook.
func (r Run) Certify(nb *ipynb.Notebook) error {
	c := &Certificate{Cells: cellsRun(nb), Outputs: outputsHash(nb), Go: r.Go, GoNB: r.GoNB, Platform: r.Platform, TimeZone: TimeZone}
	var err error
	if c.Library, err = hashLibrary(r.Checkout); err != nil {
		return err
	}
	c.Commit = libraryCommit(r.Checkout)
	read, programs, err := listRead(r.Read)
	if err != nil {
		return err
	}
	c.TShark = tsharkVersion(programs)
	if c.Captures, err = filesRead(read, r.Notebook, r.Checkout, r.Began); err != nil {
		return err
	}
	return Record{c, r.Began.UTC().Format(time.DateOnly)}.Set(nb)
}

// cellsRun lists the code cells in the order in which they were run.
func cellsRun(nb *ipynb.Notebook) []string {
	var run []*ipynb.Cell
	for _, c := range nb.Cells {
		if c.IsCode() && c.Count() > 0 {
			run = append(run, c)
		}
	}
	slices.SortStableFunc(run, func(a, b *ipynb.Cell) int { return a.Count() - b.Count() })
	cells := make([]string, len(run))
	for i, c := range run {
		cells[i] = c.ID() + " " + hash(c.Source())
	}
	return cells
}

// hash is a short fingerprint of a cell's text.
func hash(source string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(source)))[:12] }

// outputsHash is the SHA-256 of all outputs as they are written.
func outputsHash(nb *ipynb.Notebook) string {
	h := sha256.New()
	encoder := json.NewEncoder(h)
	for _, c := range nb.Cells {
		if err := encoder.Encode(c.Outputs); err != nil {
			panic(err) // they were read as JSON
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// String describes the contents in a few words.
func (f CaptureFile) String() string {
	text := fmt.Sprintf("%d bytes", f.Bytes)
	if f.Packets > 0 {
		text = fmt.Sprintf("%d packets in ", f.Packets) + text
	}
	return text + " (SHA-256 " + f.SHA256[:min(len(f.SHA256), 12)] + "…)"
}
