package jupyter

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// GoNB has no place where others could take part in what it does with a cell.
// So the kernel is compiled from a copy of its source in which a few lines call
// package front. The version is the one in go.mod; where a line is not found
// the set-up fails and says so.

const (
	gonbModule = "github.com/janpfeifer/gonb"
	gonbFile   = "internal/dispatcher/dispatcher.go"
	frontPath  = "netlab/notebooks/cellgo/front"
)

// gonbCalls are lines of gonbFile and what follows them in the copy.
var gonbCalls = []struct{ after, add string }{
	{"import (\n", "\t\"" + frontPath + "\"\n"},
	{"	msg.Kernel().Interrupted.Store(false)\n", "	front.Begin(goExec.TempDir, msg.Kernel().ExecCounter, code)\n"},
	{"			executionErr = goExec.ExecuteCell(msg, msg.Kernel().ExecCounter, lines, specialLines)\n		}\n	}\n", `	if markup, text := front.End(executionErr != nil); text != "" {
		_ = kernel.PublishData(msg, kernel.Data{Data: kernel.MIMEMap{"text/html": markup, "text/plain": text}})
	}
`},
	{"		name, value, traceback := goexec.JupyterErrorSplit(executionErr)\n", "		name, value, traceback = front.Explain(name, value, traceback)\n"},
}

// copyGoNB copies GoNB's source into dir, with our calls in it.
func (s *Setup) copyGoNB(dir string) error {
	from, err := s.Ask("go", "list", "-m", "-f", "{{.Dir}}", gonbModule)
	if err != nil {
		return err
	}
	if err := copySource(from, dir); err != nil {
		return err
	}
	path := filepath.Join(dir, filepath.FromSlash(gonbFile))
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := withCalls(string(text))
	if err != nil {
		return fmt.Errorf("GoNB %s: %s: %w", s.Versions.GoNB, gonbFile, err)
	}
	return os.WriteFile(path, []byte(changed), 0o644)
}

// copySource copies a module without what is not compiled, which is most of it.
func copySource(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if entry.IsDir() {
			if name := entry.Name(); path != from && (name == "docs" || name == "examples" || name == "testdata" || name[0] == '.') {
				return fs.SkipDir
			}
			return os.MkdirAll(target, 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o644)
	})
}

// withCalls is gonbFile with our calls.
func withCalls(text string) (string, error) {
	for _, c := range gonbCalls {
		if n := strings.Count(text, c.after); n != 1 {
			return "", fmt.Errorf("%q is there %d times", c.after, n)
		}
		text = strings.Replace(text, c.after, c.after+c.add, 1)
	}
	return text, nil
}

// buildGoNB builds the copy into bin, with the modules of go.mod.
func (s *Setup) buildGoNB(ctx context.Context, dir, bin string) error {
	source := filepath.Join(dir, "source")
	if err := s.copyGoNB(source); err != nil {
		return err
	}
	defer os.RemoveAll(source)
	mod := filepath.Join(source, "checkout.mod")
	for from, to := range map[string]string{"go.mod": mod, "go.sum": strings.TrimSuffix(mod, ".mod") + ".sum"} {
		text, err := os.ReadFile(filepath.Join(s.Checkout, from))
		if err != nil {
			return err
		}
		if from == "go.mod" {
			text = fmt.Appendf(text, "\nreplace %s => %q\n", gonbModule, source)
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	return Finish(s.held(ctx, "go", "build", "-buildvcs=false", "-ldflags=-s -w", "-modfile="+mod, "-o", bin+"/", gonbModule))
}
