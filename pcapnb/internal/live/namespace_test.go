//go:build linux

package live

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// twoHosts makes two network namespaces joined by a cable. The calling goroutine is in the first from then on, where the
// cable's end is called cab0 (10.9.0.1); the other end is cab1 (10.9.0.2) of a process whose id is returned.
func twoHosts(t *testing.T) (other string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("making network namespaces needs root")
	}
	for _, program := range []string{"ip", "nsenter", "unshare", "ping"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed")
		}
	}
	runtime.LockOSThread() // for good: the thread ends with the goroutine, and the namespace with it
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skip("no network namespace: ", err)
	}
	host := exec.Command("unshare", "--net", "sh", "-c", "echo ready; exec cat")
	stdin, err := host.StdinPipe()
	must(t, err)
	stdout, err := host.StdoutPipe()
	must(t, err)
	must(t, host.Start())
	t.Cleanup(func() { stdin.Close(); host.Wait() })
	_, err = bufio.NewReader(stdout).ReadString('\n')
	must(t, err)
	other = fmt.Sprint(host.Process.Pid)
	run(t, "ip", "link", "add", "cab0", "type", "veth", "peer", "name", "cab1", "netns", other)
	run(t, "ip", "address", "add", "10.9.0.1/24", "dev", "cab0")
	run(t, "ip", "link", "set", "cab0", "addrgenmode", "none", "up")
	there(t, other, "ip", "address", "add", "10.9.0.2/24", "dev", "cab1")
	there(t, other, "ip", "link", "set", "cab1", "addrgenmode", "none", "up")
	return other
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, command ...string) {
	t.Helper()
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
}

// there runs a command on the other host.
func there(t *testing.T, other string, command ...string) {
	t.Helper()
	run(t, append([]string{"nsenter", "--net", "--target", other}, command...)...)
}

// packet is a record of a pcap file.
type packet struct {
	sec, frac, caplen, length uint32
	data                      string
}

// parse reads a little-endian pcap file.
func parse(t *testing.T, file []byte) (link uint32, packets []packet) {
	t.Helper()
	le := binary.LittleEndian
	if len(file) < 24 || le.Uint32(file) != 0xa1b23c4d {
		t.Fatalf("not a pcap file with nanoseconds: % x", file[:min(len(file), 24)])
	}
	link = le.Uint32(file[20:])
	for file = file[24:]; len(file) > 0; {
		p := packet{sec: le.Uint32(file), frac: le.Uint32(file[4:]), caplen: le.Uint32(file[8:]), length: le.Uint32(file[12:])}
		p.data = string(file[16 : 16+p.caplen])
		packets = append(packets, p)
		file = file[16+p.caplen:]
	}
	return link, packets
}

// tcpdump records count packets beside us; its result is the measure.
func tcpdump(t *testing.T, iface, filter string, snapLen, count int) (finish func() []byte) {
	t.Helper()
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip("tcpdump is not installed")
	}
	c := exec.Command("tcpdump", "-i", iface, "-p", "-n", "-s", fmt.Sprint(snapLen), "-c", fmt.Sprint(count),
		"--time-stamp-precision=nano", "--immediate-mode", "-Z", "root", "-w", "-", filter)
	stderr, err := c.StderrPipe()
	must(t, err)
	var out bytes.Buffer
	c.Stdout = &out
	must(t, c.Start())
	says := bufio.NewReader(stderr)
	for {
		line, err := says.ReadString('\n')
		if strings.Contains(line, "listening on") {
			break
		}
		if err != nil {
			t.Fatalf("tcpdump does not listen: %v %s", err, line)
		}
	}
	return func() []byte {
		io.Copy(io.Discard, says)
		if err := c.Wait(); err != nil {
			t.Errorf("tcpdump: %v", err)
		}
		return out.Bytes()
	}
}

