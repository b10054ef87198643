package talk

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/testcapture"
)

// smb2Message is one with a header (MS-SMB2 section 2.2.1); more says that another follows in the same packet.
func smb2Message(command, flags uint16, id uint64, status uint32, more bool, body string) string {
	size := 64 + len(body)
	size += -size & 7
	b := make([]byte, size)
	copy(b, "\xfeSMB\x40")
	binary.LittleEndian.PutUint32(b[8:], status)
	binary.LittleEndian.PutUint16(b[12:], command)
	binary.LittleEndian.PutUint16(b[16:], flags)
	if more {
		binary.LittleEndian.PutUint32(b[20:], uint32(size))
	}
	binary.LittleEndian.PutUint64(b[24:], id)
	copy(b[64:], body)
	return string(b)
}

// smb2Create asks for a file (MS-SMB2 section 2.2.13).
func smb2Create(name string) string {
	b := make([]byte, 56)
	b[0] = 57
	binary.LittleEndian.PutUint16(b[44:], 64+56)
	binary.LittleEndian.PutUint16(b[46:], uint16(2*len(name)))
	for _, c := range utf16.Encode([]rune(name)) {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	return string(b)
}

// smb1Echo is an echo or its answer (MS-CIFS section 2.2.4.39).
func smb1Echo(flags byte, id uint16) string {
	b := append([]byte("\xffSMB\x2b\x00\x00\x00\x00"), flags, 1, 0x40)
	b = append(b, make([]byte, 18)...)
	b = binary.LittleEndian.AppendUint16(b, id)
	return string(b) + "\x01\x01\x00\x01\x00a"
}

// smbFrames is a conversation; what the server says begins with <.
func smbFrames(messages ...string) [][]byte {
	frames := [][]byte{testcapture.TCP(40000, 445, 0, 0, 2, nil), answered(testcapture.TCP(445, 40000, 0, 1, 18, nil)), testcapture.TCP(40000, 445, 1, 1, 16, nil)}
	client, server := uint32(1), uint32(1)
	for _, m := range messages {
		said, fromServer := strings.CutPrefix(m, "<")
		data := append([]byte{0, 0, byte(len(said) >> 8), byte(len(said))}, said...)
		if fromServer {
			frames = append(frames, answered(testcapture.TCP(445, 40000, server, client, 24, data)))
			server += uint32(len(data))
		} else {
			frames = append(frames, testcapture.TCP(40000, 445, client, server, 24, data))
			client += uint32(len(data))
		}
	}
	return frames
}

// answered turns a frame's addresses round.
func answered(frame []byte) []byte {
	src := slices.Clone(frame[26:30])
	copy(frame[26:30], frame[30:34])
	copy(frame[30:34], src)
	return frame
}

// TestRequestsOfSMB compares who answered what, and what is said of it, with tshark: answers in another order, one that comes later than a
// promise of it, several messages in a packet, an error, a request that is cancelled and one that nobody answers.
func TestRequestsOfSMB(t *testing.T) {
	const echo = "\x04\x00\x00\x00"
	path := testcapture.Written(t, smbFrames(
		smb1Echo(0, 7), smb1Echo(0, 8), "<"+smb1Echo(0x80, 8), "<"+smb1Echo(0x80, 7),
		smb2Message(13, 0, 1, 0, false, echo), smb2Message(5, 0, 2, 0, false, smb2Create("plans.txt")),
		"<"+smb2Message(5, 1, 2, 0xc0000034, false, "\x09\x00\x00\x00\x00\x00\x00\x00"), "<"+smb2Message(13, 1, 1, 0, false, echo),
		smb2Message(13, 0, 3, 0, true, echo)+smb2Message(13, 0, 4, 0, false, echo),
		"<"+smb2Message(13, 1, 3, 0, true, echo)+smb2Message(13, 1, 4, 0, false, echo),
		smb2Message(13, 0, 5, 0, false, echo), "<"+smb2Message(13, 3, 5, 0x103, false, "\x09\x00\x00\x00\x00\x00\x00\x00"),
		smb2Message(12, 2, 5, 0, false, echo), "<"+smb2Message(13, 3, 5, 0, false, echo),
		smb2Message(13, 0, 6, 0, false, echo)))
	info := make(map[string]string)
	var want, got []string
	for _, row := range tsharkRows(t, path, "smb || smb2", "frame.number", "_ws.col.Info") {
		info[row[0]] = row[1]
	}
	for _, field := range []string{"smb.response_to", "smb2.response_to"} {
		for _, row := range tsharkRows(t, path, field+" && !(smb2.nt_status == 0x103)", "frame.number", field) {
			asked := row[1]
			if info[asked] == "Cancel Request" {
				asked = "14" // the request itself, which tshark forgets for the wish to cancel it
			}
			want = append(want, asked+" by "+row[0])
		}
	}
	asked, compared := 0, 0
	requests := Requests(pcapnb.MustLoad(path))
	for _, r := range requests {
		asked++
		if r.Answered != 0 {
			got = append(got, fmt.Sprintf("%d by %d", r.Packet, r.Answered))
		}
		for n, said := range map[int]string{r.Packet: r.Asks, r.Answered: r.Answer} {
			all := info[fmt.Sprint(n)]
			switch {
			case n == 0:
			case strings.Contains(all, ";"):
				if !strings.HasPrefix(said, "KeepAlive Re") || strings.Contains(said, ";") {
					t.Errorf("packet %d: %q of %q", n, said, all)
				}
			default:
				if compared++; said != all {
					t.Errorf("packet %d: %q, tshark says %q", n, said, all)
				}
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if asked != 8 || compared != 11 {
		t.Errorf("%d were asked, %d texts compared; want 8 and 11", asked, compared)
	}
	if files := Requests(pcapnb.Open(path)); !slices.Equal(files, requests) {
		t.Errorf("of files: %v", files)
	}
}
