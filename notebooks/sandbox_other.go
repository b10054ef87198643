//go:build !linux

package main

import (
	"context"
	"errors"
	"io"
)

// run fails: the walls are Linux's.
func (b *sandbox) run(context.Context, io.Writer) error {
	return errors.New("cells can be kept apart on Linux only")
}
