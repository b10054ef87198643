package dissect

import (
	_ "embed"
	"sync"
)

//go:embed rap.txt
var rapText string

//go:embed qpi.txt
var qpiText string

//go:embed qfsi.txt
var qfsiText string

var (
	rapNames  = sync.OnceValue(func() map[uint32]string { return namedNumbers(rapText) })
	qpiNames  = sync.OnceValue(func() map[uint32]string { return namedNumbers(qpiText) })
	qfsiNames = sync.OnceValue(func() map[uint32]string { return namedNumbers(qfsiText) })
)

// lanmanName names a function of the remote administration protocol, MS-RAP section 2.5.
func lanmanName(n uint64) string {
	if name := rapNames()[uint32(n)]; name != "" {
		return name
	}
	return "Unknown Command (" + utoa(n) + ")"
}

// smbPathLevel names what is asked about a file, MS-CIFS section 2.2.2.3.3.
func smbPathLevel(n uint64) string {
	if name := qpiNames()[uint32(n)]; name != "" {
		return name
	}
	return "Unknown (" + utoa(n) + ")"
}

// smbSystemLevel names what is asked about a file system, MS-CIFS section 2.2.2.3.2.
func smbSystemLevel(n uint64) string {
	if name := qfsiNames()[uint32(n)]; name != "" {
		return name
	}
	return "Unknown (" + hexText(n, 0) + ")"
}

// smb1Trans2 says what a request's parameters ask for, MS-CIFS section 2.2.6.
func (d *Session) smb1Trans2(p *view, m *smb1Message) {
	if p.rep == 0 {
		return
	}
	switch m.asked.sub {
	case 0:
		d.smb1Text(p, 28, ", Path: ", m)
	case 1:
		d.smb1Text(p, 12, ", Pattern: ", m)
	case 2:
		d.smb1Text(p, 12, ", Continue: ", m)
	case 3:
		d.cols.append(d, ", ", smbSystemLevel(d.le(p, 0, 2)))
	case 4:
		d.cols.append(d, ", Unknown (", hexText(d.le(p, 2, 2), 0), ")")
	case 5:
		d.cols.append(d, ", ", smbPathLevel(d.le(p, 0, 2)))
		d.smb1Text(p, 6, ", Path: ", m)
	case 6:
		d.smb1Text(p, 6, ", Path: ", m)
	case 7, 8:
		m.asked.fid = int(d.le(p, 0, 2))
		d.smb1Fid(uint64(m.asked.fid))
		if m.asked.sub == 7 {
			d.cols.append(d, ", ", smbPathLevel(d.le(p, 2, 2)))
		}
	case 13:
		d.smb1Text(p, 4, ", Dir: ", m)
	case 16:
		d.smb1Text(p, 2, ", File: ", m)
	}
}

// smb1Text shows the text at off of parameters.
func (d *Session) smb1Text(p *view, off int, label string, m *smb1Message) {
	if off >= len(p.b) {
		return
	}
	text := string(validUTF8(upTo0(p.b[off:])))
	if m.unicode {
		text = utf16To0(p.b[off:])
	}
	d.cols.append(d, label, formatText([]byte(text)))
}
