package capture

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/bits"
	"sync"
	"sync/atomic"

	"netlab/pcapnb/internal/exchange"
	"netlab/pcapnb/internal/parallel"
)

// A box is the container of a cache file:
//
//	magic     16 bytes, names the version, the processor's byte order and the size of its words
//	length    8 bytes, of the label
//	checksum  8 bytes, of the label
//	label     identity and meta as texts, then the lengths and checksums of the body and of the extra
//	body      on a page of its own: what a load needs
//	extra     on a page of its own: what may be asked for later
//
// Checksums are CRC-32C of blocks, so that all processors can look through them at once.
type box struct {
	identity string
	meta     string
	body     sealed
	extra    sealed
	path     string
	file     []byte // all of it
}

// A sealed part of a box is good if its checksums say so.
type sealed struct {
	data []byte
	sums []uint32
}

// cacheMark begins all files of the cache.
const cacheMark = "pcapnb"

const (
	// boxVersion changes with the meaning of any column, code or text in a box; others are never read.
	boxVersion = 8
	boxHeader  = 32
	boxPage    = 4096
	sumBlock   = 1 << 20
)

func boxMagic() (magic [16]byte) {
	copy(magic[:], cacheMark)
	binary.NativeEndian.PutUint32(magic[8:], boxVersion)
	binary.NativeEndian.PutUint32(magic[12:], bits.UintSize)
	return magic
}

var errBox = errors.New("not a usable cache file")

// openBox reads a box's label. The parts may be cut off: check tells.
func openBox(data []byte) (*box, error) {
	magic := boxMagic()
	if len(data) < boxHeader || [16]byte(data) != magic {
		return nil, errBox
	}
	length, sum := binary.LittleEndian.Uint64(data[16:]), binary.LittleEndian.Uint64(data[24:])
	if length > uint64(len(data)-boxHeader) {
		return nil, errBox
	}
	label := data[boxHeader : boxHeader+length]
	if uint64(crc32.Checksum(label, castagnoli())) != sum {
		return nil, errBox
	}
	b := &box{}
	x := &exchange.X{Data: label, Reading: true}
	x.Text(&b.identity)
	x.Text(&b.meta)
	at := padded(boxHeader+int(length), boxPage)
	at = readSealed(x, &b.body, data, at)
	readSealed(x, &b.extra, data, at)
	if x.Bad {
		return nil, errBox
	}
	return b, nil
}

// sealed reads the length and checksums of a part that begins at byte at of file, and returns where the next one does.
func readSealed(x *exchange.X, s *sealed, file []byte, at int) int {
	var size, sums int
	x.Number(&size)
	x.Count(&sums)
	if size < 0 || sums != (size+sumBlock-1)/sumBlock {
		x.Bad = true
		return at
	}
	for range sums {
		var sum int
		x.Number(&sum)
		s.sums = append(s.sums, uint32(sum))
	}
	if at <= len(file) && size <= len(file)-at {
		s.data = file[at : at+size]
	}
	return padded(at+size, boxPage)
}

// boxParts are the parts of the file of a box, in order.
func boxParts(identity, meta string, body, extra [][]byte) [][]byte {
	x := &exchange.X{}
	x.Text(&identity)
	x.Text(&meta)
	for _, parts := range [][][]byte{body, extra} {
		size := length(parts)
		sums := checksums(parts)
		count := len(sums)
		x.Number(&size)
		x.Number(&count)
		for _, s := range sums {
			sum := int(s)
			x.Number(&sum)
		}
	}
	magic := boxMagic()
	header := binary.LittleEndian.AppendUint64(magic[:], uint64(len(x.Data)))
	header = binary.LittleEndian.AppendUint64(header, uint64(crc32.Checksum(x.Data, castagnoli())))
	file := pad([][]byte{header, x.Data}, boxPage)
	if file = append(file, body...); len(extra) == 0 {
		return file
	}
	return append(pad(file, boxPage), extra...)
}

func length(parts [][]byte) (n int) {
	for _, p := range parts {
		n += len(p)
	}
	return n
}

// pad makes the parts' length a multiple of to.
func pad(parts [][]byte, to int) [][]byte {
	n := length(parts)
	return append(parts, make([]byte, padded(n, to)-n))
}

var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

// check tells whether a part is whole and as it was written.
func (b *box) check(s sealed) bool {
	if len(s.data) == 0 {
		return len(s.sums) == 0
	}
	var bad atomic.Bool
	parallel.Each(len(s.sums), func(i int) {
		block := s.data[i*sumBlock : min((i+1)*sumBlock, len(s.data))]
		if crc32.Checksum(block, castagnoli()) != s.sums[i] {
			bad.Store(true)
		}
	})
	return !bad.Load()
}

// checksums are those of the blocks of parts, one after another.
func checksums(parts [][]byte) []uint32 {
	sums := make([]uint32, (length(parts)+sumBlock-1)/sumBlock)
	starts := make([]int, len(parts)+1)
	for i, p := range parts {
		starts[i+1] = starts[i] + len(p)
	}
	parallel.Each(len(sums), func(i int) {
		from, to := i*sumBlock, (i+1)*sumBlock
		for k, p := range parts {
			if starts[k] < to && starts[k+1] > from {
				piece := p[max(0, from-starts[k]):min(len(p), to-starts[k])]
				sums[i] = crc32.Update(sums[i], castagnoli(), piece)
			}
		}
	})
	return sums
}
