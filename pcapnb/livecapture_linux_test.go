package pcapnb

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// datagrams sends "netlab" to a UDP port of this host until the test stops it.
func datagrams(t *testing.T) (port int, stop func()) {
	t.Helper()
	sink, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Skip("no loopback interface: ", err)
	}
	out, err := net.DialUDP("udp4", nil, sink.LocalAddr().(*net.UDPAddr))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 64)
		for ctx.Err() == nil { // each is received before the next is sent: the test does not flood its host
			out.Write([]byte("netlab"))
			sink.Read(buffer)
		}
	}()
	return sink.LocalAddr().(*net.UDPAddr).Port, func() { cancel(); <-done; out.Close(); sink.Close() }
}

func captureOrSkip(t *testing.T, o CaptureOptions) Packets {
	t.Helper()
	ps, err := Capture("lo", o)
	if err != nil && strings.Contains(err.Error(), "CAP_NET_RAW") {
		t.Skip("capturing needs root")
	}
	if err != nil && !strings.Contains(err.Error(), "came faster") {
		t.Fatal(err)
	}
	return ps
}

func TestCapture(t *testing.T) {
	port, stop := datagrams(t)
	defer stop()
	path := filepath.Join(t.TempDir(), "lo.pcap")
	for _, path := range []string{"", path} {
		ps := captureOrSkip(t, CaptureOptions{Count: 3, Filter: "udp and greater 20", SnapLen: 64, Path: path})
		if len(ps) != 3 {
			t.Fatalf("%d packets, want 3", len(ps))
		}
		sent := captureOrSkip(t, CaptureOptions{Count: 2, Filter: "udp dst port " + strconv.Itoa(port)})
		for _, p := range sent {
			if p.PortDst() != port || string(p.Payload()) != "netlab" || p.IPSrc().String() != "127.0.0.1" {
				t.Errorf("captured %v port %d payload %q", p.IPSrc(), p.PortDst(), p.Payload())
			}
		}
		if got, want := sent.Report().File, "live capture on lo"; got != want {
			t.Errorf("report of file %q, want %q", got, want)
		}
	}
	if ps, err := Load(path); err != nil || len(ps) != 3 {
		t.Errorf("the written file holds %d packets, error %v, want 3", len(ps), err)
	}
}

func TestCaptureThatIsRefusedLeavesFilesAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "precious.pcap")
	if err := os.WriteFile(path, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		iface, want string
		options     CaptureOptions
	}{
		{"no-such0", `there is no interface "no-such0"`, CaptureOptions{}},
		{"lo", "Count:-1", CaptureOptions{Count: -1}},
		{"lo", "SnapLen", CaptureOptions{SnapLen: 1 << 30}},
	} {
		test.options.Path = path
		_, err := Capture(test.iface, test.options)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want one with %s", err, test.want)
		}
	}
	if data, _ := os.ReadFile(path); string(data) != "precious" {
		t.Errorf("the file holds %q now", data)
	}
}

func TestCaptureInterfacesListsLoopback(t *testing.T) {
	if got := CaptureInterfaces().String(); !strings.Contains(got, "lo") || !strings.Contains(got, "127.0.0.1/8") {
		t.Errorf("no loopback interface among\n%s", got)
	}
}
