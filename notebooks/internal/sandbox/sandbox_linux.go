package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// sandboxName is this program's name when it builds the sandbox from inside.
const sandboxName = "netlab-sandbox"

// Inside the new namespaces this program is started once more under another name, and becomes the command.
func init() {
	if os.Args[0] != sandboxName {
		return
	}
	runtime.LockOSThread() // capabilities belong to threads
	fmt.Fprintln(os.Stderr, enterSandbox())
	os.Exit(125)
}

// Run runs the sandbox's command until it ends, the context does or its memory is used up. Its output goes to out.
func (b *Box) Run(ctx context.Context, out io.Writer) error {
	root, err := os.MkdirTemp("", "netlab-sandbox-")
	if err != nil {
		return err
	}
	defer os.Remove(root) // the mounts in it were the sandbox's alone
	inside := *b
	inside.Root = root
	if os.Geteuid() == 0 {
		inside.User = outsideID + os.Getpid()%1000*1000 + int(boxes.Add(1))%1000
	}
	var problem strings.Builder
	cmd := exec.CommandContext(ctx, "/proc/self/exe")
	cmd.Stdout, cmd.Stderr = out, Limit(&problem, 4000)
	cmd.SysProcAttr = namespaces(inside.User > 0)
	bound, err := inside.wait(cmd)
	if bound != nil {
		defer bound.close()
	}
	b.grouped = inside.grouped
	switch {
	case err == nil, errors.Is(err, ErrMemory), errors.Is(err, ErrProcesses), errors.Is(err, errNoNamespaces):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case b.grouped && bound.full():
		return ErrMemory
	}
	return fmt.Errorf("%w: %s", err, strings.TrimSpace(problem.String()))
}

// errNoNamespaces is why a sandbox cannot be built at all.
var errNoNamespaces = errors.New("no namespaces of its own")

// wait starts cmd as what builds the sandbox b and becomes its command, watches it, and waits for its end. It returns the
// control group that bounds it, nil where there is none.
func (b *Box) wait(cmd *exec.Cmd) (bound *group, err error) {
	plan, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	cmd.Args, cmd.Env, cmd.WaitDelay = []string{sandboxName}, []string{}, 5*time.Second
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	built, building, err := os.Pipe() // closed where the command begins
	if err != nil {
		return nil, err
	}
	defer built.Close()
	cmd.ExtraFiles = []*os.File{building}
	runtime.LockOSThread() // the death of the thread would count as the parent's
	defer runtime.UnlockOSThread()
	err = cmd.Start()
	building.Close()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoNamespaces, err)
	}
	bound, err = newGroup(b.Memory, mostTasks())
	b.grouped = err == nil && bound.add(cmd.Process.Pid) == nil
	stdin.Write(plan) // it waits for that; an error is its end, which Wait tells
	stdin.Close()
	stop, spent := make(chan struct{}), make(chan error, 1)
	go func() {
		io.Copy(io.Discard, built) // what builds is not the command, and with the race detector larger
		spent <- watch(cmd.Process, b.Memory, stop)
	}()
	err = cmd.Wait()
	close(stop)
	if over := <-spent; over != nil {
		err = over
	}
	return bound, err
}

// boxes counts those that were started.
var boxes atomic.Int64

// namespaces are those of a new process. Root is never mapped into a user namespace: it gives way to another user once the
// sandbox is built. Anybody else has a namespace of users, and in it the capabilities to build.
func namespaces(root bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS,
		Setsid:     true, // no terminal
		Pdeathsig:  syscall.SIGKILL,
	}
	if !root {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: insideID, HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: insideID, HostID: os.Getgid(), Size: 1}}
		attr.AmbientCaps = []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_SYS_CHROOT, unix.CAP_NET_ADMIN, unix.CAP_SETPCAP, unix.CAP_DAC_OVERRIDE}
	}
	return attr
}

// watch kills the sandbox when its processes or sockets are too many or use too much memory. The first process of a namespace takes
// all others with it.
func watch(first *os.Process, memory int, stop <-chan struct{}) error {
	namespace, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", first.Pid))
	if err != nil {
		return nil // it is gone already
	}
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return nil
		case <-tick.C:
		}
		processes, kib := usageOf(namespace)
		var over error
		switch {
		case kib > memory<<10:
			over = ErrMemory
		case processes > maxProcesses+runtime.NumCPU():
			over = ErrProcesses
		case socketsOf(first.Pid) > maxSockets:
			over = ErrSockets
		default:
			continue
		}
		first.Kill()
		return over
	}
}

// socketsOf counts the sockets of a process' network, which the sandbox has for itself.
func socketsOf(pid int) (n int) {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/sockstat", pid))
	fmt.Sscanf(string(stat), "sockets: used %d", &n)
	return n
}

// usageOf counts the processes of a namespace and their memory that no file backs.
func usageOf(namespace string) (processes, kib int) {
	folders, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range folders {
		if link, err := os.Readlink(dir + "/ns/pid"); err != nil || link != namespace {
			continue
		}
		processes++
		status, _ := os.ReadFile(dir + "/status")
		for line := range strings.Lines(string(status)) {
			name, rest, _ := strings.Cut(line, ":")
			if name == "RssAnon" || name == "RssShmem" {
				n, _ := strconv.Atoi(strings.Fields(rest)[0])
				kib += n
			}
		}
	}
	return processes, kib
}

