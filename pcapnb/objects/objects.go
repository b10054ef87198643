package objects

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"netlab/pcapnb"
	"netlab/pcapnb/misuse"
	"netlab/pcapnb/wholefile"
)

// An Object is a file that was carried in a capture. Host, Name and Type are what strangers wrote.
type Object struct {
	Protocol string `col:"protocol"` // "HTTP", "TFTP", "FTP-DATA" or "IMF"
	Packet   int    `col:"packet"`   // number of the packet that completes it
	Host     string `col:"host,omitzero"`
	Name     string `col:"name,omitzero"` // its path, the subject of a mail
	Type     string `col:"type,omitzero"` // media type
	Size     int    `col:"size" unit:"bytes"`
	SHA256   string `col:"sha256"`                        // in hexadecimal digits
	Missing  int    `col:"missing,omitzero" unit:"bytes"` // that are not in the capture

	data []byte
}

// The fields of objects, to filter, sort and group by.
var (
	// Protocol is what carried it.
	Protocol = pcapnb.NewOptionalKey("protocol", func(o Object) (string, bool) { return o.Protocol, true })
	// Host is who had it.
	Host = pcapnb.NewOptionalKey("host", func(o Object) (string, bool) { return o.Host, o.Host != "" })
	// Name is what it was called.
	Name = pcapnb.NewOptionalKey("name", func(o Object) (string, bool) { return o.Name, o.Name != "" })
	// Type is its media type.
	Type = pcapnb.NewOptionalKey("type", func(o Object) (string, bool) { return o.Type, o.Type != "" })
	// Size is how many bytes it has.
	Size = pcapnb.NewOptionalNumber("size", "bytes", func(o Object) (int, bool) { return o.Size, true })
)

// List are objects in an order: an ordinary slice with the verbs as methods.
type List []Object

// Of returns the objects in the packets, in the order in which they were completed.
func Of(ps pcapnb.Packets) List {
	list := slices.Concat(fromHTTP(ps), fromTFTP(ps), fromStreams(ps))
	slices.SortStableFunc(list, func(a, b Object) int { return cmp.Compare(a.Packet, b.Packet) })
	return list
}

// newObject is one with its data.
func newObject(protocol string, packet int, host, name, kind string, data []byte) Object {
	sum := sha256.Sum256(data)
	return Object{Protocol: protocol, Packet: packet, Host: host, Name: name, Type: kind, Size: len(data), SHA256: hex.EncodeToString(sum[:]), data: data}
}

// Head returns the first n objects, or all where there are fewer.
func (l List) Head(n int) List { return pcapnb.Head(l, n) }

// Filter returns the objects that match all of conds.
func (l List) Filter(conds ...pcapnb.Cond[Object]) List { return pcapnb.Filter(l, conds...) }

// SortDesc returns the objects in descending order of fields. Ties keep their order, missing comes last.
func (l List) SortDesc(fields ...pcapnb.Field[Object]) List { return pcapnb.SortDesc(l, fields...) }

// Table returns the objects as a table.
func (l List) Table() *pcapnb.Table { return pcapnb.TableOf([]Object(l)) }

// String returns the objects as text, aligned in columns.
func (l List) String() string { return l.Table().String() }

// HTML returns the objects as a plain <table>, everything in it escaped.
func (l List) HTML() string { return l.Table().HTML() }

// Bytes returns what is in the object. The caller must not change it.
func (o Object) Bytes() []byte { return o.data }

// Save writes the object into a folder that is there under a name made of its protocol, checksum and kind, never of what strangers wrote, and
// returns the path. The kind is told by the first bytes: png, jpeg, gif, pdf, zip, gzip or txt, and bin for all others.
func (o Object) Save(folder string) (string, error) {
	path := filepath.Join(folder, fmt.Sprintf("%s-%s.%s", prefix(o.Protocol), o.SHA256[:12], kind(o.data)))
	if err := wholefile.WriteBytes(path, o.data, 0o644); err != nil {
		return "", fmt.Errorf("objects: %w", err)
	}
	return path, nil
}

// MustSave is Save for a notebook cell.
func (o Object) MustSave(folder string) string {
	path, err := o.Save(folder)
	check(err)
	return path
}

// Save writes the objects into a folder that is there, as [Object.Save] does, and returns their paths. Objects that are equal share a file.
func (l List) Save(folder string) ([]string, error) {
	var paths []string
	for _, o := range l {
		path, err := o.Save(folder)
		if err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// MustSave is Save for a notebook cell.
func (l List) MustSave(folder string) []string {
	paths, err := l.Save(folder)
	check(err)
	return paths
}

func check(err error) {
	if err != nil {
		panic(misuse.Textf("%v", err))
	}
}

func prefix(protocol string) string {
	switch protocol {
	case "HTTP":
		return "http"
	case "TFTP":
		return "tftp"
	case "FTP-DATA":
		return "ftp"
	}
	return "mail"
}

// kind tells by the first bytes what a file is, as far as no program runs it.
func kind(b []byte) string {
	for _, k := range []struct{ mark, name string }{{"\x89PNG\r\n\x1a\n", "png"}, {"\xff\xd8\xff", "jpeg"}, {"GIF8", "gif"}, {"%PDF-", "pdf"}, {"PK\x03\x04", "zip"}, {"\x1f\x8b\x08", "gzip"}} {
		if bytes.HasPrefix(b, []byte(k.mark)) {
			return k.name
		}
	}
	if len(b) > 0 && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 {
		return "txt"
	}
	return "bin"
}
