package jupyter

import (
	"fmt"
	"os"
	"path/filepath"
)

// A stamp is the last file written into a folder. A folder without one was
// begun and not finished, by a set-up that was killed, and is made again.
const stampName = "complete"

// fill makes sure that dir holds what build puts into it. build is not called
// for a stamped folder; any other one is emptied first.
func fill(dir string, build func() error) error {
	stamp := filepath.Join(dir, stampName)
	if _, err := os.Stat(stamp); err == nil {
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove what an earlier set-up left: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := build(); err != nil {
		return err
	}
	return os.WriteFile(stamp, nil, 0o644)
}
