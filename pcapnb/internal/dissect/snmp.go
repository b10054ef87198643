package dissect

import (
	"strings"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	readers["snmp"] = (*Session).snmp
	recognizers["snmp"] = func(t *view) bool { return likeSNMP(t.b, t.rep) }
}

// Tags of SNMP's values, RFC 2578 section 7.1 with RFC 3417 section 8.
const (
	snmpAddress  = 0x40
	snmpTicks    = 0x43
	snmpRequest  = 0xa0 // the first of the operations, RFC 3416 section 3
	snmpTrapV1   = 0xa4
	snmpBulk     = 0xa5
	snmpLastPDU  = 0xa8
	snmpVersion3 = 3
	userSecurity = 3 // a security model
)

// snmp dissects a message, RFC 1157 section 4, RFC 3416 section 3 and RFC 3412 section 6.
func (d *Session) snmp(t *view) {
	d.current = "SNMP"
	d.begin(fSnmp, t, framing.BERLength(t.b))
	d.cols.setProto(d, "SNMP")
	d.cols.clear(d)
	_, message, _ := d.berItem(t, 0)
	_, v, next := d.berItem(&message, 0)
	if version := d.berNumber(&v); version != snmpVersion3 {
		d.num(fSnmpVersion, &v, 0, v.rep, version)
		next = d.berOctetsInto(fSnmpCommunity, &message, next)
		d.snmpPDU(&message, next)
		return
	}
	d.num(fSnmpMsgVersion, &v, 0, v.rep, snmpVersion3)
	d.snmpV3(&message, next)
}

// snmpV3 dissects what follows the version of a message of SNMPv3.
func (d *Session) snmpV3(t *view, off int) {
	_, head, off := d.berItem(t, off)
	_, at := d.berInto(fSnmpMsgID, &head, 0)
	_, at = d.berInto(fSnmpMsgMaxSize, &head, at)
	_, flags, at := d.berItem(&head, at)
	d.raw(fSnmpMsgFlags, &flags, 0, flags.rep)
	bits := d.u8(&flags, 0)
	d.push()
	d.flag(fSnmpV3FlagsReport, &flags, 0, 1, bits&4 != 0)
	d.flag(fSnmpV3FlagsCrypt, &flags, 0, 1, bits&2 != 0)
	d.flag(fSnmpV3FlagsAuth, &flags, 0, 1, bits&1 != 0)
	d.pop()
	model, _ := d.berInto(fSnmpMsgSecurityModel, &head, at)
	_, security, off := d.berItem(t, off)
	if model == userSecurity {
		d.snmpUser(&security)
	}
	tag, data, _ := d.berItem(t, off)
	if tag != berSequence || !d.ok() {
		d.cols.append(d, "encryptedPDU: privKey Unknown")
		return
	}
	next := d.berOctetsInto(fSnmpContextEngineID, &data, 0)
	next = d.berOctetsInto(fSnmpContextName, &data, next)
	d.snmpPDU(&data, next)
}

// snmpUser emits the parameters of the user-based security model, RFC 3414 section 2.4.
func (d *Session) snmpUser(t *view) {
	_, s, _ := d.berItem(t, 0)
	next := d.berOctetsInto(fSnmpMsgAuthoritativeEngineID, &s, 0)
	_, next = d.berInto(fSnmpMsgAuthoritativeEngineBoots, &s, next)
	_, next = d.berInto(fSnmpMsgAuthoritativeEngineTime, &s, next)
	next = d.berOctetsInto(fSnmpMsgUserName, &s, next)
	next = d.berOctetsInto(fSnmpMsgAuthenticationParameters, &s, next)
	d.berOctetsInto(fSnmpMsgPrivacyParameters, &s, next)
	if framing.BERLength(t.b) > t.rep {
		d.fail(t, t.rep+1)
	}
}

func snmpOperation(n uint8) string {
	return [...]string{"get-request", "get-next-request", "get-response", "set-request", "trap", "getBulkRequest", "informRequest", "snmpV2-trap", "report"}[n]
}

