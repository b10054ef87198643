package capfile

import (
	"bufio"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"
)

const (
	plainWindow  = 8 << 20 // what every decoder has to allow (RFC 8878 section 3.1.1.1.2); allocated unseen
	lookAhead    = 1 << 20
	largestBlock = 128 << 10
)

// zstdFrames reads zstd data and lowers the window that a frame asks for to what its blocks can unpack to: a decoder
// allocates the whole window, however little follows. A frame that goes on for longer than lookAhead keeps its own.
type zstdFrames struct {
	r     *bufio.Reader
	ahead []byte // was read from r and is to be handed out first
	err   error  // came after ahead
	left  int64  // bytes to hand out as they are
	open  bool   // in a frame, before its last block
	sum   bool   // the frame ends with a checksum
}

func newZstdFrames(r io.Reader) *zstdFrames { return &zstdFrames{r: bufio.NewReader(r)} }

// Read hands out the data.
func (f *zstdFrames) Read(p []byte) (n int, err error) {
	for len(f.ahead) == 0 && f.err == nil && f.left == 0 {
		if f.open {
			f.block()
		} else {
			f.frame()
		}
	}
	switch {
	case len(f.ahead) > 0:
		n = copy(p, f.ahead)
		f.ahead = f.ahead[n:]
		return n, nil
	case f.err != nil:
		return 0, f.err
	}
	n, err = f.r.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	return n, err
}

// frame reads a frame's header. What is none is handed out as it is: the decoder says what is wrong with it.
func (f *zstdFrames) frame() {
	head, err := f.r.Peek(zstd.HeaderMaxSize)
	if len(head) == 0 {
		f.err = err
		return
	}
	var h zstd.Header
	if h.Decode(head) != nil {
		f.left = math.MaxInt64
		return
	}
	if h.Skippable {
		f.left = int64(h.HeaderSize) + int64(h.SkippableSize)
		return
	}
	f.open, f.sum = true, h.HasCheckSum
	window := h.WindowSize
	if h.SingleSegment {
		window = h.FrameContentSize
	}
	if window <= plainWindow {
		f.copy(h.HeaderSize)
		return
	}
	f.r.Discard(h.HeaderSize)
	if most := f.look(window); most < window {
		h.SingleSegment, h.WindowSize = false, max(most, 1<<20)
	}
	head, _ = h.AppendTo(nil)
	f.ahead = append(head, f.ahead...)
}

// look reads blocks ahead and returns how much they unpack to at most, or window where that may be as much.
func (f *zstdFrames) look(window uint64) (most uint64) {
	for f.open && f.err == nil && most < window {
		if len(f.ahead) > lookAhead {
			return window
		}
		most += f.block()
		if f.err == nil {
			f.copy(int(f.left))
			f.left = 0
		}
	}
	return most
}

// block reads a block's header (RFC 8878 section 3.1.1.2) and returns how much the block unpacks to at most.
func (f *zstdFrames) block() (most uint64) {
	head := f.copy(3)
	if len(head) < 3 {
		return 0
	}
	bits := uint32(head[0]) | uint32(head[1])<<8 | uint32(head[2])<<16
	last, kind, size := bits&1 != 0, bits>>1&3, bits>>3
	f.left, most = int64(size), uint64(size)
	switch kind {
	case 1: // one byte, size times
		f.left = 1
	case 2:
		most = largestBlock
	}
	if f.open = !last; last && f.sum {
		f.left += 4
	}
	return most
}

// copy reads the next n bytes after ahead and returns as many of them as there are.
func (f *zstdFrames) copy(n int) []byte {
	at := len(f.ahead)
	f.ahead = append(f.ahead, make([]byte, n)...)
	got, err := io.ReadFull(f.r, f.ahead[at:])
	f.ahead = f.ahead[:at+got]
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	f.err = err
	return f.ahead[at:]
}
