//go:build unix && !linux

package pcapnb

const noReserve = 0
