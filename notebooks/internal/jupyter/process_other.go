//go:build !unix

package jupyter

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"netlab/notebooks/internal/say"
)

var errSystem = errors.New("the GoNB kernel runs on Linux and macOS; on Windows use WSL or a container")

func takeLock(ctx context.Context, dir string, to *say.Sayer) (*os.File, error) {
	return nil, errSystem
}

func become(path string, args, env []string) error { return errSystem }

func keepApart(cmd *exec.Cmd) {}
