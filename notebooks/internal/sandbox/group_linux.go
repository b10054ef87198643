package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A group bounds all processes of a sandbox together, files in memory included: a control group of version 2.
type group struct{ dir string }

var errNoGroup = errors.New("no control group in which memory and threads can be bounded")

// newGroup makes a group in this process' own or in the nearest above it that lets its children be bounded.
func newGroup(memory, tasks int) (*group, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil, err
	}
	root, path, err := groupOf(string(mounts), string(own))
	if err != nil {
		return nil, err
	}
	return makeGroup(root, path, memory, tasks)
}

// groupOf reads from /proc where groups of version 2 are mounted and which is this process'.
func groupOf(mounts, own string) (root, path string, err error) {
	for line := range strings.Lines(mounts) {
		before, after, _ := strings.Cut(line, " - ")
		if fields := strings.Fields(before); strings.HasPrefix(after, "cgroup2 ") && len(fields) > 4 && fields[3] == "/" {
			root = fields[4]
		}
	}
	for line := range strings.Lines(own) {
		if rest, ok := strings.CutPrefix(line, "0::/"); ok {
			path = strings.TrimSuffix(rest, "\n")
		}
	}
	if root == "" || !filepath.IsLocal(filepath.Join(path, ".")) {
		return "", "", errNoGroup
	}
	return root, path, nil
}

// makeGroup makes it, bounded in MiB and threads.
func makeGroup(root, path string, memory, tasks int) (*group, error) {
	for dir := filepath.Join(root, path); ; dir = filepath.Dir(dir) {
		if given, err := os.ReadFile(filepath.Join(dir, "cgroup.subtree_control")); err == nil {
			controllers := strings.Fields(string(given))
			g := &group{filepath.Join(dir, fmt.Sprintf("netlab-%d-%d", os.Getpid(), boxes.Load()))}
			if slices.Contains(controllers, "memory") && slices.Contains(controllers, "pids") && os.Mkdir(g.dir, 0o755) == nil {
				if err := errors.Join(g.set("memory.max", memory<<20), g.set("pids.max", tasks)); err == nil {
					g.set("memory.swap.max", 0) // where there is swap
					return g, nil
				}
				g.close()
			}
		}
		if dir == root || dir == filepath.Dir(dir) {
			return nil, errNoGroup
		}
	}
}

func (g *group) set(name string, value int) error {
	return os.WriteFile(filepath.Join(g.dir, name), fmt.Append(nil, value), 0o644)
}

// add puts a process into the group.
func (g *group) add(pid int) error { return g.set("cgroup.procs", pid) }

// full says whether a process was killed for the group's memory.
func (g *group) full() bool {
	events, _ := os.ReadFile(filepath.Join(g.dir, "memory.events"))
	for line := range strings.Lines(string(events)) {
		if n, ok := strings.CutPrefix(line, "oom_kill "); ok && n != "0\n" {
			return true
		}
	}
	return false
}

// close kills what is left in the group and removes it.
func (g *group) close() {
	g.set("cgroup.kill", 1)
	for range 50 { // processes take a while to end
		if err := os.Remove(g.dir); err == nil || errors.Is(err, os.ErrNotExist) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
