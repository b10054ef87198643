# Tries to leave a sandbox, or to take more than it gives, and says what of it worked, a line for each. What floods it is
# tried only when it is named.
import ctypes
import mmap
import os
import signal
import socket
import sys
import threading

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNET, SIGCHLD = 0x10000000, 0x40000000, 17
X86 = os.uname().machine == "x86_64"


def calls(number, *args):
    ctypes.set_errno(0)
    return libc.syscall(number, *args) != -1


def clones(flags):
    ctypes.set_errno(0)
    child = libc.syscall(56 if X86 else 220, flags | SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    return child != -1


def opens(path, mode):
    try:
        with open(path, mode):
            return True
    except OSError:
        return False


def socketed(family, kind):
    try:
        socket.socket(family, kind).close()
        return True
    except OSError:
        return False


def int80():
    """Unshares by the numbers of 32-bit programs, which a filter may forget."""
    if not X86:
        return False
    code = bytes.fromhex("53b83601000089fbcd805bc3")  # push rbx; mov eax, 310; mov ebx, edi; int 0x80; pop rbx; ret
    child = os.fork()
    if child == 0:
        try:
            page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            page.write(code)
            function = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
            os._exit(0 if function(CLONE_NEWUSER) == 0 else 1)
        except BaseException:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def shared():
    """Maps and fills memory that is shared with nobody, which counts as a file's in some places."""
    try:
        page = mmap.mmap(-1, 2000 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
        for at in range(0, len(page), 4096):
            page[at] = 1
        return True
    except (OSError, ValueError, MemoryError):
        return False


def threads():
    waits = threading.Event()
    try:
        for _ in range(4000):
            threading.Thread(target=waits.wait, daemon=True).start()
        return True
    except (RuntimeError, MemoryError):
        return False
    finally:
        waits.set()


def forks():
    children = []
    try:
        for _ in range(4000):
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
        return True
    except OSError:
        return False
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)


def sockets():
    """Fills the buffers of sockets, which nobody's memory is: 3000 MiB of them."""
    child_of = []
    try:
        for _ in range(8):
            child = os.fork()
            if child == 0:
                pairs = []
                try:
                    for _ in range(1900):
                        a, b = socket.socketpair()
                        a.setblocking(False)
                        pairs += [a, b]
                        try:
                            while True:
                                a.send(bytes(65536))
                        except BlockingIOError:
                            pass
                    os._exit(0)
                except BaseException:
                    os._exit(1)
            child_of.append(child)
        return all([os.waitstatus_to_exitcode(os.waitpid(c, 0)[1]) == 0 for c in child_of])
    except OSError:
        return False


def files():
    """Makes empty files, whose names nobody counts."""
    try:
        os.mkdir("/tmp/files")
        for i in range(1_000_000):
            os.close(os.open(f"/tmp/files/{i}", os.O_CREAT | os.O_WRONLY))
        return True
    except OSError:
        return False


tries = {
    "root": lambda: os.getuid() == 0,
    "becomes root": lambda: libc.setuid(0) == 0,
    "kernel's settings": lambda: opens("/proc/sys/kernel/core_pattern", "r+"),
    "kernel's memory": lambda: opens("/proc/kcore", "rb"),
    "kernel's keys": lambda: opens("/proc/keys", "r"),
    "sysrq": lambda: opens("/proc/sysrq-trigger", "w"),
    "/sys": lambda: os.path.exists("/sys/kernel"),
    "unshare": lambda: calls(272 if X86 else 97, CLONE_NEWUSER),
    "clone into a user namespace": lambda: clones(CLONE_NEWUSER),
    "clone into a network namespace": lambda: clones(CLONE_NEWNET),
    "clone3": lambda: calls(435, 0, 0) or ctypes.get_errno() != 38,
    "unshare of 32 bits": int80,
    "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0,
    "ptrace": lambda: libc.ptrace(0, 0, 0, 0) == 0,
    "keyctl": lambda: calls(250 if X86 else 219, 0, -3, 1),
    "add_key": lambda: calls(248 if X86 else 217, b"user", b"a", b"b", 1, -3),
    "bpf": lambda: calls(321 if X86 else 280, 0, 0, 0) or ctypes.get_errno() != 1,
    "userfaultfd": lambda: calls(323 if X86 else 282, 1),
    "perf_event_open": lambda: calls(298 if X86 else 241, 0, 0, 0, 0, 0) or ctypes.get_errno() != 1,
    "io_uring": lambda: calls(425, 1, 0) or ctypes.get_errno() != 1,
    "memfd_create": lambda: calls(319 if X86 else 279, b"a", 0),
    "System V's memory": lambda: calls(29 if X86 else 194, 0, 1 << 20, 0o1600),
    "VSOCK": lambda: socketed(40, socket.SOCK_STREAM),
    "netlink": lambda: socketed(16, socket.SOCK_RAW),
    "packets": lambda: socketed(17, socket.SOCK_RAW),
    "Bluetooth": lambda: socketed(31, socket.SOCK_RAW),
    "crypto": lambda: socketed(38, socket.SOCK_SEQPACKET),
    "a device": lambda: opens("/dev/mem", "rb") or opens("/dev/kmsg", "r") or opens("/dev/tty", "r"),
    "device node": lambda: libc.mknod(b"/tmp/mem", 0o20600, 0x101) == 0,
    "2000 MiB shared": shared,
}
floods = {"4000 threads": threads, "4000 processes": forks, "3000 MiB in sockets": sockets, "a million files": files}
for name, attempt in ({sys.argv[1]: floods[sys.argv[1]]} if sys.argv[1:] else tries).items():
    if attempt():
        print(name, flush=True)
print("end", flush=True)
os._exit(0)
