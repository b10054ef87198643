package pcapnb

import "syscall"

const noReserve = syscall.MAP_NORESERVE
