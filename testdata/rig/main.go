//go:build linux

// Rig is the part of testdata/record.sh that a shell cannot do: it shapes a
// link, joins two tunnels, answers one request, takes in mail, talks like a
// telephone, draws pictures and pads frames.
//
//	rig shape    carry frames between two interfaces: slowly, late, with losses
//	rig tunnel   join two tun devices that live in two network namespaces
//	rig serve    answer one HTTP request with as few segments as TCP allows
//	rig get      ask for one page with as few segments as TCP allows
//	rig smtp     take in mail and throw it away
//	rig call     hold one side of a telephone call over UDP
//	rig draw     draw a picture into a PNG file
//	rig pad      pad the short frames of a capture as network cards do
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: rig shape|tunnel|serve|get|smtp|call|draw|pad arguments"))
	}
	commands := map[string]func([]string) error{
		"shape": shape, "tunnel": tunnel, "serve": serve, "get": get,
		"smtp": smtp, "call": call, "draw": draw, "pad": pad,
	}
	run, ok := commands[os.Args[1]]
	if !ok {
		fail(fmt.Errorf("rig: no command %q", os.Args[1]))
	}
	if err := run(os.Args[2:]); err != nil {
		fail(fmt.Errorf("rig %s: %w", os.Args[1], err))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
