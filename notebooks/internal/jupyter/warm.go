package jupyter

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"netlab/notebooks/cellgo/front"
)

// trialCell is what GoNB makes of a cell that needs every package that the labs import: package talk alone takes a minute to
// compile.
const trialCell = `package main

import (
	_ "netlab/pcapnb"
	_ "netlab/pcapnb/domain"
	_ "netlab/pcapnb/exercise"
	_ "netlab/pcapnb/fetch"
	_ "netlab/pcapnb/geo"
	"netlab/pcapnb/nb"
	_ "netlab/pcapnb/objects"
	_ "netlab/pcapnb/oui"
	_ "netlab/pcapnb/picture"
	_ "netlab/pcapnb/talk"
	_ "netlab/plots"
)

func main() { nb.Show("a trial") }
`

// warm builds a cell as the kernel does. It takes a second, but a minute and a
// half of computing the first time: better here than in a student's first cell.
func (s *Setup) warm(ctx context.Context, env ...string) error {
	dir, err := os.MkdirTemp("", "netlab-cell-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	slow := time.AfterFunc(3*time.Second, func() {
		s.say.Line("Compiling pcapnb, gonum and gopacket for the first cell … (a minute or two, once)")
	})
	defer slow.Stop()
	if err := Finish(s.kernelGo(ctx, dir, "mod", "init", "trial")); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(trialCell), 0o644); err != nil {
		return err
	}
	build := s.kernelGo(ctx, dir, "build", "-o", filepath.Join(dir, "cell"))
	build.Env = append(build.Env, env...)
	return Finish(build)
}

// GradingCache returns a build cache that holds what every cell needs and nothing of anybody's notebook. Students see it.
func (s *Setup) GradingCache(ctx context.Context) (dir string, err error) {
	if s.lock, err = takeLock(ctx, s.cache, s.say); err != nil {
		return "", err
	}
	defer s.lock.Close()
	dir = filepath.Join(s.cache, "grading")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, s.warm(ctx, "GOCACHE="+dir, "NETLAB_RECIPES="+filepath.Join(s.cache, "grading-recipes"), "NETLAB_CELLS=")
}

// kernelGo is the go command as the kernel calls it for a notebook of this
// checkout.
func (s *Setup) kernelGo(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := s.held(ctx, filepath.Join(s.KernelDir(), "bin", "go"), args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(),
		"NETLAB_GO="+s.GoBin,
		"NETLAB_RECIPES="+s.RecipesDir(),
		"GONB_TMP_DIR="+dir,
		"GONB_DIR="+filepath.Join(s.Checkout, "notebooks"))
	return cmd
}

// warmGopls lets gopls read once what every cell needs, which takes it a minute
// and a cell's first completion otherwise. What goes wrong costs that minute.
func (s *Setup) warmGopls(ctx context.Context) {
	gopls := filepath.Join(s.goplsDir(), "gopls")
	if _, err := os.Stat(gopls); err != nil {
		return
	}
	sums, _ := os.ReadFile(filepath.Join(s.Checkout, "go.sum"))
	fill(filepath.Join(s.cache, "gopls-warm-"+hash(goplsVersion, s.Versions.Go, string(sums))), func() error {
		return s.say.Step("gopls reads the library", "so that the first completion is quick, a minute", func() error {
			dir, err := os.MkdirTemp("", "netlab-cell-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			if err := Finish(s.kernelGo(ctx, dir, "mod", "init", "trial")); err != nil {
				return err
			}
			front.Usual(dir)
			check := s.kernelGo(ctx, dir)
			check.Path, check.Args = gopls, []string{gopls, "check", "main.go"}
			check.Env = append(check.Env, "PATH="+filepath.Join(s.KernelDir(), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
			return Finish(check)
		})
	})
}
