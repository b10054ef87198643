package dissect

import (
	"fmt"
)

func init() { readers["mbtcp"] = (*Session).mbtcp }

// modbusKey names a request on its connection.
type modbusKey struct {
	transaction    uint16
	unit, function uint8
}

// modbusRequest is what a response says no more: where the values are from.
type modbusRequest struct {
	frame    int
	time     int64
	from, of uint16 // first register or coil, and how many
}

// Functions of Modbus, its application protocol specification V1.1b3 section 6.
const (
	modbusCoils        = 1
	modbusInputs       = 2
	modbusHolding      = 3
	modbusInput        = 4
	modbusWriteCoil    = 5
	modbusWriteOne     = 6
	modbusDiagnose     = 8
	modbusCounter      = 11
	modbusLog          = 12
	modbusWriteCoils   = 15
	modbusWriteMany    = 16
	modbusReadFile     = 20
	modbusWriteFile    = 21
	modbusMask         = 22
	modbusReadAndWrite = 23
	modbusQueue        = 24
	modbusInterface    = 43
)

var modbusNames = map[uint8]string{1: "Read Coils", 2: "Read Discrete Inputs", 3: "Read Holding Registers", 4: "Read Input Registers",
	5: "Write Single Coil", 6: "Write Single Register", 7: "Read Exception Status", 8: "Diagnostics", 11: "Get Comm. Event Counters",
	12: "Get Comm. Event Log", 15: "Write Multiple Coils", 16: "Write Multiple Registers", 17: "Report Slave ID", 20: "Read File Record",
	21: "Write File Record", 22: "Mask Write Register", 23: "Read Write Register", 24: "Read FIFO Queue", 43: "Encapsulated Interface Transport",
	90: "Unity (Schneider)"}

func modbusName(function uint8) string {
	if name := modbusNames[function]; name != "" {
		return name
	}
	return "Unknown Function"
}

// modbusSaid names a function as the packet list does, which tells the number of an unknown one.
func modbusSaid(function uint8) string {
	if name := modbusNames[function]; name != "" {
		return name
	}
	return "Unknown function (" + utoa(function) + ")"
}

// mbtcp dissects the head that Modbus has over TCP, Modbus messaging on TCP/IP section 3.1.3, and the message in it. As in Wireshark
// only the first of a segment is named.
func (d *Session) mbtcp(t *view) {
	d.current = "Modbus/TCP"
	d.cols.setProto(d, "Modbus/TCP")
	if len(t.b) > 7 && !d.need(t, 8, modbusLooked(t.b[7])) {
		bad := d.bad
		d.bad = fine
		d.cols.clear(d)
		d.layerName("mbtcp")
		d.bad = bad
		return
	}
	named := len(d.layers)
	d.begin(fMbtcp, t, len(t.b))
	if d.pdus > 0 {
		d.layers = d.layers[:named]
	}
	transaction := d.uint(fMbtcpTransId, t, 0, 2)
	d.uint(fMbtcpProtId, t, 2, 2)
	d.uint(fMbtcpLen, t, 4, 2)
	unit := d.uint(fMbtcpUnitId, t, 6, 1)
	code := d.u8(t, 7)
	if !d.ok() {
		return
	}
	response := d.tcpPort(d.overTo) != 502
	said := "   Query"
	if response {
		said = "Response"
	}
	function := code & 0x7f
	detail := fmt.Sprintf("%3d: %s", function, modbusSaid(function))
	if code == modbusDiagnose || code == modbusInterface {
		detail = fmt.Sprintf("%3d/  1: %s", function, modbusDetail(function, t.b[8:]))
	}
	if code >= 0x80 {
		detail += ". Exception returned "
	}
	d.cols.set(d, fmt.Sprintf("%s: Trans: %5d; Unit: %3d, Func: %s", said, transaction, unit, detail))
	m := t.sub(7, -1)
	d.modbus(&m, modbusKey{uint16(transaction), uint8(unit), function}, code >= 0x80, response)
}

// modbusLooked returns how much after a function Wireshark must have to show anything.
func modbusLooked(code uint8) int {
	switch {
	case code == modbusDiagnose:
		return 2
	case code == modbusInterface, code >= 0x80:
		return 1
	}
	return 0
}

// modbusDetail names what a diagnosis or an encapsulated message is for.
func modbusDetail(function uint8, b []byte) string {
	if function == modbusInterface {
		if len(b) > 0 && b[0] == 14 {
			return "Read Device Identification"
		}
		if len(b) > 0 && b[0] == 13 {
			return "CANopen Request/Response "
		}
		return modbusName(function)
	}
	if len(b) < 2 {
		return modbusName(function)
	}
	return modbusDiagnosis(uint64(b[0])<<8 | uint64(b[1]))
}

