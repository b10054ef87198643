package dissect

import (
	_ "embed"
	"sync"
)

//go:embed fsctl.txt
var fsctlText string

var fsctls = sync.OnceValue(func() map[uint32]string { return namedNumbers(fsctlText) })

// smb2Function names a function of a device, MS-FSCC section 2.3.
func smb2Function(n uint32) string {
	if name := fsctls()[n]; name != "" {
		return name
	}
	device := "Unknown (" + hexText(uint64(n>>16), 8) + ")"
	if name := ioctlDevices[n>>16]; name != "" {
		device = name
	}
	return device + " Function:" + hexText(uint64(n>>2&0xfff), 4)
}

var ioctlDevices = map[uint32]string{1: "BEEP", 2: "CD_ROM", 3: "CD_ROM_FILE_SYSTEM", 4: "CONTROLLER", 5: "DATALINK", 6: "DFS", 7: "DISK",
	8: "DISK_FILE_SYSTEM", 9: "FILE_SYSTEM", 17: "NAMED_PIPE", 18: "NETWORK", 19: "NETWORK_BROWSER", 20: "NETWORK_FILE_SYSTEM", 21: "NULL",
	34: "UNKNOWN", 40: "NETWORK_REDIRECTOR", 45: "MASS_STORAGE", 46: "SMB", 53: "DFS_FILE_SYSTEM", 54: "DFS_VOLUME"}

func (d *Session) smb2IoctlRequest(t *view, m *smb2Message, h *smb2Conn) {
	d.smb2Ioctl(t, m, h, m.body+24, m.body+36)
}

func (d *Session) smb2IoctlResponse(t *view, m *smb2Message, h *smb2Conn) {
	d.smb2Ioctl(t, m, h, m.body+24, m.body+32)
	d.leUint(fSmb2Flags, t, m.body+40, 4)
}

// smb2Ioctl dissects a call of a device's function, MS-SMB2 sections 2.2.31 and 2.2.32; in and out are where the places of its data are.
func (d *Session) smb2Ioctl(t *view, m *smb2Message, h *smb2Conn, in, out int) {
	const (
		referrals = 0x00060194
		pipe      = 0x0011c017
		validate  = 0x00140204
	)
	function := uint32(d.leUint(fSmb2IoctlFunction, t, m.body+4, 4))
	d.cols.append(d, " ", smb2Function(function))
	file := d.smb2OpenFile(t, m.body+8, m, h)
	for i, at := range [...]int{in, out} {
		v := d.smb2Place(t, at, 4)
		switch {
		case v.rep == 0 || !d.ok():
		case function == referrals && i == 0 && !m.response:
			d.cols.append(d, ", File: ", formatText([]byte(utf16To0(v.sub(2, -1).b))))
		case function == pipe && d.dcePipe(&v, file):
		case function == pipe:
			d.data(&v)
		case function == validate:
			d.smb2Validate(&v, m.response)
		}
	}
}

// smb2Validate dissects what both sides agreed on once more, MS-SMB2 sections 2.2.31.4 and 2.2.32.6.
func (d *Session) smb2Validate(t *view, response bool) {
	d.smb2Capabilities(t, 0)
	d.smb2Security(t, 20)
	if response {
		d.leUint(fSmb2Dialect, t, 22, 2)
		return
	}
	n := int(d.leUint(fSmb2DialectCount, t, 22, 2))
	for i := 0; i < n && d.ok(); i++ {
		d.leUint(fSmb2Dialect, t, 24+2*i, 2)
	}
}

// smb2Level names what a directory is listed with, MS-SMB2 section 2.2.33.
func smb2Level(n uint64) string {
	switch n {
	case 1:
		return "SMB2_FIND_DIRECTORY_INFO"
	case 2:
		return "SMB2_FIND_FULL_DIRECTORY_INFO"
	case 3:
		return "SMB2_FIND_BOTH_DIRECTORY_INFO"
	case 4:
		return "SMB2_FIND_INDEX_SPECIFIED"
	case 12:
		return "SMB2_FIND_NAME_INFO"
	case 37:
		return "SMB2_FIND_ID_BOTH_DIRECTORY_INFO"
	case 38:
		return "SMB2_FIND_ID_FULL_DIRECTORY_INFO"
	case 100:
		return "SMB2_FIND_POSIX_INFO"
	}
	return "(Level:0x" + hexText(n, 2)[2:] + ")"
}

func (d *Session) smb2FindRequest(t *view, m *smb2Message, h *smb2Conn) {
	m.asked.level = d.leUint(fSmb2FindInfolevel, t, m.body+2, 1)
	d.smb2OpenFile(t, m.body+8, m, h)
	v := d.smb2Place(t, m.body+24, 2)
	m.asked.pattern = utf16Text(v.b)
	d.text(fSmb2FindPattern, &v, 0, v.rep, d.keep(m.asked.pattern))
	if d.smb2Found(m); len(m.asked.pattern) > maxToldAgain {
		m.asked.pattern = ""
	}
}

