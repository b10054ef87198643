package capfile

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
)

// frame packs data with a window of its own.
func frame(t *testing.T, data []byte, options ...zstd.EOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, append(options, zstd.WithEncoderConcurrency(1))...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noise is data that packs badly and repeats itself from far away.
func noise(size int) []byte {
	data := make([]byte, size)
	rand.NewChaCha8([32]byte{}).Read(data[:size/2])
	copy(data[size/2:], data)
	return data
}

// TestZstdFrames reads frames of every kind, one after another, in reads of different sizes.
func TestZstdFrames(t *testing.T) {
	var packed, want []byte
	sizes := []int{1, 300, 3 << 20}
	if !testing.Short() {
		sizes = append(sizes, 20<<20)
	}
	for _, size := range sizes {
		data := noise(size)
		for i, window := range []int{1 << 20, 8 << 20, 16 << 20, 32 << 20} {
			packed = append(packed, frame(t, data, zstd.WithWindowSize(window), zstd.WithEncoderCRC(i%2 == 0))...)
			want = append(want, data...)
		}
		packed = append(packed, 0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c') // a frame to be skipped
	}
	for name, r := range map[string]io.Reader{"whole": bytes.NewReader(packed), "halves": iotest.HalfReader(bytes.NewReader(packed)),
		"end with data": iotest.DataErrReader(bytes.NewReader(packed))} {
		z, err := zstd.NewReader(newZstdFrames(r), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(z)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes and error %v, want %d bytes", name, len(got), err, len(want))
		}
		z.Close()
	}
}

// TestZstdFramesHandOutWhatTheyRead reads data without large windows, and what is no zstd at all, cut at every byte:
// not a byte is changed.
func TestZstdFramesHandOutWhatTheyRead(t *testing.T) {
	data := frame(t, noise(300), zstd.WithWindowSize(1<<20))
	data = append(data, "no frame"...)
	for cut := range len(data) + 1 {
		got, err := io.ReadAll(newZstdFrames(iotest.OneByteReader(bytes.NewReader(data[:cut]))))
		if err != nil || !bytes.Equal(got, data[:cut]) {
			t.Fatalf("cut at %d: %d bytes, error %v", cut, len(got), err)
		}
	}
}

// TestZstdFramesKeepErrors reads frames with large windows from a reader that fails.
func TestZstdFramesKeepErrors(t *testing.T) {
	data := frame(t, noise(3<<20), zstd.WithWindowSize(32<<20))
	for _, cut := range []int{0, 3, 6, 8, 100, 200_000, len(data) - 1} {
		failing := io.MultiReader(bytes.NewReader(data[:cut]), iotest.ErrReader(iotest.ErrTimeout))
		if _, err := io.ReadAll(newZstdFrames(failing)); err != iotest.ErrTimeout {
			t.Errorf("after %d bytes: error %v, want that of the reader", cut, err)
		}
	}
}
