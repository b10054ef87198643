package dissect

import (
	"fmt"
	"hash/crc32"
	"strings"
)

// The procedures of version 2, RFC 1094 section 2.2, and of version 3, RFC 1813 section 3.3.
var (
	nfs2Names = []string{"NULL", "GETATTR", "SETATTR", "ROOT", "LOOKUP", "READLINK", "READ", "WRITECACHE", "WRITE", "CREATE", "REMOVE", "RENAME", "LINK",
		"SYMLINK", "MKDIR", "RMDIR", "READDIR", "STATFS"}
	nfs3Names = []string{"NULL", "GETATTR", "SETATTR", "LOOKUP", "ACCESS", "READLINK", "READ", "WRITE", "CREATE", "MKDIR", "SYMLINK", "MKNOD", "REMOVE",
		"RMDIR", "RENAME", "LINK", "READDIR", "READDIRPLUS", "FSSTAT", "FSINFO", "PATHCONF", "COMMIT"}
)

// nfs says what a message is about.
func (d *Session) nfs(t *view, m *rpcMessage) {
	if m.version > 3 {
		return
	}
	r := &nfsReader{d: d, t: t, old: m.version == 2, asked: m.asked}
	name := nfs3Names[m.procedure]
	if r.old {
		name = nfs2Names[m.procedure]
	}
	if m.call {
		r.call(name)
	} else {
		r.reply(name)
	}
}

// nfsReader reads the items of a message, which follow each other.
type nfsReader struct {
	d     *Session
	t     *view
	off   int
	old   bool // version 2
	asked *rpcCall
}

// handle reads a handle of a file and returns its sum, as Wireshark shows it.
func (r *nfsReader) handle() string {
	n := 32
	if !r.old {
		n = int(r.d.u32(r.t, r.off))
		r.off += 4
	}
	b := r.d.slice(r.t, r.off, n)
	sum := crc32.ChecksumIEEE(b)
	r.d.num(fNfsFhHash, r.t, r.off, n, uint64(sum))
	r.off += (n + 3) &^ 3
	return hexText(uint64(sum), 8)
}

// name reads a name of a file.
func (r *nfsReader) name() string {
	text, next := r.d.xdrText(r.t, r.off)
	if r.d.ok() {
		r.d.str(fNfsName, r.t, r.off, next-r.off, text)
	}
	r.off = next
	return text
}

func (r *nfsReader) number(n int) (v uint64) {
	for _, c := range r.d.slice(r.t, r.off, n) {
		v = v<<8 | uint64(c)
	}
	r.off += n
	return v
}

func (r *nfsReader) say(parts ...string) { r.d.cols.append(r.d, parts...) }

// entry says a directory and a name in it.
func (r *nfsReader) entry(label string) {
	directory := r.handle()
	r.say(label, directory, "/", r.name())
}

func (r *nfsReader) call(procedure string) {
	switch procedure {
	case "LOOKUP", "CREATE", "REMOVE", "MKDIR", "RMDIR", "MKNOD":
		r.entry(", DH: ")
		if procedure == "CREATE" && !r.old {
			r.say(" Mode: ", nfsMode(r.number(4)))
		}
	case "RENAME":
		r.entry(", From DH: ")
		r.entry(" To DH: ")
	case "LINK":
		r.say(", From DH: ", r.handle())
		r.entry(" To DH: ")
	case "SYMLINK":
		r.entry(", From DH: ")
		if !r.old {
			r.attributes()
		}
		r.say(" To ", r.path())
	case "NULL", "ROOT", "WRITECACHE":
	default:
		r.say(", FH: ", r.handle())
		r.details(procedure)
	}
}

// details says what a call wants of a file.
func (r *nfsReader) details(procedure string) {
	switch {
	case procedure == "READ" && r.old:
		offset, count, total := r.number(4), r.number(4), r.number(4)
		r.say(" Offset: ", utoa(offset), " Count: ", utoa(count), " TotalCount: ", utoa(total))
	case procedure == "WRITE" && r.old:
		begin, offset, total := r.number(4), r.number(4), r.number(4)
		r.say(" BeginOffset: ", utoa(begin), " Offset: ", utoa(offset), " TotalCount: ", utoa(total))
	case procedure == "READ":
		offset, count := r.number(8), r.number(4)
		r.say(" Offset: ", utoa(offset), " Len: ", utoa(count))
	case procedure == "WRITE":
		offset, count, stable := r.number(8), r.number(4), r.number(4)
		r.say(" Offset: ", utoa(offset), " Len: ", utoa(count), " ", nfsStable(stable))
	case procedure == "ACCESS":
		r.asked.rights = r.number(4)
		r.say(", [Check:", nfsAccess(r.asked.rights), "]")
	}
}