// enterSandbox builds the sandbox around this process and becomes the command. It returns only with an error.
func enterSandbox() error {
	var b Box
	if err := json.NewDecoder(os.Stdin).Decode(&b); err != nil {
		return err
	}
	if err := b.build(); err != nil {
		return err
	}
	if err := loopbackUp(); err != nil {
		return fmt.Errorf("loopback: %w", err)
	}
	if err := b.dropRights(); err != nil {
		return fmt.Errorf("rights: %w", err)
	}
	if err := filterCalls(); err != nil {
		return fmt.Errorf("system calls: %w", err)
	}
	null, err := os.Open("/dev/null")
	if err != nil {
		return err
	}
	if err := unix.Dup2(int(null.Fd()), 0); err != nil {
		return err
	}
	if err := unix.CloseRange(3, ^uint(0)>>1, unix.CLOSE_RANGE_CLOEXEC); err != nil {
		return fmt.Errorf("open files: %w", err)
	}
	return b.become()
}

// build makes a file system of what the sandbox shows and enters it.
func (b *Box) build() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	size := fmt.Sprintf("size=%dm,nr_inodes=%d,mode=755", b.Memory/2, maxFiles)
	if err := unix.Mount("tmpfs", b.Root, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, size); err != nil {
		return fmt.Errorf("tmpfs: %w", err)
	}
	paths := slices.Clone(b.ReadOnly)
	slices.Sort(paths) // a folder before what is in it
	for _, path := range slices.Compact(paths) {
		if err := b.show(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	for _, f := range b.Shared {
		if err := b.share(f); err != nil {
			return fmt.Errorf("%s: %w", f.Folder, err)
		}
	}
	for _, dir := range []string{"tmp", "proc", "dev/shm", "old", "over/up", "over/work", Dir} {
		if err := os.MkdirAll(filepath.Join(b.Root, dir), 0o755); err != nil {
			return err
		}
	}
	if err := b.writeUsers(); err != nil {
		return err
	}
	if b.Cache != "" {
		if err := b.overlay(b.Cache); err != nil {
			return fmt.Errorf("build cache: %w", err)
		}
	}
	if b.Stage != "" {
		if err := os.CopyFS(filepath.Join(b.Root, Dir), os.DirFS(b.Stage)); err != nil {
			return err
		}
	}
	for _, dir := range []string{"tmp", "dev/shm", Dir} {
		if err := b.give(filepath.Join(b.Root, dir)); err != nil {
			return err
		}
	}
	if err := unix.PivotRoot(b.Root, filepath.Join(b.Root, "old")); err != nil {
		return fmt.Errorf("pivot_root: %w", err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	// Nothing but processes: no settings of the kernel, no keys, no memory.
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "subset=pid,hidepid=invisible"); err != nil {
		return fmt.Errorf("proc: %w", err)
	}
	return unix.Unmount("/old", unix.MNT_DETACH)
}

// writeUsers makes files that know no user but the command's.
func (b *Box) writeUsers() error {
	id := insideID
	if b.User > 0 {
		id = b.User
	}
	etc := filepath.Join(b.Root, "etc")
	if err := os.MkdirAll(etc, 0o755); err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(etc, "passwd"), fmt.Appendf(nil, "student:x:%d:%d::/tmp:/bin/sh\n", id, id), 0o644),
		os.WriteFile(filepath.Join(etc, "group"), fmt.Appendf(nil, "student:x:%d:\n", id), 0o644))
}

// give makes a folder and all in it the command's.
func (b *Box) give(dir string) error {
	if b.User == 0 {
		return nil // it is already
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, b.User, b.User)
	})
}

// show makes a file or folder visible, read-only.
func (b *Box) show(path string) error {
	to := filepath.Join(b.Root, path)
	if _, err := os.Lstat(to); err == nil {
		return nil // it is in a folder that is there already
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	switch {
	case info.Mode()&os.ModeSymlink != 0:
		target, err := os.Readlink(path)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case info.IsDir():
		err = os.MkdirAll(to, 0o755)
	default:
		err = os.WriteFile(to, nil, 0o644)
	}
	if err != nil {
		return err
	}
	if err := unix.Mount(path, to, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return err
	}
	if info.Mode()&os.ModeDevice != 0 {
		return nil
	}
	return unix.MountSetattr(unix.AT_FDCWD, to, unix.AT_RECURSIVE, &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID})
}

// share shows a folder under another name.
func (b *Box) share(f Shared) error {
	to := filepath.Join(b.Root, f.Name)
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	if err := unix.Mount(f.Folder, to, "", unix.MS_BIND, ""); err != nil {
		return err
	}
	forbidden := uint64(unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV)
	if !f.Filled {
		forbidden |= unix.MOUNT_ATTR_RDONLY
	} else if err := b.give(to); err != nil {
		return err
	}
	return unix.MountSetattr(unix.AT_FDCWD, to, 0, &unix.MountAttr{Attr_set: forbidden})
}

// overlay shows a folder that can be written to without changing it.
func (b *Box) overlay(path string) error {
	to := filepath.Join(b.Root, path)
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	over := filepath.Join(b.Root, "over")
	options := fmt.Sprintf("lowerdir=%s,upperdir=%s/up,workdir=%s/work", path, over, over)
	if b.User == 0 {
		return unix.Mount("overlay", to, "overlay", unix.MS_NOSUID|unix.MS_NODEV, options+",userxattr")
	}
	// Folders above are the command's, so that it can write into those below.
	folders, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, f := range folders {
		if f.IsDir() {
			if err := os.Mkdir(filepath.Join(over, "up", f.Name()), 0o755); err != nil {
				return err
			}
		}
	}
	if err := b.give(filepath.Join(over, "up")); err != nil {
		return err
	}
	return unix.Mount("overlay", to, "overlay", unix.MS_NOSUID|unix.MS_NODEV, options)
}

// loopbackUp switches the one interface on over which Jupyter talks to the kernel.
func loopbackUp() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request)
}
