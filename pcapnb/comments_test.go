package pcapnb

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"netlab/pcapnb/internal/testcapture"
)

// ngBlock is a pcapng block of a kind, with a comment after its body (draft-ietf-opsawg-pcapng sections 3.1 and 3.5).
func ngBlock(kind uint32, body []byte, comment string) []byte {
	le := binary.LittleEndian
	if comment != "" {
		body = le.AppendUint16(le.AppendUint16(body, 1), uint16(len(comment)))
		body = append(body, comment...)
		body = append(body, make([]byte, -len(comment)&3+4)...)
	}
	var f testcapture.Pcapng
	f.Block(kind, body)
	return f
}

// What somebody wrote about a section or an interface is kept and reported.
func TestCommentsOnSectionsAndInterfaces(t *testing.T) {
	le := binary.LittleEndian
	packet := append(le.AppendUint32(make([]byte, 12), 4), 4, 0, 0, 0, 1, 2, 3, 4)
	file := slices.Concat(ngBlock(0x0a0d0d0a, testcapture.Section(), "Monday's lab"), ngBlock(1, []byte{1, 0, 0, 0, 0, 0, 0, 0}, "<b>tap</b>"), ngBlock(6, packet, "odd"))
	path := filepath.Join(t.TempDir(), "comments.pcapng")
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	ps, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if i := ps[0].Interface(); i.Comment != "<b>tap</b>" || i.About != "Monday's lab" {
		t.Errorf("interface %+v", i)
	}
	if r := ps.Report(); !slices.Equal(r.Notes, []string{"Monday's lab", "<b>tap</b>"}) || r.Comments != 1 {
		t.Errorf("notes %q, %d comments on packets", r.Notes, r.Comments)
	}
}