func TestRecordsWhatTcpdumpDoes(t *testing.T) {
	for _, test := range []struct {
		name, iface, address, filter string
		prepare                      func(t *testing.T, other string)
		snapLen, offset, link        int
	}{
		{name: "Ethernet", iface: "cab0", address: "10.9.0.2", filter: "icmp", snapLen: 262144, link: linkEthernet},
		{name: "cut", iface: "cab0", address: "10.9.0.2", filter: "icmp", snapLen: 64, link: linkEthernet},
		{name: "loopback", iface: "lo", address: "127.0.0.1", filter: "icmp", snapLen: 262144, link: linkEthernet, prepare: loopback},
		{name: "any", iface: "any", address: "10.9.0.2", filter: "icmp", snapLen: 262144, link: linkSLL2},
	} {
		t.Run(test.name, func(t *testing.T) {
			other := twoHosts(t)
			if test.prepare != nil {
				test.prepare(t, other)
			}
			const count = 6
			r, err := Open(test.iface, Options{SnapLen: test.snapLen, Count: count, Matcher: icmp})
			must(t, err)
			defer r.Close()
			finish := tcpdump(t, test.iface, test.filter, test.snapLen, count)
			run(t, "ping", "-c", "3", "-i", "0.01", "-s", "1400", "-W", "5", test.address)
			var got bytes.Buffer
			_, err = r.Record(context.Background(), &got)
			must(t, err)
			compare(t, got.Bytes(), finish(), test.link)
		})
	}
}

func loopback(t *testing.T, _ string) { run(t, "ip", "link", "set", "lo", "up") }

// icmp is a filter for ICMP over IPv4.
func icmp(link, _ int) (Match, error) {
	return func(data []byte, _ int) bool {
		switch link {
		case linkSLL2:
			return data[0] == 8 && data[1] == 0 && data[sll2Len+9] == 1
		case linkRaw:
			return data[0]>>4 == 4 && data[9] == 1
		}
		return data[12] == 8 && data[13] == 0 && data[14+9] == 1
	}, nil
}

func TestTagsAreBackInTheirPlace(t *testing.T) {
	other := twoHosts(t)
	tagged := func(int, int) (Match, error) {
		return func(data []byte, _ int) bool { return data[12] != 8 && data[12] != 0x86 }, nil
	}
	for _, snapLen := range []int{262144, 40} {
		r, err := Open("cab0", Options{SnapLen: snapLen, Count: 3, Matcher: tagged})
		must(t, err)
		finish := tcpdump(t, "cab0", "ether[12] != 8 and ether[12] != 0x86", snapLen, 3)
		body := strings.Repeat("netlab", 20)
		addresses := "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02"
		inject(t, other, "cab1",
			addresses+"\x81\x00\x60\x07\x88\xb5"+body,
			addresses+"\x88\xa8\x00\x09\x81\x00\x00\x00\x88\xb5"+body,
			addresses+"\x81\x00\x00\x00\x88\xb5"+body)
		var got bytes.Buffer
		_, err = r.Record(context.Background(), &got)
		must(t, err)
		compare(t, got.Bytes(), finish(), linkEthernet)
		r.Close()
	}
}

// inject sends frames from an interface of the other host.
func inject(t *testing.T, other, iface string, frames ...string) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good, see twoHosts
		done <- send(other, iface, frames)
	}()
	must(t, <-done)
}