// modbusDiagnosis names a diagnosis, Modbus application protocol V1.1b3 section 6.8.
func modbusDiagnosis(code uint64) string {
	switch code {
	case 0:
		return "Return Query Data"
	case 1:
		return "Restart Communications Option"
	case 2:
		return "Return Diagnostic Register"
	case 3:
		return "Change ASCII Input Delimiter"
	case 4:
		return "Force Listen Only Mode"
	case 10:
		return "Clear Counters and Diagnostic Register"
	case 20:
		return "Clear Overrun Counter and Flag"
	}
	counts := [...]string{"Bus Message", "Bus Communication Error", "Bus Exception Error", "Slave Message", "Slave No Response", "Slave NAK",
		"Slave Busy", "Bus Character Overrun"}
	if code > 10 && code < 11+uint64(len(counts)) {
		return "Return " + counts[code-11] + " Count"
	}
	return "Diagnostics"
}

func (d *Session) modbus(t *view, k modbusKey, exception, response bool) {
	d.begin(fModbus, t, len(t.b))
	d.current = "Modbus"
	if exception && d.u8(t, 1) != 0 { // which is none to Wireshark
		d.num(fModbusFuncCode, t, 0, 1, uint64(k.function))
		code := d.uint(fModbusExceptionCode, t, 1, 1)
		d.label(fmt.Sprintf("Function %d:  %s.  Exception: %s", k.function, modbusName(k.function), modbusException(code)))
		return
	}
	d.label("Modbus")
	d.num(fModbusFuncCode, t, 0, 1, uint64(k.function))
	if response {
		d.modbusResponse(t, k.function, d.modbusAsked(k))
		return
	}
	r := modbusRequest{frame: d.frame.Number, time: d.now}
	d.modbusRequest(t, k.function, &r)
	if asked := keptOver[map[modbusKey]modbusRequest](d); *asked == nil {
		*asked = map[modbusKey]modbusRequest{k: r}
	} else {
		(*asked)[k] = r
	}
}

func modbusException(code uint64) string {
	names := [...]string{"", "Illegal function", "Illegal data address", "Illegal data value", "Slave device failure", "Acknowledge", "Slave device busy",
		"", "Memory parity error", "", "Gateway path unavailable", "Gateway target device failed to respond"}
	if code < uint64(len(names)) && names[code] != "" {
		return names[code]
	}
	return "Unknown Exception Code (" + utoa(code) + ")"
}

// modbusAsked finds the request that a response answers.
func (d *Session) modbusAsked(k modbusKey) (r modbusRequest) {
	if d.over == nil {
		return r
	}
	r, ok := (*keptOf[map[modbusKey]modbusRequest](&d.over.kept))[k]
	if ok {
		d.num(fModbusRequestFrame, nil, 0, 0, uint64(r.frame))
		d.num(fModbusResponseTime, nil, 0, 0, uint64(d.now-r.time))
	}
	return r
}

func (d *Session) modbusRequest(t *view, function uint8, r *modbusRequest) {
	from := func() { r.from = uint16(d.uint(fModbusReferenceNum, t, 1, 2)) }
	count := func(id ID) { r.of = uint16(d.uint(id, t, 3, 2)) }
	switch function {
	case modbusCoils, modbusInputs:
		from()
		count(fModbusBitCnt)
	case modbusHolding, modbusInput:
		from()
		count(fModbusWordCnt)
	case modbusWriteCoils:
		from()
		count(fModbusBitCnt)
		d.uint(fModbusByteCnt, t, 5, 1)
		d.modbusRest(t, 6)
	case modbusWriteMany:
		from()
		count(fModbusWordCnt)
		n := int(d.uint(fModbusByteCnt, t, 5, 1))
		d.modbusRegisters(t, 6, n, int(r.from))
	case modbusReadAndWrite:
		d.uint(fModbusReadReferenceNum, t, 1, 2)
		d.uint(fModbusReadWordCnt, t, 3, 2)
		d.uint(fModbusWriteReferenceNum, t, 5, 2)
		d.uint(fModbusWriteWordCnt, t, 7, 2)
		d.uint(fModbusByteCnt, t, 9, 1)
		d.modbusRest(t, 10)
	case modbusQueue:
		from()
	case modbusReadFile:
		d.modbusFile(t, false, true)
	default:
		d.modbusEither(t, function)
	}
}

func (d *Session) modbusResponse(t *view, function uint8, r modbusRequest) {
	switch function {
	case modbusCoils, modbusInputs:
		n := int(d.uint(fModbusByteCnt, t, 1, 1))
		d.modbusBits(t, 2, n, r)
	case modbusHolding, modbusInput:
		n := int(d.uint(fModbusByteCnt, t, 1, 1))
		d.modbusRegisters(t, 2, n, int(r.from))
	case modbusWriteCoils:
		d.uint(fModbusReferenceNum, t, 1, 2)
		d.uint(fModbusBitCnt, t, 3, 2)
	case modbusWriteMany:
		d.uint(fModbusReferenceNum, t, 1, 2)
		d.uint(fModbusWordCnt, t, 3, 2)
	case modbusReadAndWrite:
		d.uint(fModbusByteCnt, t, 1, 1)
		d.modbusRest(t, 2)
	case modbusQueue:
		d.uint(fModbusByteCnt16, t, 1, 2)
		d.uint(fModbusWordCnt, t, 3, 2)
		d.modbusRest(t, 5)
	case modbusReadFile:
		d.modbusFile(t, true, false)
	case modbusCounter:
		d.uint(fModbusEvStatus, t, 1, 2)
		d.uint(fModbusEvCount, t, 3, 2)
	case modbusLog:
		d.modbusEvents(t)
	default:
		d.modbusEither(t, function)
	}
}