// snmpPDU dissects an operation, RFC 3416 section 3.
func (d *Session) snmpPDU(t *view, off int) {
	tag, p, _ := d.berItem(t, off)
	if tag < snmpRequest || tag > snmpLastPDU {
		d.fail(t, t.rep+1)
	}
	if !d.ok() {
		return
	}
	d.num(fSnmpData, t, off, p.rep, uint64(tag-snmpRequest))
	d.cols.append(d, snmpOperation(tag-snmpRequest))
	d.push()
	defer d.pop()
	if tag == snmpTrapV1 {
		d.snmpTrap(&p)
		return
	}
	second, third := fSnmpErrorStatus, fSnmpErrorIndex
	if tag == snmpBulk {
		second, third = fSnmpNonRepeaters, fSnmpMaxRepetitions
	}
	_, next := d.berInto(fSnmpRequestId, &p, 0)
	_, next = d.berInto(second, &p, next)
	_, next = d.berInto(third, &p, next)
	d.snmpBindings(&p, next)
}

// snmpTrap dissects a trap of SNMPv1, RFC 1157 section 4.1.6.
func (d *Session) snmpTrap(p *view) {
	_, enterprise, next := d.berItem(p, 0)
	text := oidText(enterprise.b)
	if rest, ok := strings.CutPrefix(text, "1."); ok {
		text = "iso." + rest
	}
	d.cols.append(d, " ", text)
	_, agent, next := d.berItem(p, next)
	if agent.rep == 4 {
		d.uint(fSnmpAgentAddr, &agent, 0, 4)
	}
	_, next = d.berInto(fSnmpGenericTrap, p, next)
	_, next = d.berInto(fSnmpSpecificTrap, p, next)
	_, next = d.berInto(fSnmpTimeStamp, p, next)
	d.snmpBindings(p, next)
}

// sysName is what a machine is called, RFC 3418 section 2.
const sysName = "1.3.6.1.2.1.1.5.0"

// snmpBindings dissects names and their values.
func (d *Session) snmpBindings(p *view, off int) {
	_, list, _ := d.berItem(p, off)
	n := uint64(0)
	for at := 0; at < list.rep && d.ok(); n++ {
		_, _, at = d.berItem(&list, at)
	}
	d.num(fSnmpVariableBindings, &list, 0, list.rep, n)
	d.push()
	defer d.pop()
	for at := 0; at < list.rep && d.ok(); {
		var binding view
		_, binding, at = d.berItem(&list, at)
		_, name, next := d.berItem(&binding, 0)
		if d.wantCols && d.ok() {
			d.cols.append(d, " ", oidText(name.b))
		}
		tag, value, _ := d.berItem(&binding, next)
		d.snmpValue(tag, &value)
		if tag&0x80 == 0 && tag != berNull && oidText(name.b) == sysName { // the one value that Wireshark hands on
			d.layerName("snmp")
		}
	}
}

func (d *Session) snmpValue(tag uint8, v *view) {
	switch tag {
	case berInteger:
		d.num(fSnmpValueInt, v, 0, v.rep, d.berNumber(v))
	case berOctets:
		d.raw(fSnmpValueOctets, v, 0, v.rep)
	case berNull:
		d.none(fSnmpValueNull, v, 0, 0)
	case snmpAddress:
		if v.rep == 4 {
			d.uint(fSnmpValueIpv4, v, 0, 4)
		}
	case snmpTicks:
		d.uint(fSnmpValueTimeticks, v, 0, v.rep)
	}
}

// oidText writes an object identifier, ITU-T X.690 section 8.19.
func oidText(b []byte) string {
	var text strings.Builder
	var n uint64
	for _, c := range b {
		if n = n<<7 | uint64(c&0x7f); c&0x80 != 0 {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("." + utoa(n))
		} else {
			first := min(n/40, 2)
			text.WriteString(utoa(first) + "." + utoa(n-40*first))
		}
		n = 0
	}
	return text.String()
}

// likeSNMP recognises a sequence no longer than size that begins with a version, RFC 3416 section 3; b is what was captured of it.
func likeSNMP(b []byte, size int) bool {
	if len(b) < 8 || b[0] != 0x30 {
		return false
	}
	n := framing.BERLength(b)
	head := 2
	if b[1] >= 0x80 {
		head += int(b[1] & 0x7f)
	}
	return n > 0 && n <= size && len(b) >= head+3 && b[head] == 2 && b[head+1] == 1 && b[head+2] <= 3
}
