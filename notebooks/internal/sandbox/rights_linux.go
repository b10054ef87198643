package sandbox

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"unsafe"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// insideID is the user that a command is in its sandbox, where there is no root.
const insideID = 1000

// outsideID is the user that a command of root's is outside of it: nobody else's. Linux counts processes by user.
const outsideID = 1_900_000_000

// mostTasks bounds threads, which are what Linux counts: those of the kernel, of Go's compiler on each processor, of a cell.
func mostTasks() int { return 320 + 32*runtime.NumCPU() }

// addressRoom is what a Go program reserves of addresses without using them, in MiB.
const addressRoom = 1024

// Limits says what bounds a command, as in the last run, and as whom it runs.
func (b *Box) Limits() string {
	who := "a user namespace without root"
	if os.Geteuid() == 0 {
		who = "a user of their own in place of root"
	}
	how := fmt.Sprintf("%d MiB counted every %v, %d MiB of addresses a process (no control group here)", b.Memory, watchEvery, b.Memory+addressRoom)
	if b.grouped {
		how = fmt.Sprintf("a control group of %d MiB", b.Memory)
	}
	return fmt.Sprintf("%s, %d system calls forbidden, %d threads, %s", who, len(denied), mostTasks(), how)
}

// become turns this process into the command, bounded in memory, files and threads. It returns only with an error.
//
// Under the bounds this process may already have more addresses than it may (with the race detector it does), and Go ends
// it where a thread cannot be started. So one processor is left, and calls that the scheduler does not see follow one another.
func (b *Box) become() error {
	path, err := unix.BytePtrFromString(b.Command[0])
	if err != nil {
		return err
	}
	command, err := syscall.SlicePtrFromStrings(b.Command)
	if err != nil {
		return err
	}
	env, err := syscall.SlicePtrFromStrings(b.Env)
	if err != nil {
		return err
	}
	memory := uint64(b.Memory) << 20
	bounds := []struct {
		resource int
		most     unix.Rlimit
	}{
		{unix.RLIMIT_CORE, upTo(0)}, {unix.RLIMIT_NOFILE, upTo(4096)}, {unix.RLIMIT_FSIZE, upTo(memory)}, {unix.RLIMIT_MEMLOCK, upTo(1 << 20)},
		{unix.RLIMIT_MSGQUEUE, upTo(0)}, {unix.RLIMIT_SIGPENDING, upTo(1024)}, {unix.RLIMIT_NPROC, upTo(uint64(mostTasks()))},
		{unix.RLIMIT_DATA, upTo(memory)}, {unix.RLIMIT_AS, upTo(memory + addressRoom<<20)},
	}
	runtime.GC()
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(1)
	for i := range bounds {
		if _, _, errno := unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, uintptr(bounds[i].resource), uintptr(unsafe.Pointer(&bounds[i].most)), 0, 0, 0); errno != 0 {
			return fmt.Errorf("limit %d: %w", bounds[i].resource, errno)
		}
	}
	_, _, errno := unix.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&command[0])), uintptr(unsafe.Pointer(&env[0])))
	return fmt.Errorf("%s: %w", b.Command[0], errno)
}

func upTo(most uint64) unix.Rlimit { return unix.Rlimit{Cur: most, Max: most} }

// dropRights gives up every capability and root's numbers, also for what is started from here on.
func (b *Box) dropRights() error {
	for capability := 0; capability < 64; capability++ {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, uintptr(capability), 0, 0, 0)
		if errors.Is(err, unix.EINVAL) {
			break // the last one was before
		}
		if err != nil {
			return fmt.Errorf("capability %d: %w", capability, err)
		}
	}
	if b.User > 0 { // there is no user namespace that does it
		if err := errors.Join(unix.Setgroups(nil), unix.Setresgid(b.User, b.User, b.User), unix.Setresuid(b.User, b.User, b.User)); err != nil {
			return err
		}
	}
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil {
		return fmt.Errorf("ambient capabilities: %w", err)
	}
	none := [2]unix.CapUserData{}
	if err := unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &none[0]); err != nil {
		return fmt.Errorf("capabilities: %w", err)
	}
	if unix.Geteuid() == 0 {
		return errors.New("still root")
	}
	return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
}

// denied are system calls that no notebook needs and that have opened sandboxes before, or that take memory which nobody
// counts.
var denied = []string{
	"unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "open_tree_attr", "fsopen", "fsconfig", "fsmount",
	"fspick", "mount_setattr", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp",
	"keyctl", "add_key", "request_key", "bpf", "userfaultfd", "perf_event_open", "io_uring_setup", "io_uring_enter",
	"io_uring_register", "memfd_create", "memfd_secret", "shmget", "msgget", "semget", "mq_open", "name_to_handle_at",
	"open_by_handle_at", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "swapon",
	"swapoff", "syslog", "acct", "quotactl", "quotactl_fd", "lookup_dcookie", "nfsservctl", "modify_ldt", "ioperm", "iopl",
	"vm86", "vm86old", "fanotify_init", "vmsplice", "personality", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex",
	"sethostname", "setdomainname", "vhangup", "migrate_pages", "move_pages", "mbind", "set_mempolicy", "remap_file_pages", "uselib", "ustat", "sysfs", "_sysctl",
}

// newNamespaces are the flags of clone that make one.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET

// families are the sockets that may be made.
var families = []uint64{unix.AF_UNIX, unix.AF_INET, unix.AF_INET6}

// filterCalls forbids system calls to this thread and to what it becomes.
func filterCalls() error {
	machine, err := arch.GetInfo("")
	if err != nil {
		return err
	}
	known := slices.DeleteFunc(slices.Clone(denied), func(name string) bool { _, ok := machine.SyscallNames[name]; return !ok })
	var others seccomp.ArgumentConditions
	for _, family := range families {
		others = append(others, seccomp.Condition{Argument: 0, Operation: seccomp.NotEqual, Value: family})
	}
	policy := seccomp.Policy{DefaultAction: seccomp.ActionAllow, Syscalls: []seccomp.SyscallGroup{
		{Names: known, Action: seccomp.ActionErrno},
		{Names: []string{"clone3"}, Action: seccomp.ActionErrno | seccomp.Action(unix.ENOSYS)}, // its flags are in memory: the C library takes clone then
		{NamesWithCondtions: []seccomp.NameWithConditions{
			{Name: "clone", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.BitsSet, Value: newNamespaces}}},
			{Name: "socket", Conditions: others},
			{Name: "socketpair", Conditions: others},
		}, Action: seccomp.ActionErrno},
	}}
	program, err := policy.Assemble()
	if err != nil {
		return err
	}
	// The library lets calls by another machine's numbers, as of 32 bits, pass.
	const whichMachine = 4
	program = append([]bpf.Instruction{
		bpf.LoadAbsolute{Off: whichMachine, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(machine.ID), SkipTrue: 1},
		bpf.RetConstant{Val: uint32(seccomp.ActionKillProcess)},
	}, program...)
	return load(program)
}

func load(program []bpf.Instruction) error {
	raw, err := bpf.Assemble(program)
	if err != nil {
		return err
	}
	code := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		code[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	whole := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&whole)))
	if errno != 0 {
		return errno
	}
	return nil
}
