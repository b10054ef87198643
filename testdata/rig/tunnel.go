//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// setns is the number of the system call of that name, which package syscall lacks.
const setns = 308 // on amd64

// openTun opens a tun device that exists in a named network namespace.
func openTun(namespace, device string) (*os.File, error) {
	runtime.LockOSThread() // never unlocked: the thread stays in that namespace
	ns, err := os.Open("/run/netns/" + namespace)
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	if _, _, errno := syscall.RawSyscall(setns, ns.Fd(), syscall.CLONE_NEWNET, 0); errno != 0 {
		return nil, fmt.Errorf("enter %s: %w", namespace, errno)
	}
	tun, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	var request struct {
		name  [16]byte
		flags uint16
		_     [22]byte
	}
	copy(request.name[:15], device)
	request.flags = syscall.IFF_TUN | syscall.IFF_NO_PI
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, tun.Fd(), syscall.TUNSETIFF, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		return nil, fmt.Errorf("open %s: %w", device, errno)
	}
	return tun, nil
}

// pump copies packets one by one.
func pump(from, to *os.File, failed chan<- error) {
	buf := make([]byte, 65536)
	for {
		n, err := from.Read(buf)
		if err != nil {
			failed <- err
			return
		}
		to.Write(buf[:n]) // a device that is down loses packets, as a cable does
	}
}

// tunnel joins NAMESPACE DEVICE and NAMESPACE DEVICE.
func tunnel(args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("usage: rig tunnel namespace device namespace device")
	}
	a, err := openTun(args[0], args[1])
	if err != nil {
		return err
	}
	b, err := openTun(args[2], args[3])
	if err != nil {
		return err
	}
	failed := make(chan error)
	go pump(a, b, failed)
	go pump(b, a, failed)
	return <-failed
}
