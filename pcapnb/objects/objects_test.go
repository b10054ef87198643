package objects

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/testcapture"
)

// theirs are the checksums and sizes of what tshark exports of a kind from a capture.
func theirs(t *testing.T, path, kind string) (all []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), kind)
	if out, err := exec.Command("tshark", "-Q", "-n", "-r", path, "--export-objects", kind+","+dir).CombinedOutput(); err != nil {
		t.Logf("%s: %v: %s", path, err, out) // of a file that is cut it exports what is there
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		data, err := os.ReadFile(path)
		if len(data) > 0 {
			all = append(all, sumOf(data))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%s %d", hex.EncodeToString(sum[:]), len(data))
}

// ours are those of what is found here.
func ours(list List, protocol string) (all []string) {
	for _, o := range list {
		if o.Protocol == protocol && o.Size > 0 {
			all = append(all, fmt.Sprintf("%s %d", o.SHA256, o.Size))
		}
	}
	slices.Sort(all)
	return all
}

// sameAsTshark compares the objects of a capture with tshark's, by their checksums, and returns how many there are.
func sameAsTshark(t *testing.T, path string, kinds ...string) (n int) {
	t.Helper()
	pkts, _ := pcapnb.Load(path)
	list := Of(pkts)
	for _, kind := range kinds {
		want, got := theirs(t, path, kind), ours(list, map[string]string{"http": "HTTP", "tftp": "TFTP", "ftp-data": "FTP-DATA", "imf": "IMF"}[kind])
		if n += len(got); !slices.Equal(got, want) {
			t.Errorf("%s: %s\nhere alone   %s\ntheirs alone %s\n%v", path, kind, strings.Join(only(got, want), "\n             "), strings.Join(only(want, got), "\n             "), list)
		}
	}
	return n
}

func needsTshark(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
}

// TestObjectsAreTsharks compares the objects of captures with tshark's. What a tunnel carries after CONNECT, which tshark takes for
// a body, is none (RFC 9110 section 9.3.6): http.pcap has two of these.
func TestObjectsAreTsharks(t *testing.T) {
	needsTshark(t)
	if testing.Short() {
		t.Skip("runs tshark for many captures")
	}
	for _, name := range []string{"ten.pcap", "bulk.pcap", "exfil.pcap", "leak.pcap", "morning.pcap", "tcp.pcap", "vxlan.pcap"} {
		if sameAsTshark(t, "../../testdata/"+name, "http", "imf") == 0 {
			t.Errorf("%s: no object", name)
		}
	}
	path := "../../testdata/http.pcap"
	got, want := ours(Of(pcapnb.MustLoad(path)), "HTTP"), theirs(t, path, "http")
	if more := only(want, got); len(only(got, want)) > 0 || len(more) != 2 {
		t.Errorf("http.pcap: %v and %v", only(got, want), more)
	}
}

// TestObjectsOfOthersAreTsharks does so with small captures of others, where they are there.
func TestObjectsOfOthersAreTsharks(t *testing.T) {
	needsTshark(t)
	if os.Getenv("NETLAB_OBJECTS") == "" {
		t.Skip("takes minutes: set NETLAB_OBJECTS=1")
	}
	n := 0
	err := filepath.WalkDir("../../../shared/captures", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(filepath.Ext(path), "cap") {
			return err
		}
		if info, err := d.Info(); err != nil || info.Size() > 2<<20 {
			return err
		}
		n += sameAsTshark(t, path, "http", "tftp", "ftp-data", "imf")
		return nil
	})
	if err != nil {
		t.Skip(err)
	}
	t.Logf("%d objects", n)
}

// A conversation makes the packets of a TCP connection.
type conversation struct {
	frames         *[][]byte
	client, server string
	from, to       uint16
	said, heard    uint32
}

func (c *conversation) frame(toServer bool, flags byte, payload string) {
	src, dst, from, to, seq, ack := c.client, c.server, c.from, c.to, c.said, c.heard
	if !toServer {
		src, dst, from, to, seq, ack = c.server, c.client, c.to, c.from, c.heard, c.said
	}
	f := testcapture.TCP(from, to, seq, ack, flags, []byte(payload))
	copy(f[26:], netip.MustParseAddr(src).AsSlice())
	copy(f[30:], netip.MustParseAddr(dst).AsSlice())
	*c.frames = append(*c.frames, f)
	n := uint32(len(payload))
	if flags&3 != 0 {
		n++
	}
	if toServer {
		c.said += n
	} else {
		c.heard += n
	}
}

