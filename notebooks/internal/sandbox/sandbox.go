// Package sandbox runs a command of strangers where it can do no harm.
package sandbox

import (
	"errors"
	"time"
)

// A Box is a place to run cells of strangers in: they see Go, Jupyter, the library and a folder of their own, all but
// the last read-only; they reach no network, no other process and none of the user's files.
type Box struct {
	ReadOnly []string // folders and files that are seen under their own names
	Shared   []Shared // folders that are seen under other names
	Cache    string   // Go's build cache: what is added to it is gone with the sandbox
	Stage    string   // its content is copied to Dir
	Command  []string
	Env      []string
	Memory   int // MiB, of all processes and files together
	Root     string
	User     int // the user that root gives way to, 0 where a user namespace does without root

	grouped bool // a control group bounded the last run
}

// A Shared folder is seen in the sandbox under another name. Only a command that is trusted may fill it.
type Shared struct {
	Folder, Name string
	Filled       bool // the command may write to it
}

// Dir is the folder in the sandbox in which the notebook is.
const Dir = "/lab"

// maxProcesses bounds what a notebook starts, the kernel and a cell, beside a compiler on each processor.
const maxProcesses = 200

// maxSockets bounds the sockets of a sandbox: what is in their buffers, some 400 KiB each, is nobody's memory.
const maxSockets = 512

// maxFiles bounds the files and folders that a sandbox has in memory: a name takes memory that nobody counts, too.
const maxFiles = 200_000

// watchEvery is how often processes and memory are counted.
const watchEvery = 100 * time.Millisecond

// What ends a run before its end.
var (
	ErrMemory    = errors.New("used more memory than allowed")
	ErrProcesses = errors.New("started more processes than allowed")
	ErrSockets   = errors.New("opened more sockets than allowed")
)
