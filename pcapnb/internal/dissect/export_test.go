package dissect

// PlainFields are the fields that are read from plain packets without dissecting them.
func PlainFields() (ids []ID) {
	for _, p := range places {
		ids = append(ids, p.id)
	}
	return ids
}

// PlainHeaders reports whether a frame is such a packet.
func PlainHeaders(f *Frame) bool {
	ip, _, _ := plainHeaders(f)
	return ip != nil
}

// QUICSalt returns what the keys of a version's first packets are derived with, nil for one that is not known.
func QUICSalt(version uint32) (salt []byte, labels string) {
	l := quicLabelsOf(version)
	if l == nil {
		return nil, ""
	}
	return l.salt, l.prefix
}
