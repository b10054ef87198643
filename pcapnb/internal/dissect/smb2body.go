package dissect

// smb2Body dissects the body of a message, MS-SMB2 sections 2.2.3 to 2.2.40.
func (d *Session) smb2Body(t *view, m *smb2Message, h *smb2Conn) {
	d.push()
	defer d.pop()
	if m.cmd > smb2Break {
		d.need(t, m.body, 1)
		return
	}
	if m.response && m.cmd == smb2Find && m.asked.frame > 0 {
		d.num(fSmb2FindInfolevel, nil, 0, 0, m.asked.level)
		defer d.smb2Found(m)
	}
	if m.response && m.asked.class != 0 {
		d.num(fSmb2Class, nil, 0, 0, m.asked.class)
		d.num(smb2LevelField(m.asked.class), nil, 0, 0, m.asked.level)
	}
	code := d.leUint(fSmb2BufferCode, t, m.body, 2)
	d.push()
	d.num(fSmb2BufferCodeLength, t, m.body, 2, code>>1)
	d.flag(fSmb2BufferCodeDynamic, t, m.body, 2, code&1 != 0)
	d.pop()
	if m.response && m.status != 0 && !smb2Succeeds(m) {
		return
	}
	read := smb2Bodies[m.cmd][0]
	if m.response {
		read = smb2Bodies[m.cmd][1]
	}
	if read != nil && d.ok() {
		read(d, t, m, h)
	}
}

// smb2Succeeds tells the responses that have a body in spite of their status.
func smb2Succeeds(m *smb2Message) bool {
	const bufferOverflow, notifyEnumDir = 0x80000005, 0x0000010c
	if m.cmd == smb2Setup {
		return true
	}
	switch m.status {
	case bufferOverflow:
		return m.cmd == smb2GetInfo || m.cmd == smb2Read || m.cmd == smb2Ioctl
	case notifyEnumDir:
		return m.cmd == smb2Notify
	}
	return false
}

// smb2Reader dissects a body.
type smb2Reader func(d *Session, t *view, m *smb2Message, h *smb2Conn)

// smb2Bodies are those of requests and of responses, by command.
var smb2Bodies [smb2Break + 1][2]smb2Reader

func init() {
	smb2Bodies = [...][2]smb2Reader{
		smb2Negotiate:   {(*Session).smb2NegotiateRequest, (*Session).smb2NegotiateResponse},
		smb2Setup:       {(*Session).smb2SetupRequest, (*Session).smb2SetupResponse},
		smb2TreeConnect: {(*Session).smb2TreeRequest, (*Session).smb2TreeResponse},
		smb2Create:      {(*Session).smb2CreateRequest, (*Session).smb2CreateResponse},
		smb2Close:       {(*Session).smb2CloseRequest, (*Session).smb2CloseResponse},
		smb2Flush:       {(*Session).smb2FlushRequest, nil},
		smb2Read:        {(*Session).smb2ReadRequest, (*Session).smb2ReadResponse},
		smb2Write:       {(*Session).smb2WriteRequest, (*Session).smb2WriteResponse},
		smb2Lock:        {(*Session).smb2LockRequest, nil},
		smb2Ioctl:       {(*Session).smb2IoctlRequest, (*Session).smb2IoctlResponse},
		smb2Find:        {(*Session).smb2FindRequest, nil},
		smb2Notify:      {(*Session).smb2FlushRequest, nil},
		smb2GetInfo:     {(*Session).smb2GetRequest, nil},
		smb2SetInfo:     {(*Session).smb2SetRequest, nil},
		smb2Break:       {(*Session).smb2Broken, (*Session).smb2Broken},
	}
}

func (d *Session) smb2Security(t *view, off int) {
	v := d.leUint(fSmb2SecMode, t, off, 1)
	d.bits(t, off, 1, v, bit{fSmb2SecModeSignEnabled, 1}, bit{fSmb2SecModeSignRequired, 2})
}

func (d *Session) smb2Capabilities(t *view, off int) {
	v := d.leUint(fSmb2Capabilities, t, off, 4)
	d.bits(t, off, 4, v, bit{fSmb2CapabilitiesDfs, 1}, bit{fSmb2CapabilitiesLeasing, 2}, bit{fSmb2CapabilitiesLargeMtu, 4},
		bit{fSmb2CapabilitiesMultiChannel, 8}, bit{fSmb2CapabilitiesPersistentHandles, 16}, bit{fSmb2CapabilitiesDirectoryLeasing, 32},
		bit{fSmb2CapabilitiesEncryption, 64})
}

func (d *Session) smb2NegotiateRequest(t *view, m *smb2Message, h *smb2Conn) {
	n := int(d.leUint(fSmb2DialectCount, t, m.body+2, 2))
	d.smb2Security(t, m.body+4)
	d.smb2Capabilities(t, m.body+8)
	for i := 0; i < n && d.ok(); i++ {
		d.leUint(fSmb2Dialect, t, m.body+36+2*i, 2)
	}
}