// path reads where a link leads to.
func (r *nfsReader) path() string {
	text, next := r.d.xdrText(r.t, r.off)
	r.off = next
	return text
}

// attributes skips attributes that are to be set, RFC 1813 section 2.5.3.
func (r *nfsReader) attributes() {
	for _, size := range [...]int{4, 4, 4, 8} {
		if r.number(4) != 0 {
			r.off += size
		}
	}
	for range 2 {
		const toGiven = 2
		if r.number(4) == toGiven {
			r.off += 8
		}
	}
}

// after skips the attributes that a reply may have.
func (r *nfsReader) after() {
	if r.number(4) != 0 {
		r.off += 84
	}
}

func (r *nfsReader) reply(procedure string) {
	d := r.d
	code := d.uint(fNfsStatus, r.t, 0, 4)
	r.off = 4
	if code != 0 {
		prefix := "NFS3ERR_"
		if r.old {
			prefix = "NFS2ERR_"
		}
		r.say(" Error: ", nfsError(prefix, code))
		return
	}
	switch {
	case r.old && (procedure == "LOOKUP" || procedure == "CREATE" || procedure == "MKDIR"), procedure == "LOOKUP":
		r.say(", FH: ", r.handle())
	case procedure == "READLINK":
		if !r.old {
			r.after()
		}
		r.say(" Path: ", r.path())
	case r.old:
	case procedure == "GETATTR":
		kind, mode := r.number(4), r.number(4)
		r.number(4)
		uid, gid := r.number(4), r.number(4)
		r.say("  ", nfsType(kind), fmt.Sprintf(" mode: %04o uid: %d gid: %d", mode, uid, gid))
	case procedure == "ACCESS":
		r.after()
		allowed := r.number(4)
		if denied := r.asked.rights &^ allowed; denied != 0 {
			r.say(", [Access Denied:", nfsAccess(denied), "]")
		}
		r.say(", [Allowed:", nfsAccess(allowed), "]")
	case procedure == "CREATE", procedure == "MKDIR", procedure == "SYMLINK", procedure == "MKNOD":
		if r.number(4) != 0 {
			r.handle()
		}
	case procedure == "READ":
		r.after()
		r.say(" Len: ", utoa(r.number(4)))
	case procedure == "WRITE":
		for range 2 {
			r.changed()
		}
		count, stable := r.number(4), r.number(4)
		r.say(" Len: ", utoa(count), " ", nfsStable(stable))
	}
}

// changed skips what a directory or file was before, and then what it is.
func (r *nfsReader) changed() {
	if r.number(4) != 0 {
		r.off += 24
	}
}

func nfsMode(n uint64) string {
	if n < 3 {
		return [...]string{"UNCHECKED", "GUARDED", "EXCLUSIVE"}[n]
	}
	return "Unknown (" + utoa(n) + ")"
}

func nfsStable(n uint64) string {
	if n < 3 {
		return [...]string{"UNSTABLE", "DATA_SYNC", "FILE_SYNC"}[n]
	}
	return "Unknown (" + utoa(n) + ")"
}

func nfsType(n uint64) string {
	if n > 0 && n < 8 {
		return [...]string{"", "Regular File", "Directory", "Block Special Device", "Character Special Device", "Symbolic Link", "Socket", "Named Pipe"}[n]
	}
	return "Unknown Type: " + utoa(n)
}

// nfsAccess names rights, RFC 1813 section 3.3.4.
func nfsAccess(n uint64) string {
	var text strings.Builder
	for i, name := range [...]string{" RD", " LU", " MD", " XT", " DL", " XE"} {
		if n>>i&1 != 0 {
			text.WriteString(name)
		}
	}
	return text.String()
}

// nfsError names an error, RFC 1094 section 2.3.1 and RFC 1813 section 2.6.
func nfsError(prefix string, code uint64) string {
	names := map[uint64]string{1: "PERM", 2: "NOENT", 5: "IO", 6: "NXIO", 13: "ACCES", 17: "EXIST", 18: "XDEV", 19: "NODEV", 20: "NOTDIR", 21: "ISDIR",
		22: "INVAL", 27: "FBIG", 28: "NOSPC", 30: "ROFS", 31: "MLINK", 63: "NAMETOOLONG", 66: "NOTEMPTY", 69: "DQUOT", 70: "STALE", 71: "REMOTE",
		99: "WFLUSH", 10001: "BADHANDLE", 10002: "NOT_SYNC", 10003: "BAD_COOKIE", 10004: "NOTSUPP", 10005: "TOOSMALL", 10006: "SERVERFAULT",
		10007: "BADTYPE", 10008: "JUKEBOX"}
	if name := names[code]; name != "" {
		return prefix + name
	}
	return "Unknown error: " + utoa(code)
}
