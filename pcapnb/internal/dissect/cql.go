package dissect

func init() {
	readers["cql"] = (*Session).cql
}

// cqlOperations are the messages of Cassandra's protocol, CQL binary protocol v4 section 2.4.
var cqlOperations = []string{"ERROR", "STARTUP", "READY", "AUTHENTICATE", "", "OPTIONS", "SUPPORTED", "QUERY", "RESULT", "PREPARE", "EXECUTE", "REGISTER",
	"EVENT", "BATCH", "AUTH_CHALLENGE", "AUTH_RESPONSE", "AUTH_SUCCESS"}

// Operations of which something is read here.
const (
	cqlError   = 0
	cqlQuery   = 7
	cqlPrepare = 9
)

// cql dissects the head of a message of Cassandra, CQL binary protocol v4 section 2, and the query in it.
func (d *Session) cql(t *view) {
	const response, head, compressed = 0x80, 9, 1
	d.beginPDU(fCql, t)
	d.current = "CQL"
	d.cols.setProto(d, "CQL")
	version := d.uint(fCqlVersion, t, 0, 1)
	d.bits(t, 0, 1, version, bit{fCqlProtocolVersion, 0x0f}, bit{fCqlDirection, 0xf0})
	flags := d.uint(fCqlFlags, t, 1, 1)
	d.num(fCqlStream, t, 2, 2, uint64(int64(int16(d.u16(t, 2)))))
	operation := d.uint(fCqlOpcode, t, 4, 1)
	size := uint64(d.u32(t, 5))
	side := "C->S"
	if version&response != 0 {
		side = "S->C"
	}
	name := nameIn(cqlOperations, uint32(operation), "Unknown ("+hexText(operation, 2)+")")
	d.cols.set(d, "v", utoa(version&^response), " ", side, " Type ", name)
	switch {
	case size == 0 || flags&compressed != 0 || !d.ok():
	case version&response == 0 && (operation == cqlQuery || operation == cqlPrepare):
		d.cqlText(t, head, operation == cqlQuery)
	case version&response != 0 && operation == cqlError:
		n := int(d.u16(t, head+4))
		d.need(t, head+6, n)
	}
}

// cqlText emits the text of a query.
func (d *Session) cqlText(t *view, off int, consistency bool) {
	n := int(d.u32(t, off))
	if text := d.slice(t, off+4, n); d.ok() {
		d.text(fCqlString, t, off+4, n, untilZero(text))
	}
	if consistency {
		d.uint(fCqlConsistency, t, off+4+n, 2)
		d.need(t, off+6+n, 1)
	}
}
