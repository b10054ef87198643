// Package fetch downloads a capture for a lab, where the reader of the notebook allows it:
//
//	nb.Show(fetch.File("https://example.org/nitroba.pcap", "nitroba.pcap", "2b77a9eaefc1d6af163d1ba793c96dbccacb04e6befdf1a0b01f8c67553ec2fb"))
//
// It is a package of its own so that only cells that download link an HTTP client.
package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/wholefile"
)

const (
	patience = 30 * time.Minute
	largest  = 4 << 30 // bytes
)

// File makes sure that the file at path is the one with the checksum, and tells in one line what it found or did. The
// checksum is SHA-256 in hexadecimal digits. A file that is there is left alone. Otherwise it is downloaded, but only with the
// environment variable PCAPNB_LIVE=1: a published notebook asks nobody anything by itself. A download that is cut off
// or has another checksum leaves no file.
func File(url, path, checksum string) string {
	line, err := file(url, path, checksum)
	if err != nil {
		return fmt.Sprintf("%s was not downloaded: %v. Get it from %s by other means, and put it there", path, err, url)
	}
	return line
}

func file(url, path, checksum string) (string, error) {
	if f, err := os.Open(path); err == nil {
		defer f.Close()
		size, err := check(f, checksum)
		if err != nil {
			return fmt.Sprintf("%s is there, but %v", path, err), nil
		}
		return fmt.Sprintf("%s is there: %d bytes, and the checksum is right", path, size), nil
	}
	if os.Getenv("PCAPNB_LIVE") != "1" {
		return fmt.Sprintf("%s is not there. To download it start with: go run ./notebooks -live", path), nil
	}
	size, err := download(url, path, checksum)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s was downloaded: %d bytes, and the checksum is right", path, size), nil
}

// check reads r to its end and compares its checksum.
func check(r io.Reader, checksum string) (int64, error) {
	if want, err := hex.DecodeString(checksum); err != nil || len(want) != sha256.Size {
		return 0, fmt.Errorf("want a SHA-256 checksum of 64 hexadecimal digits, not %q", checksum)
	}
	h := sha256.New()
	size, err := io.Copy(h, r)
	if err != nil {
		return size, err
	}
	if sum := hex.EncodeToString(h.Sum(nil)); !strings.EqualFold(sum, checksum) {
		return size, fmt.Errorf("its checksum is %s instead of %s", sum, checksum)
	}
	return size, nil
}

func download(url, path, checksum string) (int64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answers %s", url, answer.Status)
	}
	m := &meter{line: progress.Start("downloading "+filepath.Base(path), "downloaded "+filepath.Base(path), "")}
	m.state.OfBytes = max(answer.ContentLength, 0)
	size := int64(0)
	err = wholefile.Write(path, 0o644, func(w io.Writer) (err error) {
		size, err = check(io.TeeReader(io.LimitReader(answer.Body, largest), io.MultiWriter(w, m)), checksum)
		return err
	})
	m.line.End(err)
	return size, err
}

// A meter shows how many bytes were written to it.
type meter struct {
	line  *progress.Line
	state progress.State
}

func (m *meter) Write(b []byte) (int, error) {
	m.state.Bytes += int64(len(b))
	m.line.At(m.state)
	return len(b), nil
}
