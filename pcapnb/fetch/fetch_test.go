package fetch

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/progress"
)

const (
	helloMD5    = "5d41402abc4b2a76b9719d911017c592"
	helloSHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
)

func TestFile(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/hello" {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte("hello"))
	}))
	defer server.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "hello.pcap")
	for _, c := range []struct{ live, url, sum, want string }{
		{"", "/hello", helloSHA256, "is not there. To download it start with: go run ./notebooks -live"},
		{"1", "/none", helloSHA256, "404 Not Found. Get it from"},
		{"1", "/hello", strings.Repeat("0", 64), "instead of 000"},
		{"1", "/hello", helloMD5, "want a SHA-256 checksum"},
		{"1", "/hello", strings.Repeat("x", 64), "want a SHA-256 checksum"},
		{"1", "/hello", "12", "want a SHA-256 checksum"},
		{"1", "/hello", helloSHA256, "was downloaded: 5 bytes"},
		{"", "/none", strings.ToUpper(helloSHA256), "is there: 5 bytes, and the checksum is right"},
		{"", "/none", helloSHA256, "is there: 5 bytes, and the checksum is right"},
		{"1", "/none", strings.Repeat("0", 64), "is there, but its checksum is"},
	} {
		t.Setenv("PCAPNB_LIVE", c.live)
		if got := File(server.URL+c.url, path, c.sum); !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files left, want 1", len(left))
	}
}

func TestDownloadTellsHowFarItIs(t *testing.T) {
	var shown []string
	now := time.Unix(0, 0)
	clock := func() time.Time {
		now = now.Add(time.Second)
		return now
	}
	show := func(text string, last bool) { shown = append(shown, text) }
	m := &meter{line: progress.New("downloading x", "downloaded x", "", show, clock)}
	m.state.OfBytes = 40_000
	for range 2 {
		if n, err := m.Write(make([]byte, 10_000)); n != 10_000 || err != nil {
			t.Errorf("Write = %d, %v", n, err)
		}
	}
	m.line.End(nil)
	want := []string{
		"downloading x: 10.0 kB of 40.0 kB, 10.0 kB/s, 3.0 s left",
		"downloading x: 20.0 kB of 40.0 kB, 10.0 kB/s, 2.0 s left",
		"downloaded x: 20.0 kB in 3.0 s",
	}
	if !slices.Equal(shown, want) {
		t.Errorf("shown %q, want %q", shown, want)
	}
}