func (d *Session) smb2NegotiateResponse(t *view, m *smb2Message, h *smb2Conn) {
	at := m.body
	d.smb2Security(t, at+2)
	d.leUint(fSmb2Dialect, t, at+4, 2)
	d.smb2Capabilities(t, at+24)
	d.leSlots(t, at+28, slot{fSmb2MaxTransSize, 4}, slot{fSmb2MaxReadSize, 4}, slot{fSmb2MaxWriteSize, 4})
	d.smb2Times(t, at+40, fSmb2CurrentTime, fSmb2BootTime)
	d.smb2Blob(t, at+56, 2)
}

// smb2Times emits times that follow each other.
func (d *Session) smb2Times(t *view, off int, ids ...ID) {
	for i, id := range ids {
		d.num(id, t, off+8*i, 8, filetime(d.le(t, off+8*i, 8)))
	}
}

// smb2Place reads where something is, by a number of size bytes each for its place and its length.
func (d *Session) smb2Place(t *view, off, size int) view {
	at, n := d.le(t, off, size), d.le(t, off+size, size)
	if at == 0 || n == 0 || !d.ok() {
		return view{}
	}
	if at+n > uint64(t.rep) {
		d.fail(t, t.rep+1)
		return view{}
	}
	return t.sub(int(at), int(n))
}

// smb2Blob dissects a token of security.
func (d *Session) smb2Blob(t *view, off, size int) {
	v := d.smb2Place(t, off, size)
	d.text(fSmb2SecurityBlob, &v, 0, v.rep, v.b)
	if v.rep > 0 {
		d.gssAPI(&v)
	}
}

func (d *Session) smb2SetupRequest(t *view, m *smb2Message, h *smb2Conn) {
	at := m.body
	d.smb2Security(t, at+3)
	d.smb2Capabilities(t, at+4)
	d.leUint(fSmb2PreviousSesid, t, at+16, 8)
	d.smb2Blob(t, at+12, 2)
}

func (d *Session) smb2SetupResponse(t *view, m *smb2Message, h *smb2Conn) {
	flags := d.leUint(fSmb2SessionFlags, t, m.body+2, 2)
	d.bits(t, m.body+2, 2, flags, bit{fSmb2SesFlagsGuest, 1}, bit{fSmb2SesFlagsNull, 2}, bit{fSmb2SesFlagsEncrypt, 4})
	d.smb2Blob(t, m.body+4, 2)
}

// smb2Text emits the text of a place and returns it.
func (d *Session) smb2Text(id ID, v view) string {
	text := utf16Text(d.slice(&v, 0, v.rep))
	d.text(id, &v, 0, v.rep, d.keep(text))
	return text
}

func (d *Session) smb2TreeRequest(t *view, m *smb2Message, h *smb2Conn) {
	m.asked.name = d.smb2Text(fSmb2Tree, d.smb2Place(t, m.body+4, 2))
	d.cols.append(d, " Tree: ", formatText([]byte(m.asked.name)))
}

func (d *Session) smb2TreeResponse(t *view, m *smb2Message, h *smb2Conn) {
	kind := d.leUint(fSmb2ShareType, t, m.body+2, 1)
	if d.ok() && m.asked.frame > 0 && len(m.asked.name) <= maxToldAgain {
		remember(&h.trees, smb2Tree{m.session, m.tree}, smb2Share{m.asked.name, kind})
	}
}

func (d *Session) smb2CreateRequest(t *view, m *smb2Message, h *smb2Conn) {
	at := m.body
	d.leUint(fSmb2CreateOplock, t, at+3, 1)
	d.leUint(fSmb2ImpersonationLevel, t, at+4, 4)
	d.smb2Attributes(t, at+28)
	d.leUint(fSmb2CreateDisposition, t, at+36, 4)
	m.asked.name = d.smb2Text(fSmb2Filename, d.smb2Place(t, at+44, 2))
	m.asked.named = d.ok() && len(m.asked.name) <= maxToldAgain
	d.cols.append(d, " File: ", formatText([]byte(m.asked.name)))
}

// smb2Attributes emits what is special about a file, MS-FSCC section 2.6.
func (d *Session) smb2Attributes(t *view, off int) {
	v := d.leUint(fSmb2FileAttribute, t, off, 4)
	d.bits(t, off, 4, v, bit{fSmb2FileAttributeReadOnly, 1}, bit{fSmb2FileAttributeHidden, 2}, bit{fSmb2FileAttributeSystem, 4},
		bit{fSmb2FileAttributeDirectory, 16}, bit{fSmb2FileAttributeArchive, 32})
}

