package pcapnb

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// freePort is a UDP port of the loopback interface that nobody uses now.
func freePort(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Skip("skipped: no loopback interface: ", err)
	}
	defer c.Close()
	_, port, _ := net.SplitHostPort(c.LocalAddr().String())
	return port
}

// dnsmasq serves two PTR records on a port of the loopback interface until the test ends.
func dnsmasq(t *testing.T) (address string) {
	t.Helper()
	program, err := exec.LookPath("dnsmasq")
	if err != nil {
		t.Skip("skipped: needs dnsmasq (apt-get install dnsmasq-base)")
	}
	port := freePort(t)
	cmd := exec.Command(program, "-k", "-C", "/dev/null", "--pid-file=", "--user=", "--port="+port, "--listen-address=127.0.0.1",
		"--bind-interfaces", "--no-resolv", "--no-hosts", "--local=/in-addr.arpa/",
		"--ptr-record=20.100.51.198.in-addr.arpa,www.example.org", "--ptr-record=23.1.168.192.in-addr.arpa,laptop.home.arpa")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return "127.0.0.1:" + port
}

// resolver asks one server only, as if /etc/resolv.conf named no other.
func resolver(address string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}}
}

// liveNames are names that are looked up at a server.
func liveNames(t *testing.T, address string) *Names {
	t.Helper()
	t.Setenv("PCAPNB_LIVE", "1")
	n := MustLoadNames(filepath.Join(t.TempDir(), "names.csv"))
	n.lists[0].reverse = resolver(address).LookupAddr
	return n
}

// TestLookupAtRealServer asks dnsmasq: it has a name for two addresses, and says of the third that there is none.
func TestLookupAtRealServer(t *testing.T) {
	server := dnsmasq(t)
	for try := 0; ; try++ { // dnsmasq takes a moment to listen
		_, err := resolver(server).LookupAddr(context.Background(), "192.168.1.23")
		if err == nil {
			break
		}
		if try == 1000 {
			t.Fatal("dnsmasq does not answer: ", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	n := liveNames(t, server)
	n.Fill(MustLoad("../testdata/ten.pcap"), IPSrc)
	want := "192.168.1.1,\n192.168.1.23,laptop.home.arpa\n198.51.100.20,www.example.org\n"
	file, err := os.ReadFile(n.lists[0].path)
	if err != nil || !strings.HasSuffix(string(file), want) {
		t.Errorf("the file has (%v)\n%s\nwant\n%s", err, file, want)
	}
}

// A server that never answers is given up. Its silence is not kept: the next cell asks again.
func TestSilentServerIsGivenUp(t *testing.T) {
	deaf, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Skip("skipped: no loopback interface: ", err)
	}
	defer deaf.Close()
	n := liveNames(t, deaf.LocalAddr().String())
	pkts := MustLoad("../testdata/ten.pcap")
	if got := NUnique(pkts, n.Key("name", IPSrc)); got != 0 {
		t.Errorf("%d names, want 0", got)
	}
	list := n.lists[0]
	if len(list.known) != 0 || len(list.silent) != NUnique(pkts, IPSrc) {
		t.Errorf("known %v, silent %v: want every address silent", list.known, list.silent)
	}
}
