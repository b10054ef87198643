package capture

import "syscall"

const noReserve = syscall.MAP_NORESERVE
