package dissect

func init() { readers["pgsql"] = (*Session).postgres }

// postgres says in the packet list which messages of PostgreSQL's protocol a segment has, by the letters of their types; it has no
// fields of its own.
func (d *Session) postgres(t *view) {
	d.current = "PGSQL"
	d.cols.setProto(d, "PGSQL")
	if d.pdus == 0 {
		d.cols.set(d, map[bool]string{true: ">", false: "<"}[d.tcpPort(d.overTo) == 5432])
		if t.rep == 1 {
			return // an answer of one letter, which Wireshark does not name
		}
		d.layerName("pgsql")
	}
	kind := d.u8(t, 0)
	if !d.ok() || kind == 0 {
		return // what opens a session has no type
	}
	if d.pdus > 0 {
		d.cols.append(d, "/")
	}
	d.cols.append(d, string(rune(kind)))
}
