package dissect

import "strings"

// smb1Body dissects a command, MS-CIFS section 2.2.4.
func (d *Session) smb1Body(t *view, m *smb1Message, h *smb1Conn) {
	if m.response {
		d.smb1Response(t, m, h)
		return
	}
	switch m.cmd {
	case smbMkdir, smbRmdir, smbCheckdir:
		d.smb1Name(m, ", Directory: ", 0)
	case smbOpen, smbCreate, smbDelete, smbQueryInfo, smbSetInfo, smbCreateTemp, smbCreateNew:
		d.smb1Name(m, ", Path: ", 0)
	case smbTree:
		text, _ := d.smb1Formatted(m, 0)
		d.str(fSmbPath, nil, 0, 0, text)
		d.smb1Name(m, ", Path: ", 0)
	case smbSearch, smbSearchFind, smbSearchUnique:
		d.smb1Name(m, ", File: ", 0)
	case smbRename, smbNTRename:
		next := d.smb1Name(m, ", Old Name: ", 0)
		d.smb1Name(m, ", New Name: ", next)
	case smbCopy:
		d.leUint(fSmbTid, &m.words, 0, 2)
		next := d.smb1Name(m, ", Source Name: ", 0)
		d.smb1Name(m, ", Destination Name: ", next)
	case smbClose, smbFlush, smbLock, smbUnlock, smbSeek, smbReadRaw, smbSetInfo2, smbQueryInfo2, smbWriteClose, smbCloseTree:
		d.smb1File(m, 0)
	case smbLocking:
		d.smb1Locks(m)
	case smbRead, smbWrite, smbLockRead, smbWriteUnlock:
		d.smb1File(m, 0)
		d.cols.append(d, ", ", utoa(d.le(&m.words, 2, 2)), " bytes at offset ", utoa(d.le(&m.words, 4, 4)))
	case smbReadX:
		d.smb1ReadRequest(m)
	case smbWriteX:
		d.smb1WriteRequest(t, m)
	case smbOpenX, smbNTCreateX:
		text, _ := d.smb1String(m, 0)
		d.cols.append(d, ", Path: ", formatText([]byte(text)))
	case smbSetupX:
		d.smb1Setup(m)
	case smbTreeX:
		d.smb1Tree(m)
	case smbTrans, smbTrans2:
		d.smb1Transaction(t, m, h)
	case smbNTTrans:
		d.smb1NTTransaction(m)
	}
}

// smb1Name names a file, and returns where the text ends.
func (d *Session) smb1Name(m *smb1Message, label string, off int) int {
	text, next := d.smb1Formatted(m, off)
	d.cols.append(d, label, formatText([]byte(text)))
	return next
}

// smb1Locks dissects locks of parts of a file, MS-CIFS section 2.2.4.32.1.
func (d *Session) smb1Locks(m *smb1Message) {
	const large = 0x10
	w := &m.words
	d.smb1File(m, 4)
	size := 10
	if d.le(w, 6, 1)&large != 0 {
		size = 20
	}
	for i := range int(d.le(w, 12, 2) + d.le(w, 14, 2)) {
		if !d.ok() {
			return
		}
		d.leUint(fSmbPid, &m.data, i*size, 2)
		d.need(&m.data, i*size, size)
	}
}

// smb1File notes the file that a request is about.
func (d *Session) smb1File(m *smb1Message, off int) {
	if fid := d.le(&m.words, off, 2); d.ok() {
		m.asked.fid = int(fid)
		d.smb1Fid(fid)
	}
}

func (d *Session) smb1Fid(fid uint64) { d.cols.append(d, ", FID: ", hexText(fid, 4)) }

func (d *Session) smb1ReadRequest(m *smb1Message) {
	d.smb1File(m, 4)
	w := &m.words
	off, n := d.le(w, 6, 4), d.le(w, 10, 2)
	if w.rep >= 24 {
		off |= d.le(w, 20, 4) << 32
	}
	if high := d.le(w, 14, 4); high != 1<<32-1 {
		n |= high & 0xffff << 16
	}
	d.cols.append(d, ", ", utoa(n), " bytes at offset ", utoa(off))
}

func (d *Session) smb1WriteRequest(t *view, m *smb1Message) {
	d.smb1File(m, 4)
	w := &m.words
	off, n := d.le(w, 6, 4), d.le(w, 20, 2)|d.le(w, 18, 2)<<16
	if w.rep >= 28 {
		off |= d.le(w, 24, 4) << 32
	}
	d.cols.append(d, ", ", utoa(n), " bytes at offset ", utoa(off))
	d.smb1Data(t, m, int(d.le(w, 22, 2)), int(n))
}

// smb1Data names what is read from a pipe or written to it.
func (d *Session) smb1Data(t *view, m *smb1Message, at, n int) {
	if n > 0 && at > 0 && m.pipe && d.ok() {
		v := t.sub(at, n)
		if !d.dcePipe(&v, m.asked.fid) {
			d.data(&v)
		}
	}
}