func (d *Session) smb2CreateResponse(t *view, m *smb2Message, h *smb2Conn) {
	at := m.body
	d.leUint(fSmb2CreateOplock, t, at+2, 1)
	d.leUint(fSmb2CreateAction, t, at+4, 4)
	d.smb2Stat(t, at+8)
	if b := d.slice(t, at+64, 16); b != nil {
		key, name := smb2File{[16]byte(b), m.session, m.tree}, "[unknown]"
		if m.asked.named {
			name = m.asked.name
		}
		if _, known := h.files[key]; !known {
			remember(&h.files, key, name)
		}
		d.cols.append(d, " File: ", formatText([]byte(h.files[key])))
	}
}

// smb2Stat emits times, sizes and attributes.
func (d *Session) smb2Stat(t *view, off int) {
	d.smb2Times(t, off, fSmb2CreateTime, fSmb2LastAccessTime, fSmb2LastWriteTime, fSmb2LastChangeTime)
	d.leSlots(t, off+32, slot{fSmb2AllocationSize, 8}, slot{fSmb2Eof, 8})
	d.smb2Attributes(t, off+48)
}

// smb2OpenFile names the file at off in the Info column.
func (d *Session) smb2OpenFile(t *view, off int, m *smb2Message, h *smb2Conn) (key smb2File) {
	if b := d.slice(t, off, 16); b != nil {
		key = smb2File{[16]byte(b), m.session, m.tree}
		if name, ok := h.files[key]; ok {
			d.cols.append(d, " File: ", formatText([]byte(name)))
		}
	}
	return key
}

func (d *Session) smb2CloseRequest(t *view, m *smb2Message, h *smb2Conn) {
	d.leUint(fSmb2CloseFlags, t, m.body+2, 2)
	delete(h.files, d.smb2OpenFile(t, m.body+8, m, h))
}

func (d *Session) smb2CloseResponse(t *view, m *smb2Message, h *smb2Conn) {
	d.leUint(fSmb2CloseFlags, t, m.body+2, 2)
	d.smb2Stat(t, m.body+8)
}

// smb2FlushRequest dissects a request that has a file at the place where flushing has it.
func (d *Session) smb2FlushRequest(t *view, m *smb2Message, h *smb2Conn) {
	d.smb2OpenFile(t, m.body+8, m, h)
}

func (d *Session) smb2ReadRequest(t *view, m *smb2Message, h *smb2Conn) {
	n := d.leUint(fSmb2ReadLength, t, m.body+4, 4)
	off := d.leUint(fSmb2FileOffset, t, m.body+8, 8)
	d.cols.append(d, " Len:", utoa(n), " Off:", utoa(off))
	m.asked.file = d.smb2OpenFile(t, m.body+16, m, h)
}

func (d *Session) smb2ReadResponse(t *view, m *smb2Message, h *smb2Conn) {
	at, n := int(d.le(t, m.body+2, 1)), int(d.le(t, m.body+4, 4))
	d.leUint(fSmb2ReadRemaining, t, m.body+8, 4)
	d.smb2Data(t, at, n, m, h)
}

// smb2Data names what is read or written.
func (d *Session) smb2Data(t *view, at, n int, m *smb2Message, h *smb2Conn) {
	if at == 0 || n == 0 || !d.ok() {
		return
	}
	if at+n > t.rep {
		d.fail(t, t.rep+1)
		return
	}
	const pipes = 2
	v := t.sub(at, n)
	if h.trees[smb2Tree{m.session, m.tree}].kind != pipes || !d.dcePipe(&v, m.asked.file) {
		d.data(&v)
	}
}

func (d *Session) smb2WriteRequest(t *view, m *smb2Message, h *smb2Conn) {
	at := int(d.le(t, m.body+2, 2))
	n := d.leUint(fSmb2WriteLength, t, m.body+4, 4)
	off := d.leUint(fSmb2FileOffset, t, m.body+8, 8)
	d.cols.append(d, " Len:", utoa(n), " Off:", utoa(off))
	m.asked.file = d.smb2OpenFile(t, m.body+16, m, h)
	d.smb2Data(t, at, int(n), m, h)
}

func (d *Session) smb2WriteResponse(t *view, m *smb2Message, h *smb2Conn) {
	d.leSlots(t, m.body+4, slot{fSmb2WriteCount, 4}, slot{fSmb2WriteRemaining, 4})
}

// smb2LockRequest dissects locks of parts of a file, MS-SMB2 section 2.2.26.
func (d *Session) smb2LockRequest(t *view, m *smb2Message, h *smb2Conn) {
	const size = 24
	n := int(d.le(t, m.body+2, 2))
	d.smb2OpenFile(t, m.body+8, m, h)
	for i := 0; i < n && d.ok(); i++ {
		d.leUint(fSmb2FileOffset, t, m.body+24+size*i, 8)
	}
}

// smb2Broken dissects what becomes of a lock on a file's cache, MS-SMB2 section 2.2.23.1.
func (d *Session) smb2Broken(t *view, m *smb2Message, h *smb2Conn) {
	if d.le(t, m.body, 2) == 24 {
		d.leUint(fSmb2CreateOplock, t, m.body+2, 1)
		d.smb2OpenFile(t, m.body+8, m, h)
	}
}
