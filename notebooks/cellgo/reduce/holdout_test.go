//go:build unix

package reduce

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"netlab/notebooks/cellgo/cell"
	"netlab/pcapnb/ipynb"
)

// captureNamed matches a capture of the labs' in a cell.
var captureNamed = regexp.MustCompile(`"\.\./testdata/[^"]*\.pcap"`)

// holdOuts are captures that no lab was written for. The first ones are made.
func holdOuts(t *testing.T) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	ten, err := os.ReadFile("../../../testdata/ten.pcap")
	if err != nil {
		t.Fatal(err)
	}
	first := 24 + 16 + int(binary.LittleEndian.Uint32(ten[24+8:]))
	for name, data := range map[string][]byte{"empty.pcap": nil, "nopackets.pcap": ten[:24], "one.pcap": ten[:first], "cut.pcap": ten[:len(ten)-7], "arp.pcap": slices.Concat(ten[:first], ten[24:first])} {
		path := filepath.Join(dir, name)
		write(t, path, string(data))
		paths = append(paths, path)
	}
	more, err := filepath.Glob("../../../testdata/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	others, err := filepath.Glob("../../../../shared/captures/*/*.*cap*") // not part of the project
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("NETLAB_HOLDOUT") == "" { // a sample
		more, others = []string{"../../../testdata/dns.pcap", "../../../testdata/ten-wifi.pcap", "../../../testdata/rare.pcap", "../../../testdata/ieee802154.pcap"}, nil
	}
	for _, path := range append(more, others...) {
		if abs, err := filepath.Abs(path); err == nil {
			paths = append(paths, abs)
		}
	}
	slices.Sort(paths)
	return paths
}

// A labProgram is a cell with what it needs, which reads the capture that it is told.
type labProgram struct{ lab, code, path string }

// On a capture that no lab was written for each cell shows an answer or says in
// a sentence why there is none. NETLAB_HOLDOUT=1 tries every cell on every
// capture there is, NETLAB_HOLDOUT=n on one of n captures, others for each cell.
func TestTheLabsCellsAnswerOnOtherCaptures(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles cells")
	}
	every, of := 9, 1
	if n, err := strconv.Atoi(os.Getenv("NETLAB_HOLDOUT")); err == nil {
		every, of = 1, max(1, n)
	}
	programs := buildLabs(t, every)
	captures := holdOuts(t)
	bad := 0
	for i, p := range programs {
		for j, capture := range captures {
			if (i+j)%of != 0 {
				continue
			}
			if problem := p.run(capture); problem != "" {
				if bad++; bad <= 20 {
					t.Errorf("%s on %s:\n%s\n--->\n%s", p.lab, filepath.Base(capture), p.code, problem)
				}
			}
		}
	}
	t.Logf("%d cells on %d captures, %d of the answers are none", len(programs), len(captures), bad)
}

// buildLabs compiles each cell of the labs that does something, or one of every so many.
func buildLabs(t *testing.T, every int) (programs []labProgram) {
	t.Helper()
	labs, err := filepath.Glob("../../lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatal("no labs", err)
	}
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	r := exported(t, ".", append(slices.Clone(stdPaths()), "netlab/pcapnb", "netlab/plots", "netlab/pcapnb/nb", "netlab/pcapnb/exercise", "netlab/pcapnb/picture", "netlab/pcapnb/fetch", "netlab/pcapnb/oui")...)
	module := t.TempDir()
	text, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile("../../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(module, "go.mod"), strings.Replace(string(text), "module netlab", "module notebook", 1)+fmt.Sprintf("\nrequire netlab v0.0.0\n\nreplace netlab => %q\n", checkout))
	write(t, filepath.Join(module, "go.sum"), string(sum))
	count := 0
	for _, lab := range labs {
		nb, err := ipynb.Read(lab)
		if err != nil {
			t.Fatal(err)
		}
		n := &composer{map[string]string{}, map[string]string{}, ""}
		for i, c := range nb.Cells {
			if !c.IsCode() || strings.HasPrefix(c.Source(), "%%writefile") {
				continue
			}
			code := captureNamed.ReplaceAllString(c.Source(), `os.Getenv("CAPTURE")`)
			n.add(t, code)
			note := cell.Cell{Number: i, Code: code}
			if count++; n.body == "" || strings.Contains(code, "MustCapture") || count%every != 0 {
				continue
			}
			folder := t.TempDir()
			if err := note.Write(folder); err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(lab), ".ipynb"), i+1)
			write(t, filepath.Join(module, name, "main.go"), string(Cell(folder, n.program(), r).Source))
			programs = append(programs, labProgram{name, code, filepath.Join(module, "bin", name)})
		}
	}
	build := exec.Command("go", "build", "-mod=mod", "-tags=minimal,netgo,osusergo,nogonbui", "-gcflags=-l -dwarf=false", "-ldflags=-s -w", "-o", filepath.Join(module, "bin")+"/", "./...")
	build.Dir = module
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return programs
}

func stdPaths() (paths []string) {
	for _, path := range std {
		paths = append(paths, path)
	}
	return paths
}

// plainWords are failures that tell nobody anything. What is said of an index or a slice, the kernel says as a sentence.
var plainWords = regexp.MustCompile(`nil pointer|divide by zero|invalid memory|nil map|stack exceeds|deadlock|reflect:`)

// run says what is wrong with what the cell shows on a capture.
func (p labProgram) run(capture string) string {
	cmd := exec.Command(p.path)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CAPTURE="+capture, "PCAPNB_CLAIMS=show", "GONB_PIPE=", "GONB_TMP_DIR=")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		return err.Error()
	}
	slow := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	defer slow.Stop()
	err := cmd.Wait()
	sentence, _, _ := strings.Cut(said.String(), "\n")
	var exit *exec.ExitError
	switch {
	case err == nil && said.Len() > 0:
		return "on standard error: " + sentence
	case err == nil && out.Len() == 0 && strings.Contains("\n"+p.code, "\nnb.Show("):
		return "nothing is shown"
	case err == nil:
		return ""
	case !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.HasPrefix(sentence, "panic: "):
		return err.Error() + ": " + sentence
	case plainWords.MatchString(sentence) || len(sentence) < len("panic: ")+15:
		return said.String()
	}
	return ""
}
