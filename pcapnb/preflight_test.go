package pcapnb

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A frame is one packet of a capture that a test makes.
type frame struct {
	at   time.Duration // since the first
	data []byte
	wire int // 0: as long as data
}

// onEthernet returns the capture of frames on Ethernet.
func onEthernet(t *testing.T, frames ...frame) Packets {
	t.Helper()
	le := binary.LittleEndian
	b := le.AppendUint32(nil, 0xa1b23c4d)
	b = le.AppendUint32(b, 2|4<<16)
	b = append(b, make([]byte, 8)...)
	b = le.AppendUint32(le.AppendUint32(b, 262144), linkEthernet)
	for _, f := range frames {
		at := time.Unix(1_700_000_000, 0).Add(f.at)
		b = le.AppendUint32(le.AppendUint32(b, uint32(at.Unix())), uint32(at.Nanosecond()))
		b = le.AppendUint32(le.AppendUint32(b, uint32(len(f.data))), uint32(max(f.wire, len(f.data))))
		b = append(b, f.data...)
	}
	ps, err := Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

// changed returns a copy of data with value at byte at.
func changed(data []byte, at int, value ...byte) []byte {
	c := bytes.Clone(data)
	copy(c[at:], value)
	return c
}

// lines are the findings without their sentences.
func (f Findings) lines() []string {
	var lines []string
	for _, finding := range f {
		lines = append(lines, fmt.Sprintf("%s: %d %s (%s)", finding.Name, finding.Count, finding.Unit, finding.frameList()))
	}
	return lines
}

func TestPreflight(t *testing.T) {
	ten := MustLoad("../testdata/ten.pcap")
	data := func(i int) []byte { return ten[i-1].Bytes() }
	tcp := ten.Where("tcp") // SYN, SYN and ACK, the request with the last ACK, the answer
	if len(tcp) != 4 {
		t.Fatalf("%d TCP packets in ten.pcap, want 4", len(tcp))
	}
	request := tcp[2]
	broken := changed(request.Bytes(), len(request.Bytes())-1, request.Bytes()[len(request.Bytes())-1]^1)
	huge := changed(request.Bytes(), 16, 0x20, 0x00) // the IP header says 8,192 bytes
	for _, c := range []struct {
		name string
		ps   Packets
		want []string
	}{
		{"whole", ten, nil},
		{"none", nil, nil},
		{"offload", onEthernet(t, frame{data: huge, wire: 8206}), []string{"larger than the MTU: 1 frames (1)", "cut short: 1 frames (1)", "handshake missing: 1 TCP streams (1)", "one direction"}},
		{"cut", MustLoad("../testdata/ten-snaplen60.pcap"), []string{"cut short: 8 frames (3, 4, 5, 6, 7, …)"}},
		{"one direction", tcp[1:2], []string{"one direction only: 1 TCP streams (8)"}},
		{"no handshake", tcp[2:], []string{"handshake missing: 1 TCP streams (9)"}},
		{"unanswered", tcp[:1], nil},
		{"twice", onEthernet(t, frame{data: data(5)}, frame{data: data(6)}, frame{at: 2000, data: data(5)}, frame{at: time.Second, data: data(6)}), []string{"captured twice: 1 frames (3)"}},
		{"four times", onEthernet(t, frame{data: data(5)}, frame{at: 1000, data: data(5)}, frame{at: 2000, data: data(5)}, frame{at: 3000, data: data(5)}, frame{at: 4000, data: data(6)}, frame{at: 5000, data: data(6)}),
			[]string{"captured more than once: 4 frames (2, 3, 4, 6)"}},
		{"clock", onEthernet(t, frame{at: time.Hour, data: data(1)}, frame{data: data(2)}, frame{at: 2 * time.Hour, data: data(3)}), []string{"time goes back: 1 frames (2)", "time jumps ahead: 1 frames (3)"}},
		{"sorted by length", ten.SortDesc(Length), nil},
		{"damaged", append(slices.Clone(ten), onEthernet(t, frame{data: broken})...), []string{"handshake missing: 1 TCP streams (1)", "one direction only: 1 TCP streams (1)", "checksum wrong: 1 frames (1)"}},
		{"loopback", MustLoad("../testdata/loopback.pcap"), []string{"checksum left to the card: 8 frames (1, 2, 3, 4, 5, …)"}},
		{"all interfaces", MustLoad("../testdata/any-sll.pcap"), []string{"captured twice: 6 frames (4, 8, 14, 26, 32, …)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Preflight(c.ps).lines()
			slices.Sort(got)
			want := slices.Clone(c.want)
			slices.Sort(want)
			for i := range want {
				if len(got) != len(want) || !strings.HasPrefix(got[i], want[i]) {
					t.Fatalf("found %q\nwant  %q", got, want)
				}
			}
			if len(want) == 0 && len(got) > 0 {
				t.Errorf("found %q, want nothing", got)
			}
		})
	}
}

// TestPreflightSaysWhy looks at how findings are shown: each with a sentence, as text and as HTML.
func TestPreflightSaysWhy(t *testing.T) {
	found := Preflight(MustLoad("../testdata/loopback.pcap"))
	if len(found) != 1 {
		t.Fatal(found)
	}
	for _, shown := range []string{found.String(), found.HTML()} {
		for _, want := range []string{"checksum left to the card", "8 frames", "1, 2, 3, 4, 5, …", "127.0.0.1 sends", "do not take them for damaged."} {
			if !strings.Contains(shown, want) {
				t.Errorf("%q lacks %q", shown, want)
			}
		}
	}
	none := Preflight(nil)
	for _, shown := range []string{none.String(), none.HTML()} {
		if !strings.Contains(shown, "nothing was found") {
			t.Errorf("no findings show as %q", shown)
		}
	}
}

// TestPreflightSaysHowOften looks at frames that were captured twice, and four times.
func TestPreflightSaysHowOften(t *testing.T) {
	data := MustLoad("../testdata/ten.pcap")[4].Bytes()
	four := []frame{{data: data}, {at: 1000, data: data}, {at: 2000, data: data}, {at: 3000, data: data}}
	for n, want := range map[int]string{2: "the capture saw these frames twice, as", 4: "the capture saw these frames up to 4 times, as"} {
		if got := Preflight(onEthernet(t, four[:n]...))[0].Text; !strings.Contains(got, want) {
			t.Errorf("of frames that are there %d times it says %s", n, got)
		}
	}
}

// packetsOnly leaves out the custom blocks of pcapng, which Wireshark counts among the frames and which are no packets here.
const packetsOnly = "frame.encap_type"

// tsharkCells are all values of the fields of each frame as tshark tells them, checksums checked and nothing put together.
func tsharkCells(t *testing.T, capture string, fields ...string) (frames []map[string]string) {
	t.Helper()
	args := []string{"-n", "-r", capture, "-Y", packetsOnly, "-T", "fields", "-E", "occurrence=a",
		"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.desegment_tcp_streams:FALSE"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	out, err := exec.Command("tshark", args...).Output()
	if err != nil && len(out) == 0 {
		return nil
	}
	for line := range strings.Lines(string(out)) {
		cells := make(map[string]string, len(fields))
		for i, text := range strings.Split(strings.TrimSuffix(line, "\n"), "\t") {
			cells[fields[i]] = text
		}
		frames = append(frames, cells)
	}
	return frames
}

// captureFiles are the captures of testdata and those beside the checkout, where tshark is there to read them.
func captureFiles(t *testing.T) []string {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
	files, err := filepath.Glob("../testdata/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	folders, _ := filepath.Glob("../../shared/captures/*/*")
	for _, path := range folders {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && !strings.HasSuffix(path, ".csv") {
			files = append(files, path)
		}
	}
	return files
}

// preflightFields are those of tshark's that tell what the checks count.
var preflightFields = []string{"frame.len", "frame.cap_len", "ip.len", "ipv6.plen", "ip.checksum.status", "tcp.checksum.status",
	"udp.checksum.status", "tcp.stream", "tcp.flags", "tcp.srcport", "ip.src", "ipv6.src"}

// agreeOnFaults compares what the checks count with tshark's own fields, and returns how many checksums it compared.
func agreeOnFaults(t *testing.T, path string, ps Packets, theirs []map[string]string) (checked int) {
	want := map[string]int{}
	var streams []*theirStream
	byNumber := map[string]*theirStream{}
	for i, p := range ps {
		cells := make(map[string]string, len(preflightFields))
		for _, name := range preflightFields {
			cells[name], _, _ = strings.Cut(theirs[i][name], ",") // the first
		}
		countSizes(want, p, cells)
		if number := cells["tcp.stream"]; p.is(hasSegment) && number != "" {
			from := strings.Join([]string{cells["tcp.srcport"], cells["ip.src"], cells["ipv6.src"]}, " ")
			s := byNumber[number]
			if s == nil {
				s = &theirStream{from: from}
				byNumber[number], streams = s, append(streams, s)
			}
			s.see(cells["tcp.flags"], from)
		}
		if state := p.sumState(); state != sumUnchecked && !p.is(hasTunnel) && p.IPLen() <= p.Length()-p.l3() {
			checked++
			sums := []string{cells["ip.checksum.status"]}
			if p.is(hasTCP | hasUDP) { // else tshark's of TCP and UDP are of a packet that an ICMP error quotes
				sums = append(sums, cells["tcp.checksum.status"], cells["udp.checksum.status"])
			}
			if wrong := slices.Contains(sums, "0"); wrong != (state == sumWrong) {
				t.Errorf("%s frame %d: checksum wrong is %v, tshark says %q", path, p.Number(), state == sumWrong, sums)
			}
		}
	}
	for _, s := range streams {
		if !s.both && s.answers {
			want["one direction only"]++
		}
		if !s.syn && s.talks {
			want["handshake missing"]++
		}
	}
	for _, f := range slices.Concat(cutFrames(ps), overMTU(ps), incompleteStreams(ps)) {
		if f.Count != want[f.Name] {
			t.Errorf("%s: %s: %d, tshark has %d", path, f.Name, f.Count, want[f.Name])
		}
	}
	return checked
}

// countSizes counts a packet that is cut or too large.
func countSizes(want map[string]int, p Packet, cells map[string]string) {
	length, _ := strconv.Atoi(cells["frame.len"])
	if captured, _ := strconv.Atoi(cells["frame.cap_len"]); captured < length {
		want["cut short"]++
	}
	size, _ := strconv.Atoi(cells["ip.len"])
	if payload, err := strconv.Atoi(cells["ipv6.plen"]); err == nil && p.is(hasIPv6) {
		size = payload + 40
	}
	if p.is(hasTunnel) { // tshark's first size may be that of the packet inside
		size = p.ipSize()
	}
	if size > ethernetMTU && size <= length && !p.toItself() {
		want["larger than the MTU"]++
	}
}

// A theirStream is what tshark's fields tell of a TCP stream.
type theirStream struct {
	from                      string
	both, syn, answers, talks bool
}

func (s *theirStream) see(flags, from string) {
	bits, _ := strconv.ParseUint(flags, 0, 16)
	s.both = s.both || from != s.from
	s.syn = s.syn || bits&2 != 0
	s.answers = s.answers || bits&0x10 != 0 && bits&4 == 0
	s.talks = s.talks || bits&6 == 0
}

// TestDuplicatesAgreeWithEditcap compares the frames that were captured twice with those that editcap would take out.
func TestDuplicatesAgreeWithEditcap(t *testing.T) {
	if _, err := exec.LookPath("editcap"); err != nil {
		t.Skip("skipped: needs editcap (apt-get install tshark)")
	}
	for _, path := range []string{"../testdata/any-sll.pcap", "../testdata/web.pcap", "../testdata/morning.pcap", "../../shared/captures/course/demo.pcap", "../../shared/captures/course/port80.pcap"} {
		ps, err := Load(path)
		if err != nil {
			t.Logf("skipped: %v", err)
			continue
		}
		less := filepath.Join(t.TempDir(), "less.pcap")
		out, err := exec.Command("editcap", "-V", "-w", "0.001", path, less).CombinedOutput()
		if err != nil {
			t.Fatalf("editcap: %v: %s", err, out)
		}
		want, all := 0, 0
		for line := range strings.Lines(string(out)) {
			if number, ok := strings.CutPrefix(line, "Skipped: "); ok {
				all++
				n, _ := strconv.Atoi(strings.TrimSuffix(strings.Fields(number)[0], ","))
				if n >= 1 && n <= len(ps) && !ps[n-1].mayRepeat() {
					want++
				}
			}
		}
		if got := len(ps) - len(ps.DropDuplicatesWithin(time.Millisecond)); got != all {
			t.Errorf("%s: %d frames are dropped, editcap takes out %d", path, got, all)
		}
		if got := duplicates(ps)[0].Count; got != want {
			t.Errorf("%s: %d frames captured twice, editcap takes out %d", path, got, want)
		}
	}
}

// TestDropDuplicates doubles a capture, as a mirror port that sends both directions does, and halves it again.
func TestDropDuplicates(t *testing.T) {
	once := MustLoad("../testdata/web.pcap")
	var doubled []byte
	data, err := os.ReadFile("../testdata/web.pcap")
	if err != nil {
		t.Fatal(err)
	}
	doubled = append(doubled, data[:24]...)
	for at := 24; at < len(data); {
		end := at + 16 + int(binary.LittleEndian.Uint32(data[at+8:]))
		doubled = append(append(doubled, data[at:end]...), data[at:end]...)
		at = end
	}
	twice, err := Read(bytes.NewReader(doubled))
	if err != nil || len(twice) != 2*len(once) {
		t.Fatalf("%d packets, %v", len(twice), err)
	}
	got := twice.DropDuplicates()
	if repeats := len(got) - len(once); repeats < 0 || repeats > len(once.Filter(Protocol.Is("TCP"), PayloadLen.Is(0))) || got.Sum(TCPLen) != once.Sum(TCPLen) {
		t.Errorf("%d packets with %v are left, want %d with %v", len(got), got.Sum(TCPLen), len(once), once.Sum(TCPLen))
	}
	if left := once.DropDuplicates(); len(left) != len(once) {
		t.Errorf("%d of %d packets are left, where each was captured once", len(left), len(once))
	}
}

func TestOwnHostOfOtherCaptures(t *testing.T) {
	for name, want := range map[string]string{"web.pcap": "192.168.1.23", "bulk.pcap": "192.168.1.23", "loopback.pcap": "127.0.0.1"} {
		if got := MustLoad("../testdata/" + name).OwnHost().String(); got != want {
			t.Errorf("%s was recorded at %s, want %s", name, got, want)
		}
	}
}
