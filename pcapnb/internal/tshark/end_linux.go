package tshark

import (
	"os/exec"
	"syscall"
)

// endTogether ends tshark with the process that started it, as when a cell is interrupted.
func endTogether(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
