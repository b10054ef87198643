//go:build unix

package capture

import (
	"fmt"
	"io/fs"
	"syscall"
	"time"
)

// lastChange returns when a file last changed and which it is: the time that the system sets, which no program can.
func lastChange(info fs.FileInfo, _ []byte) (changed time.Time, node string) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return time.Now(), ""
	}
	return changeTime(st), fmt.Sprint(st.Dev, st.Ino)
}