func send(other, iface string, frames []string) error {
	namespace, err := os.Open("/proc/" + other + "/ns/net")
	if err != nil {
		return err
	}
	defer namespace.Close()
	if err := unix.Setns(int(namespace.Fd()), unix.CLONE_NEWNET); err != nil {
		return err
	}
	i, err := net.InterfaceByName(iface)
	if err != nil {
		return err
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	for _, f := range frames {
		if err := unix.Sendto(fd, []byte(f), 0, &unix.SockaddrLinklayer{Ifindex: i.Index}); err != nil {
			return err
		}
	}
	return nil
}

func TestTunnelsGiveRawIP(t *testing.T) {
	twoHosts(t)
	tun := openTun(t, "tun9")
	run(t, "ip", "link", "set", "tun9", "up")
	r, err := Open("tun9", Options{SnapLen: 262144, Count: 2, Matcher: icmp})
	must(t, err)
	defer r.Close()
	finish := tcpdump(t, "tun9", "icmp", 262144, 2)
	for _, end := range []string{"one", "two"} {
		_, err = unix.Write(tun, []byte("\x45\x00\x00\x1f\x00\x00\x00\x00\x40\x01\x00\x00\x0a\x09\x08\x02\x0a\x09\x08\x01\x08\x00\x00\x00\x00\x00\x00\x00"+end))
		must(t, err)
	}
	var got bytes.Buffer
	_, err = r.Record(context.Background(), &got)
	must(t, err)
	compare(t, got.Bytes(), finish(), linkRaw)
}

// openTun makes a device without link-layer headers.
func openTun(t *testing.T, name string) (fd int) {
	t.Helper()
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skip("no tunnel devices here: ", err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	request, err := unix.NewIfreq(name)
	must(t, err)
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	must(t, unix.IoctlIfreq(fd, unix.TUNSETIFF, request))
	return fd
}

func compare(t *testing.T, gotFile, wantFile []byte, wantLink int) {
	t.Helper()
	link, got := parse(t, gotFile)
	tcpdumpLink, want := parse(t, wantFile)
	if link != tcpdumpLink || int(link) != wantLink {
		t.Errorf("link type %d, tcpdump says %d, want %d", link, tcpdumpLink, wantLink)
	}
	if len(got) != len(want) {
		t.Fatalf("%d packets, tcpdump has %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("packet %d\n got %v % x\nwant %v % x", i+1, got[i], got[i].data, want[i], want[i].data)
		}
	}
}

func TestPromiscuousIsSeen(t *testing.T) {
	twoHosts(t)
	r, err := Open("cab0", Options{SnapLen: 64, Promiscuous: true})
	must(t, err)
	defer r.Close()
	out, err := exec.Command("ip", "-details", "link", "show", "cab0").Output()
	must(t, err)
	if !strings.Contains(string(out), "promiscuity 1") {
		t.Errorf("the interface is not promiscuous: %s", out)
	}
}

func TestInterfaceThatGoesDownKeepsItsPackets(t *testing.T) {
	other := twoHosts(t)
	r, err := Open("cab0", Options{SnapLen: 256})
	must(t, err)
	defer r.Close()
	run(t, "ping", "-c", "2", "-i", "0.01", "-W", "5", "10.9.0.2")
	there(t, other, "true")
	run(t, "ip", "link", "set", "cab0", "down")
	var b bytes.Buffer
	result, err := r.Record(context.Background(), &b)
	if want := `the interface "cab0" is down; bring it up with: sudo ip link set cab0 up`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if _, packets := parse(t, b.Bytes()); len(packets) != result.Packets {
		t.Errorf("%d packets in the file, %d counted", len(packets), result.Packets)
	}
}

func TestRecordIsStoppedByItsContextAndTime(t *testing.T) {
	twoHosts(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, test := range map[string]struct {
		ctx     context.Context
		options Options
	}{
		"context":  {ctx, Options{SnapLen: 64}},
		"duration": {context.Background(), Options{SnapLen: 64, Duration: 1}},
	} {
		r, err := Open("cab0", test.options)
		must(t, err)
		if _, err := r.Record(test.ctx, io.Discard); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		r.Close()
	}
}

// TestRights runs itself with and without the right.
func TestRights(t *testing.T) {
	if want := os.Getenv("NETLAB_TEST_RIGHT"); want != "" {
		openForTestRights(t, want)
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("taking rights away needs root")
	}
	if _, err := exec.LookPath("setpriv"); err != nil {
		t.Skip("setpriv is not installed")
	}
	self := publicCopy(t)
	for want, privileges := range map[string][]string{
		"missing":   {"--bounding-set=-net_raw"},
		"inherited": {"--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+net_raw", "--ambient-caps=+net_raw"},
	} {
		t.Run(want, func(t *testing.T) {
			// The shell stands for Jupyter and the kernel, which start the cell's program.
			c := exec.Command("setpriv", append(privileges, "sh", "-c", self+" -test.run=^TestRights$; exit $?")...)
			c.Env, c.Dir = append(os.Environ(), "NETLAB_TEST_RIGHT="+want), "/"
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

func openForTestRights(t *testing.T, want string) {
	r, err := Open("lo", Options{SnapLen: 64})
	if want == "inherited" {
		must(t, err)
		r.Close()
		return
	}
	for _, part := range []string{`capturing on "lo" needs the right CAP_NET_RAW`, "sudo tcpdump -i lo -w capture.pcap", "as root in a container", "--ambient-caps=+net_raw"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("the error lacks %q: %v", part, err)
		}
	}
}

// publicCopy is a copy of this test program that every user may run.
func publicCopy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	program, err := os.Executable()
	must(t, err)
	data, err := os.ReadFile(program)
	must(t, err)
	self := filepath.Join(dir, "live.test")
	must(t, os.WriteFile(self, data, 0o755))
	return self
}

func TestNoSuchInterfaceNamesThoseThereAre(t *testing.T) {
	_, err := Open("no-such0", Options{SnapLen: 64})
	if err == nil || !strings.HasPrefix(err.Error(), `there is no interface "no-such0"; there are: `) {
		t.Fatalf("error %v", err)
	}
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		if !strings.Contains(err.Error(), i.Name) {
			t.Errorf("%v lacks %s", err, i.Name)
		}
	}
}