func dial(frames *[][]byte, client string, from uint16, server string, to uint16) *conversation {
	c := &conversation{frames, client, server, from, to, 1000, 5000}
	c.frame(true, 2, "")
	c.frame(false, 18, "")
	c.frame(true, 16, "")
	return c
}

func (c *conversation) says(toServer bool, texts ...string) {
	for _, text := range texts {
		c.frame(toServer, 24, text)
	}
}

func (c *conversation) close() {
	c.frame(true, 17, "")
	c.frame(false, 17, "")
	c.frame(true, 16, "")
}

// talked are FTP and SMTP conversations with their objects.
func talked() (frames [][]byte) {
	const me, it = "192.0.2.10", "198.51.100.20"
	ftp := dial(&frames, me, 40000, it, 21)
	ftp.says(false, "220 ready\r\n")
	ftp.says(true, "PASV\r\n")
	ftp.says(false, "227 Entering Passive Mode (198,51,100,20,200,10).\r\n")
	data := dial(&frames, me, 40001, it, 200<<8|10)
	ftp.says(true, "RETR notes.txt\r\n")
	ftp.says(false, "150 here it comes\r\n")
	data.says(false, "first part, ", strings.Repeat("and more ", 100), "the end\n")
	data.close()
	ftp.says(false, "226 done\r\n")
	ftp.says(true, "EPSV\r\n")
	ftp.says(false, "229 Entering Extended Passive Mode (|||50001|)\r\n")
	data = dial(&frames, me, 40002, it, 50001)
	ftp.says(true, "STOR ../../up.bin\r\n")
	data.says(true, "\x00\x01up", "load")
	data.close()
	ftp.says(false, "226 done\r\n")
	ftp.says(true, "PORT 192,0,2,10,195,80\r\n")
	ftp.says(false, "200 ok\r\n")
	ftp.says(true, "RETR active.txt\r\n")
	data = dial(&frames, it, 20, me, 195<<8|80)
	data.says(true, "active\n")
	data.close()
	ftp.close()

	smtp := dial(&frames, me, 40010, it, 25)
	smtp.says(false, "220 mail\r\n")
	for _, l := range []string{"EHLO me\r\n", "MAIL FROM:<a@example.org>\r\n", "RCPT TO:<b@example.org>\r\n"} {
		smtp.says(true, l)
		smtp.says(false, "250 ok\r\n")
	}
	smtp.says(true, "DATA\r\n")
	smtp.says(false, "354 go on\r\n")
	smtp.says(true, "From: a@example.org\r\nTo: b@example.org\r\nSubject: lunch\r\n\r\n", "at one?\r\n..dot\r\n", ".\r\n")
	smtp.says(false, "250 taken\r\n")
	smtp.close()

	return frames
}

// fetched is a POP conversation with a mail.
func fetched() (frames [][]byte) {
	const me, it = "192.0.2.10", "198.51.100.20"
	pop := dial(&frames, me, 40020, it, 110)
	pop.says(false, "+OK hello\r\n")
	pop.says(true, "LIST\r\n")
	pop.says(false, "+OK\r\n1 70\r\n.\r\n")
	pop.says(true, "RETR 1\r\n")
	pop.says(false, "+OK 50 octets\r\n", "From: c@example.org\r\nSubject: dinner\r\n\r\nat eight\r\n.\r\n")
	pop.close()
	return frames
}

// transferred are TFTP's: read with larger blocks, and written, with a block sent twice.
func transferred() (frames [][]byte) {
	udp := func(toServer bool, from, to uint16, payload string) {
		f := testcapture.UDP(from, to, []byte(payload))
		if !toServer {
			copy(f[26:], netip.MustParseAddr("198.51.100.20").AsSlice())
			copy(f[30:], netip.MustParseAddr("192.0.2.10").AsSlice())
		}
		frames = append(frames, f)
	}
	udp(true, 40000, 69, "\x00\x01boot.cfg\x00octet\x00blksize\x001000\x00")
	udp(false, 50000, 40000, "\x00\x06blksize\x001000\x00")
	udp(true, 40000, 50000, "\x00\x04\x00\x00")
	udp(false, 50000, 40000, "\x00\x03\x00\x01"+strings.Repeat("x", 1000))
	udp(true, 40000, 50000, "\x00\x04\x00\x01")
	udp(false, 50000, 40000, "\x00\x03\x00\x02rest")
	udp(true, 40000, 50000, "\x00\x04\x00\x02")
	udp(true, 40001, 69, "\x00\x02up.bin\x00octet\x00")
	udp(false, 50001, 40001, "\x00\x04\x00\x00")
	udp(true, 40001, 50001, "\x00\x03\x00\x01"+strings.Repeat("y", 512))
	udp(true, 40001, 50001, "\x00\x03\x00\x01"+strings.Repeat("y", 512))
	udp(false, 50001, 40001, "\x00\x04\x00\x01")
	udp(true, 40001, 50001, "\x00\x03\x00\x02z")
	return frames
}

