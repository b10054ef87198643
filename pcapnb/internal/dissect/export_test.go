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
