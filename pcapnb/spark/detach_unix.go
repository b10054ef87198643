//go:build unix

package spark

import (
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// detach has cmd go on when this program ends or is interrupted.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

func isOurs(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Getuid()
}