// smb1Response dissects the answer to a command.
func (d *Session) smb1Response(t *view, m *smb1Message, h *smb1Conn) {
	w := &m.words
	if m.cmd == smbTrans2 && m.asked.frame == 0 {
		d.cols.append(d, "<unknown>")
	}
	switch {
	case m.cmd == smbNTCreateX:
		fid := uint64(0)
		if w.rep > 0 {
			fid = d.le(w, 5, 2)
		}
		d.smb1Fid(fid)
	case w.rep == 0:
	case m.cmd == smbOpen, m.cmd == smbCreate:
		d.smb1Fid(d.le(w, 0, 2))
	case m.cmd == smbOpenX:
		d.smb1Fid(d.le(w, 4, 2))
	case m.cmd == smbReadX:
		n := d.le(w, 10, 2) | d.le(w, 14, 2)<<16
		d.cols.append(d, ", ", utoa(n), " bytes")
		d.smb1Data(t, m, int(d.le(w, 12, 2)), int(n))
	case m.cmd == smbWriteX:
		d.cols.append(d, ", ", utoa(d.le(w, 4, 2)|d.le(w, 8, 2)<<16), " bytes")
	case m.cmd == smbNegotiate:
		d.smb1Negotiated(m)
	case m.cmd == smbSetupX:
		d.smb1SetupResponse(m)
	case m.cmd == smbTreeX:
		if m.asked.frame > 0 && m.status == 0 && len(m.asked.name) <= maxToldAgain {
			remember(&h.trees, m.tree, smb1Share{m.asked.name, strings.HasPrefix(string(m.data.b), "IPC")})
			d.str(fSmbPath, nil, 0, 0, m.asked.name)
		}
	case m.cmd == smbTrans, m.cmd == smbTrans2:
		d.smb1TransactionResponse(t, m)
	}
}

// smb1Negotiated dissects what a server chose, MS-SMB section 2.2.4.5.2.
func (d *Session) smb1Negotiated(m *smb1Message) {
	const extendedSecurity = 1 << 31
	w := &m.words
	switch {
	case w.rep != 34:
	case d.le(w, 19, 4)&extendedSecurity != 0:
		if m.data.rep > 16 {
			blob := m.data.sub(16, -1)
			d.gssAPI(&blob)
		}
	default:
		if n := int(d.le(w, 33, 1)); n < len(m.data.b) {
			d.str(fSmbPrimaryDomain, nil, 0, 0, utf16To0(m.data.b[n:]))
		}
	}
}

// smb1Setup dissects who opens a session, MS-CIFS section 2.2.4.53.1 and MS-SMB section 2.2.4.6.1.
func (d *Session) smb1Setup(m *smb1Message) {
	w := &m.words
	if w.rep == 24 {
		d.smb1Blob(m, int(d.le(w, 14, 2)))
		return
	}
	off := 0
	switch w.rep {
	case 26:
		off = int(d.le(w, 14, 2)) + int(d.le(w, 16, 2))
	case 20:
		off = int(d.le(w, 14, 2))
	default:
		return
	}
	user, next := d.smb1String(m, off)
	domain, next := d.smb1String(m, next)
	d.str(fSmbAccount, nil, 0, 0, user)
	d.str(fSmbPrimaryDomain, nil, 0, 0, domain)
	d.smb1Systems(m, next)
	switch {
	case user == "" && domain == "" && w.rep == 20:
	case user == "" && domain == "":
		d.cols.append(d, ", User: anonymous")
	default:
		d.cols.append(d, ", User: ", formatText([]byte(domain)), `\`, formatText([]byte(user)))
	}
}

// smb1Systems emits what a side runs on, and returns where that ends.
func (d *Session) smb1Systems(m *smb1Message, off int) int {
	for _, id := range [...]ID{fSmbNativeOs, fSmbNativeLanman} {
		var text string
		if off >= len(m.data.b) {
			return off
		}
		text, off = d.smb1String(m, off)
		d.str(id, nil, 0, 0, text)
	}
	return off
}

// smb1Blob dissects a token of security and what follows it.
func (d *Session) smb1Blob(m *smb1Message, n int) {
	if n > 0 {
		blob := m.data.sub(0, n)
		d.gssAPI(&blob)
	}
	d.smb1Domain(m, d.smb1Systems(m, n))
}

func (d *Session) smb1Domain(m *smb1Message, off int) {
	if off < len(m.data.b) {
		domain, _ := d.smb1String(m, off)
		d.str(fSmbPrimaryDomain, nil, 0, 0, domain)
	}
}

func (d *Session) smb1SetupResponse(m *smb1Message) {
	if m.words.rep == 8 {
		d.smb1Blob(m, int(d.le(&m.words, 6, 2)))
		return
	}
	d.smb1Domain(m, d.smb1Systems(m, 0))
}

// smb1Tree dissects which share is meant, MS-CIFS section 2.2.4.55.1.
func (d *Session) smb1Tree(m *smb1Message) {
	text, _ := d.smb1String(m, int(d.le(&m.words, 6, 2)))
	m.asked.name = text
	d.str(fSmbPath, nil, 0, 0, text)
	d.cols.append(d, ", Path: ", formatText([]byte(text)))
}

// smb1NTTransaction names a function, MS-CIFS section 2.2.4.62.1.
func (d *Session) smb1NTTransaction(m *smb1Message) {
	names := [...]string{"", "NT CREATE", "NT IOCTL", "NT SET SECURITY DESC", "NT NOTIFY", "NT RENAME", "NT QUERY SECURITY DESC", "NT GET USER QUOTA",
		"NT SET USER QUOTA"}
	n := d.le(&m.words, 36, 2)
	name := "Unknown NT transaction (" + utoa(n) + ")"
	if n > 0 && n < uint64(len(names)) {
		name = names[n]
	}
	d.cols.append(d, ", ", name)
}
