package capture

import (
	"fmt"
	"io/fs"
	"time"

	"netlab/pcapnb/internal/capfile"
)

const identityEnd = 4096 // bytes at either end of a file that belong to its identity

// fileIdentity is what a file is known by: where it is, its size, when and as what it last changed, and its first and
// last bytes. Its first line is the path. ok is false where the file may change without a trace, having just changed.
func fileIdentity(abs string, info fs.FileInfo, raw []byte, limits capfile.Limits) (id string, ok bool) {
	changed, node := lastChange(info, raw)
	if !info.Mode().IsRegular() || int64(len(raw)) != info.Size() || time.Since(changed) < CacheRules.Settled {
		return "", false
	}
	first, last := raw[:min(len(raw), identityEnd)], raw[max(0, len(raw)-identityEnd):]
	return fmt.Sprintf("%s\n%d %d %d %s %+v\n%s%s", abs, info.Size(), info.ModTime().UnixNano(), changed.UnixNano(), node,
		limits.WithDefaults(), first, last), true
}
