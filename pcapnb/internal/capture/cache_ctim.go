//go:build unix && !darwin && !freebsd && !netbsd

package capture

import (
	"syscall"
	"time"
)

func changeTime(st *syscall.Stat_t) time.Time { return time.Unix(st.Ctim.Unix()) }
