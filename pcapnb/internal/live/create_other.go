//go:build !linux

package live

import "os"

// Create creates or empties a file to record into.
func Create(path string) (*os.File, error) { return os.Create(path) }