// TestObjectsOfConversations finds what FTP, mail and TFTP carry.
func TestObjectsOfConversations(t *testing.T) {
	var got []string
	for _, frames := range [][][]byte{talked(), fetched(), transferred()} {
		for _, o := range Of(pcapnb.MustLoad(testcapture.Written(t, frames))) {
			got = append(got, fmt.Sprintf("%s %s %s %d", o.Protocol, o.Host, o.Name, o.Size))
		}
	}
	want := []string{"FTP-DATA 198.51.100.20 notes.txt 920", "FTP-DATA 198.51.100.20 ../../up.bin 8", "FTP-DATA 198.51.100.20 active.txt 7",
		"IMF a@example.org lunch 74", "IMF c@example.org dinner 50", "TFTP 198.51.100.20 boot.cfg 1004", "TFTP 198.51.100.20 up.bin 513"}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestObjectsOfConversationsAreTsharks compares them with tshark's.
func TestObjectsOfConversationsAreTsharks(t *testing.T) {
	needsTshark(t)
	if n := sameAsTshark(t, testcapture.Written(t, talked()), "ftp-data", "imf"); n != 4 {
		t.Errorf("%d objects of FTP and mail", n)
	}
	if n := sameAsTshark(t, testcapture.Written(t, transferred()), "tftp"); n != 2 {
		t.Errorf("%d objects of TFTP", n)
	}
	// tshark takes the line that ends a mail of POP's for one of its lines (RFC 1939 section 3).
	path := testcapture.Written(t, fetched())
	mail := Of(pcapnb.MustLoad(path))[0]
	if want := only(theirs(t, path, "imf"), nil); len(want) != 1 || want[0] != sumOf(append(slices.Clone(mail.Bytes()), ".\r\n"...)) {
		t.Errorf("%v, and tshark has %v", mail, want)
	}
}

// TestSafeNames saves objects with hostile names: files are named by protocol, checksum and kind, in the folder.
func TestSafeNames(t *testing.T) {
	dir := t.TempDir()
	list := Of(pcapnb.MustLoad(testcapture.Written(t, talked())))
	paths, err := list.Save(dir)
	if err != nil || len(paths) != len(list) {
		t.Fatal(err)
	}
	for i, path := range paths {
		name := filepath.Base(path)
		if filepath.Dir(path) != dir || !safeName.MatchString(name) {
			t.Errorf("%s is saved as %s", list[i].Name, path)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != string(list[i].Bytes()) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for data, want := range map[string]string{"GIF89a": "gif", "<html>": "txt", "MZ\x00": "bin", "": "bin", "\xff\xfe": "bin"} {
		if got := kind([]byte(data)); got != want {
			t.Errorf("%q is %s, want %s", data, got, want)
		}
	}
}

var safeName = regexp.MustCompile(`^(http|tftp|ftp|mail)-[0-9a-f]{12}\.(png|jpeg|gif|pdf|zip|gzip|txt|bin)$`)

// FuzzObjects looks for objects in captures of which anybody may have changed anything.
func FuzzObjects(f *testing.F) {
	for _, frames := range [][][]byte{talked(), fetched(), transferred()} {
		f.Add(testcapture.Repeated{Frames: func(int) [][]byte { return frames }}.File(1))
	}
	for _, seed := range testcapture.Seeds(f, "../../testdata/ten*.pcap") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		pkts, _ := pcapnb.Read(bytes.NewReader(file))
		for _, o := range Of(pkts) {
			if o.Protocol != "HTTP" && o.Size > len(file) {
				t.Errorf("%d bytes of %s in a file of %d", o.Size, o.Protocol, len(file))
			}
		}
	})
}

// only are those of a that b has not.
func only(a, b []string) (out []string) {
	left := slices.Clone(b)
	for _, s := range a {
		if i := slices.Index(left, s); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			out = append(out, s)
		}
	}
	return out
}