// modbusEither dissects what looks the same in a request and in its response.
func (d *Session) modbusEither(t *view, function uint8) {
	switch function {
	case modbusWriteCoil:
		d.uint(fModbusReferenceNum, t, 1, 2)
		d.raw(fModbusData, t, 3, 2)
		d.uint(fModbusPadding, t, 4, 1)
	case modbusWriteOne:
		d.uint(fModbusReferenceNum, t, 1, 2)
		d.modbusRest(t, 3)
	case modbusMask:
		d.uint(fModbusReferenceNum, t, 1, 2)
		d.uint(fModbusAndMask, t, 3, 2)
		d.uint(fModbusOrMask, t, 5, 2)
	case modbusWriteFile:
		d.modbusFile(t, true, true)
	case modbusDiagnose:
		if code := d.uint(fModbusDiagnosticCode, t, 1, 2); code == 4 || code == 10 && d.tcpPort(d.overTo) == 502 || code > 4 && (code < 10 || code > 18 && code != 20) {
			d.modbusRest(t, 3)
		}
	case modbusInterface:
		d.uint(fModbusMei, t, 1, 1)
		switch {
		case !d.ok():
		case t.b[1] == 14:
			d.uint(fModbusReadDeviceId, t, 2, 1)
			d.need(t, 0, t.rep) // for the objects, which are not dissected here
		case t.b[1] != 13:
			d.modbusRest(t, 2)
		}
	default:
		d.modbusRest(t, 1)
	}
}

func (d *Session) modbusData(t *view, off, n int) {
	if n > 0 {
		d.raw(fModbusData, t, off, n)
	}
}

// modbusRest emits what is left of the message, however much a count says.
func (d *Session) modbusRest(t *view, off int) { d.modbusData(t, off, t.rep-off) }

// modbusFile dissects groups of records: where they are, what is in them, or both.
func (d *Session) modbusFile(t *view, data, place bool) {
	end := 2 + int(d.uint(fModbusByteCnt, t, 1, 1))
	for off := 2; off < end && d.ok(); {
		n := 0
		if !place {
			n = int(d.uint(fModbusByteCnt, t, off, 1)) - 1
			off++
		}
		d.uint(fModbusReferenceType, t, off, 1)
		off++
		if place {
			d.uint(fModbusReferenceNum32, t, off, 4)
			n = 2 * int(d.uint(fModbusWordCnt, t, off+4, 2))
			off += 6
		}
		if data {
			d.modbusData(t, off, n)
			off += max(n, 0)
		}
	}
}

func (d *Session) modbusEvents(t *view) {
	n := int(d.uint(fModbusByteCnt, t, 1, 1))
	d.uint(fModbusEvStatus, t, 2, 2)
	d.uint(fModbusEvCount, t, 4, 2)
	d.uint(fModbusEvMsgCount, t, 6, 2)
	d.need(t, 2, n)
	for off := 8; off < 2+n && d.ok(); off++ {
		d.uint(fModbusEvent, t, off, 1)
	}
}

// modbusPlain emits what follows a count that is not that of the bytes that are there, and reports whether it did.
func (d *Session) modbusPlain(t *view, off, n int) bool {
	if t.rep-off == n || !d.ok() {
		return false
	}
	d.modbusRest(t, off)
	return true
}

func (d *Session) modbusRegisters(t *view, off, n, first int) {
	if d.modbusPlain(t, off, n) || !d.need(t, off, n) {
		return
	}
	for i := 0; i+1 < n && d.ok(); i += 2 {
		v := d.u16(t, off+i)
		d.num(fModbusRegnum16, t, off+i, 2, uint64(uint16(first+i/2)))
		d.num(fModbusRegvalUint16, t, off+i, 2, uint64(v))
	}
}

// modbusBits dissects as many bits as were asked for.
func (d *Session) modbusBits(t *view, off, n int, r modbusRequest) {
	if d.modbusPlain(t, off, n) || !d.need(t, off, n) {
		return
	}
	of := 8 * n
	if r.frame != 0 {
		of = min(of, int(r.of))
	}
	for i := 0; i < of && d.ok(); i++ {
		v := d.u8(t, off+i/8)
		d.num(fModbusBitnum, t, off+i/8, 1, uint64(uint16(int(r.from)+i)))
		d.flag(fModbusBitval, t, off+i/8, 1, v>>(i%8)&1 != 0)
	}
}
