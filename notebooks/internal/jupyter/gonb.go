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
// the set-up fails and says so, and TestOurChangesFitGoNB before it.

const (
	gonbModule = "github.com/janpfeifer/gonb"
	frontPath  = "netlab/notebooks/cellgo/front"
)

// gonbChanges are lines of GoNB's files, and what is there in the copy: $0 is the line.
var gonbChanges = []struct{ file, line, now string }{
	{dispatcherGo, "import (\n", "$0\t\"" + frontPath + "\"\n"},
	{dispatcherGo, "	msg.Kernel().Interrupted.Store(false)\n", "$0	front.Begin(goExec.TempDir, msg.Kernel().ExecCounter, code)\n"},
	{dispatcherGo, "	// Final execution result.\n", `	executionErr = front.Forgive(executionErr)
	if markup, text := front.End(executionErr != nil); text != "" {
		_ = kernel.PublishData(msg, kernel.Data{Data: kernel.MIMEMap{"text/html": markup, "text/plain": text}})
	}
$0`},
	{dispatcherGo, "		name, value, traceback := goexec.JupyterErrorSplit(executionErr)\n", "$0		name, value, traceback = front.Explain(name, value, traceback)\n"},
	{dispatcherGo, "	err = goExec.AutoCompleteOptionsInCell(lines, usedLines, cursorLine, cursorCol, reply)\n",
		`	if matches, replaced, ok := front.Complete(goExec.TempDir, lines, cursorLine, cursorCol); ok {
		reply.Matches, reply.CursorStart = append(reply.Matches, matches...), cursorPos-replaced
		return
	}
	lines, usedLines, cursorLine = front.WithImports(lines, usedLines, cursorLine)
$0	reply.Matches = front.Tidy(reply.Matches)
`},
	{dispatcherGo, "			data, err = goExec.InspectIdentifierInCell(lines, usedLines, cursorLine, cursorCol)\n",
		"			lines, usedLines, cursorLine = front.WithImports(lines, usedLines, cursorLine)\n$0			data = front.Hover(data)\n"},
	{execcodeGo, "import (\n", "$0\t\"" + frontPath + "\"\n"},
	{execcodeGo, "		jupyterWriter:       kernel.NewJupyterStreamWriter(msg, stream),\n", "		jupyterWriter:       front.Located(kernel.NewJupyterStreamWriter(msg, stream)),\n"},
	{jpyexecGo, "		_ = kernel.PublishWriteStream(exec.Msg, kernel.StreamStderr, errMsg)\n", "		if !front.Explained() {\n	$0		}\n"},
	{execcodeGo, "	var stderr io.Writer = stderrWithAnnotator\n", "	var stderr io.Writer = front.Stderr(stderrWithAnnotator)\n"},
	{jpyexecGo, "import (\n", "$0\t\"" + frontPath + "\"\n"},
	// GoNB looks every twelve seconds whether gopls is there, and gives it eight to answer, of which the first answer takes more.
	{clientExecGo, "			case <-time.After(ConnectTimeout):\n", "			case <-time.After(100 * time.Millisecond):\n"},
	{clientExecGo, "		<-time.After(ConnectTimeout)\n", "		<-time.After(100 * time.Millisecond)\n"},
	{clientConnGo, "	CommunicationTimeout = 8000 * time.Millisecond\n", "	CommunicationTimeout = 20 * time.Second\n"},
	// A name that ends the cell can be completed, and one that a cell before declared with a package that goimports found.
	{parserGo, "			if lineNum == toPos.Line && col >= toPos.Column-1 {\n", "			if lineNum == toPos.Line && col > toPos.Column-1 {\n"},
	{composerGo, "import (\n", "$0\t\"" + frontPath + "\"\n"},
	{composerGo, "		err = errors.Wrapf(err, \"closing %q\", fPath)\n		return\n	}\n", "$0	front.ImportUsual(fPath)\n"},
	// gopls reads the usual packages before anybody asks.
	{clientExecGo, "import (\n", "$0\t\"" + frontPath + "\"\n"},
	{clientExecGo, "				c.waitConnecting = false\n", "$0				_ = c.NotifyDidOpenOrChange(ctx, front.Usual(c.dir))\n"},
}

const (
	dispatcherGo = "internal/dispatcher/dispatcher.go"
	execcodeGo   = "internal/goexec/execcode.go"
	jpyexecGo    = "internal/jpyexec/jpyexec.go"
	parserGo     = "internal/goexec/parser.go"
	composerGo   = "internal/goexec/composer.go"
	clientExecGo = "internal/goexec/goplsclient/exec.go"
	clientConnGo = "internal/goexec/goplsclient/conn.go"
)

// copyGoNB copies GoNB's source into dir, with our calls in it.
func (s *Setup) copyGoNB(dir string) error {
	from, err := s.Ask("go", "list", "-m", "-f", "{{.Dir}}", gonbModule)
	if err != nil {
		return err
	}
	if err := copySource(from, dir); err != nil {
		return err
	}
	for _, c := range gonbChanges {
		if err := changeFile(filepath.Join(dir, filepath.FromSlash(c.file)), c.line, c.now); err != nil {
			return fmt.Errorf("GoNB %s: %w", s.Versions.GoNB, err)
		}
	}
	return nil
}

// changeFile changes a line that is in a file once.
func changeFile(path, line, now string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if n := strings.Count(string(text), line); n != 1 {
		return fmt.Errorf("%s: %q is there %d times", path, line, n)
	}
	return os.WriteFile(path, []byte(strings.Replace(string(text), line, strings.Replace(now, "$0", line, 1), 1)), 0o644)
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
