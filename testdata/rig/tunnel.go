//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// openTun opens a tun device that exists in a named network namespace.
func openTun(namespace, device string) (*os.File, error) {
	runtime.LockOSThread() // never unlocked: the thread stays in that namespace
	ns, err := os.Open("/run/netns/" + namespace)
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
		return nil, fmt.Errorf("enter %s: %w", namespace, err)
	}
	tun, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	request, err := unix.NewIfreq(device)
	if err != nil {
		return nil, err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(int(tun.Fd()), unix.TUNSETIFF, request); err != nil {
		return nil, fmt.Errorf("open %s: %w", device, err)
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