// smb2Found says what is looked for.
func (d *Session) smb2Found(m *smb2Message) {
	d.cols.append(d, " ", smb2Level(m.asked.level), " Pattern: ", formatText([]byte(m.asked.pattern)))
}

// smb2Classes are the kinds of information about a file, and the levels of each, MS-SMB2 section 2.2.37, MS-FSCC sections 2.4 and 2.5.
var smb2Classes = map[uint64]struct {
	name   string
	id     ID
	levels map[uint64]string
}{
	1: {"FILE_INFO", fSmb2FileInfoInfolevel, map[uint64]string{4: "SMB2_FILE_BASIC_INFO", 5: "SMB2_FILE_STANDARD_INFO", 6: "SMB2_FILE_INTERNAL_INFO",
		7: "SMB2_FILE_EA_INFO", 8: "SMB2_FILE_ACCESS_INFO", 10: "SMB2_FILE_RENAME_INFO", 13: "SMB2_FILE_DISPOSITION_INFO",
		14: "SMB2_FILE_POSITION_INFO", 15: "SMB2_FILE_FULL_EA_INFO", 16: "SMB2_FILE_MODE_INFO", 17: "SMB2_FILE_ALIGNMENT_INFO",
		18: "SMB2_FILE_ALL_INFO", 19: "SMB2_FILE_ALLOCATION_INFO", 20: "SMB2_FILE_ENDOFFILE_INFO", 21: "SMB2_FILE_ALTERNATE_NAME_INFO",
		22: "SMB2_FILE_STREAM_INFO", 23: "SMB2_FILE_PIPE_INFO", 28: "SMB2_FILE_COMPRESSION_INFO", 34: "SMB2_FILE_NETWORK_OPEN_INFO",
		35: "SMB2_FILE_ATTRIBUTE_TAG_INFO", 48: "SMB2_FILE_NORMALIZED_NAME_INFO", 100: "SMB2_FILE_POSIX_INFO"}},
	2: {"FS_INFO", fSmb2FsInfoInfolevel, map[uint64]string{1: "FileFsVolumeInformation", 2: "FileFsLabelInformation", 3: "FileFsSizeInformation",
		4: "FileFsDeviceInformation", 5: "FileFsAttributeInformation", 6: "FileFsControlInformation", 7: "FileFsFullSizeInformation",
		8: "FileFsObjectIdInformation", 9: "FileFsDriverPathInformation", 10: "FileFsVolumeFlagsInformation", 11: "FileFsSectorSizeInformation"}},
	3: {"SEC_INFO", fSmb2SecInfoInfolevel, map[uint64]string{0: "SMB2_SEC_INFO_00"}},
	4: {"QUOTA_INFO", fSmb2Infolevel, nil},
}

// smb2LevelField is the field of the levels of a class.
func smb2LevelField(class uint64) ID {
	if c, ok := smb2Classes[class]; ok {
		return c.id
	}
	return fSmb2Infolevel
}

func (d *Session) smb2GetRequest(t *view, m *smb2Message, h *smb2Conn) {
	m.asked.class, m.asked.level = d.smb2Class(t, m.body+2)
	d.smb2OpenFile(t, m.body+24, m, h)
}

func (d *Session) smb2SetRequest(t *view, m *smb2Message, h *smb2Conn) {
	const basic, rename = 4, 10
	class, level := d.smb2Class(t, m.body+2)
	m.asked.class, m.asked.level = class, level
	d.smb2OpenFile(t, m.body+16, m, h)
	n, at := int(d.le(t, m.body+4, 4)), int(d.le(t, m.body+8, 2))
	if class != 1 || level != basic && level != rename || !d.ok() {
		return
	}
	v := t.sub(at, n)
	if level == basic {
		d.smb2Times(&v, 0, fSmb2CreateTime, fSmb2LastAccessTime, fSmb2LastWriteTime, fSmb2LastChangeTime)
		d.smb2Attributes(&v, 32)
		return
	}
	size := int(d.le(&v, 16, 4))
	name := v.sub(20, size)
	if text := d.smb2Text(fSmb2Filename, name); size > 0 {
		d.cols.append(d, " NewName:", formatText([]byte(text)))
	}
}

// smb2Class emits what information is meant.
func (d *Session) smb2Class(t *view, off int) (class, level uint64) {
	class = d.leUint(fSmb2Class, t, off, 1)
	level = d.le(t, off+1, 1)
	c, ok := smb2Classes[class]
	if !ok {
		c.name = "(Class:0x" + hexText(class, 2)[2:] + ")"
	}
	d.num(smb2LevelField(class), t, off+1, 1, level)
	name := c.levels[level]
	if name == "" {
		name = "(Level:0x" + hexText(level, 2)[2:] + ")"
	}
	d.cols.append(d, " ", c.name, "/", name)
	return class, level
}
