//go:build unix && !linux

package capture

const noReserve = 0
