package tshark

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// A Program is a tshark that is installed.
type Program struct {
	Path    string
	Version string // such as "4.0.17"

	fields fieldList
}

// Errors of Find.
var (
	ErrOff     = errors.New("tshark is turned off (PCAPNB_TSHARK=off): unset that and, where tshark is not installed, " + howToGet)
	ErrOption  = errors.New("tshark is turned off (NoTShark): leave that out and, where tshark is not installed, " + howToGet)
	ErrMissing = errors.New("tshark is not installed: " + howToGet)
)

const howToGet = "get it with apt-get install tshark (Debian, Ubuntu, and Windows' WSL), brew install wireshark (macOS) or from www.wireshark.org"

// found are the programs that were looked for, by their paths and those of the files where their fields are kept.
var found = struct {
	sync.Mutex
	programs map[[2]string]*Program
}{programs: map[[2]string]*Program{}}

// Find finds the program. What it says of itself is kept in the file kept, unless that is "", until the program changes.
func Find(kept string) (*Program, error) {
	path, err := locate(os.Getenv("PCAPNB_TSHARK"))
	if err != nil {
		return nil, err
	}
	found.Lock()
	defer found.Unlock()
	key := [2]string{path, kept}
	if p := found.programs[key]; p != nil {
		return p, nil
	}
	p := &Program{Path: path}
	if err := p.learn(context.Background(), kept); err != nil {
		return nil, err
	}
	found.programs[key] = p
	return p, nil
}

// locate returns the program's absolute path.
func locate(setting string) (string, error) {
	switch setting {
	case "off":
		return "", ErrOff
	case "":
		if path, err := exec.LookPath("tshark"); err == nil {
			return filepath.Abs(path)
		}
		if path := usualPath(); path != "" {
			return path, nil
		}
		return "", ErrMissing
	}
	path, err := exec.LookPath(setting)
	if err != nil {
		return "", fmt.Errorf("PCAPNB_TSHARK names no program: %w; %s", err, howToGet)
	}
	return filepath.Abs(path)
}

// usualPath is where installers put tshark without a place in PATH, "" where it is not there.
func usualPath() string {
	var path string
	switch runtime.GOOS {
	case "darwin":
		path = "/Applications/Wireshark.app/Contents/MacOS/tshark"
	case "windows":
		path = filepath.Join(os.Getenv("ProgramFiles"), "Wireshark", "tshark.exe")
	default:
		return ""
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// identity changes when another program is installed.
func (p *Program) identity() (string, error) {
	target, err := filepath.EvalSymlinks(p.Path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%q %d %d", target, info.Size(), info.ModTime().UnixNano()), nil
}

// version reads the number from what tshark --version says: "TShark (Wireshark) 4.0.17 (Git …".
func version(text string) (string, error) {
	first, _, _ := strings.Cut(text, "\n")
	for word := range strings.FieldsSeq(first) {
		if word[0] >= '0' && word[0] <= '9' {
			return strings.TrimRight(word, "."), nil
		}
	}
	return "", fmt.Errorf("tshark --version tells no version: %q", first)
}
