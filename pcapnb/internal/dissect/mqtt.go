package dissect

func init() { readers["mqtt"] = (*Session).mqtt }

// Messages of MQTT, MQTT 3.1.1 section 2.2.1.
const (
	mqttConnect = iota + 1
	mqttConnack
	mqttPublish
	mqttPuback
	mqttPubrec
	mqttPubrel
	mqttPubcomp
	mqttSubscribe
	mqttSuback
	mqttUnsubscribe
	mqttUnsuback
)

// mqttVersion is what the client of a connection said, in its state.
type mqttVersion uint8

const mqtt5 = 5

// mqtt dissects a message of MQTT. As in Wireshark only the first of a segment is named.
func (d *Session) mqtt(t *view) {
	named := len(d.layers)
	d.begin(fMqtt, t, len(t.b))
	if d.pdus > 0 {
		d.layers = d.layers[:named]
	}
	d.current = "MQTT"
	d.cols.setProto(d, "MQTT")
	head := uint64(d.u8(t, 0))
	kind := head >> 4
	d.label("MQ Telemetry Transport Protocol, " + mqttName(kind))
	if d.pdus == 0 {
		d.cols.clear(d)
	} else {
		d.cols.append(d, ", ")
	}
	d.cols.append(d, mqttName(kind))
	d.num(fMqttHdrflags, t, 0, 1, head)
	d.push()
	d.num(fMqttMsgtype, t, 0, 1, kind)
	version := mqttVersion(0)
	if d.over != nil {
		version = *keptOf[mqttVersion](&d.over.kept)
	}
	again := version == 3 && (kind == mqttPubrel || kind == mqttSubscribe || kind == mqttUnsubscribe)
	switch {
	case kind == mqttPublish, again:
		d.flag(fMqttDupflag, t, 0, 1, head>>3&1 != 0)
		d.num(fMqttQos, t, 0, 1, head>>1&3)
		if !again {
			d.flag(fMqttRetain, t, 0, 1, head&1 != 0)
		}
	default:
		d.num(fMqttHdrReserved, t, 0, 1, head&15)
	}
	d.pop()
	size, off := d.mqttNumber(t, 1)
	d.num(fMqttLen, t, 1, off-1, size)
	d.mqttBody(t, off, kind, head>>1&3, version)
}

func mqttName(kind uint64) string {
	return [...]string{"Reserved", "Connect Command", "Connect Ack", "Publish Message", "Publish Ack", "Publish Received", "Publish Release",
		"Publish Complete", "Subscribe Request", "Subscribe Ack", "Unsubscribe Request", "Unsubscribe Ack", "Ping Request", "Ping Response",
		"Disconnect Req", "Authentication Exchange"}[kind&15]
}

// mqttNumber reads a number of up to four bytes with seven bits each, MQTT 3.1.1 section 2.2.3, and returns where it ends.
func (d *Session) mqttNumber(t *view, off int) (n uint64, next int) {
	for i := range 4 {
		c := d.u8(t, off+i)
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			return n, off + i + 1
		}
	}
	return n, off + 4
}

// mqttString emits the text at off, which its length comes before, and returns it and where it ends.
func (d *Session) mqttString(size, id ID, t *view, off int) (text []byte, next int) {
	n := int(d.uint(size, t, off, 2))
	text = d.slice(t, off+2, n)
	if id != noField && d.ok() && id.Def().Type == Bytes {
		d.raw(id, t, off+2, n)
	} else if d.ok() {
		d.text(id, t, off+2, n, untilZero(text))
	}
	return text, off + 2 + n
}

// mqttProperties skips the properties of version 5, MQTT 5 section 2.2.2.
func (d *Session) mqttProperties(t *view, off int, version mqttVersion) int {
	if version != mqtt5 {
		return off
	}
	n, next := d.mqttNumber(t, off)
	d.num(fMqttPropertyLen, t, off, next-off, n)
	d.need(t, next, int(n))
	return next + int(n)
}

func (d *Session) mqttBody(t *view, off int, kind, qos uint64, version mqttVersion) {
	switch kind {
	case mqttConnect:
		d.mqttConnect(t, off)
	case mqttConnack:
		d.mqttConnack(t, off, version)
	case mqttPublish:
		topic, off := d.mqttString(fMqttTopicLen, fMqttTopic, t, off)
		if qos > 0 {
			d.mqttID(t, off)
			off += 2
		}
		d.cols.append(d, " [", string(validUTF8(untilZero(topic))), "]")
		off = d.mqttProperties(t, off, version)
		if d.ok() {
			d.raw(fMqttMsg, t, off, max(t.rep-off, 0))
		}
	case mqttPuback, mqttPubrec, mqttPubrel, mqttPubcomp:
		d.mqttID(t, off)
	case mqttSubscribe, mqttSuback, mqttUnsubscribe, mqttUnsuback:
		d.mqttID(t, off)
		d.mqttTopics(t, d.mqttProperties(t, off+2, version), kind, version)
	}
}

func (d *Session) mqttID(t *view, off int) {
	d.cols.append(d, " (id=", utoa(d.uint(fMqttMsgid, t, off, 2)), ")")
}

// mqttTopics dissects the topics of a subscription, or what the server grants, MQTT 3.1.1 sections 3.8 to 3.11.
func (d *Session) mqttTopics(t *view, off int, kind uint64, version mqttVersion) {
	for off < t.rep && d.ok() {
		switch kind {
		case mqttSubscribe:
			var topic []byte
			topic, off = d.mqttString(fMqttTopicLen, fMqttTopic, t, off)
			d.cols.append(d, " [", string(validUTF8(untilZero(topic))), "]")
			if version != mqtt5 {
				d.uint(fMqttSubQos, t, off, 1)
			} else {
				d.need(t, off, 1)
			}
			off++
		case mqttSuback:
			if version == 3 || version == 4 {
				d.uint(fMqttSubackQos, t, off, 1)
			}
			d.need(t, off, 1)
			off++
		case mqttUnsubscribe:
			_, off = d.mqttString(fMqttTopicLen, fMqttTopic, t, off)
		default:
			return
		}
	}
}

// mqttConnect dissects what a client says of itself, MQTT 3.1.1 section 3.1.
func (d *Session) mqttConnect(t *view, off int) {
	_, off = d.mqttString(fMqttProtoLen, fMqttProtoname, t, off)
	version := mqttVersion(d.uint(fMqttVer, t, off, 1))
	if d.over != nil && d.ok() {
		*keptOf[mqttVersion](&d.over.kept) = version
	}
	f := d.uint(fMqttConflags, t, off+1, 1)
	for _, bit := range [...]struct {
		id ID
		at int
	}{{fMqttConflagUname, 7}, {fMqttConflagPasswd, 6}, {fMqttConflagRetain, 5}, {fMqttConflagWillflag, 2}, {fMqttConflagCleansess, 1}, {fMqttConflagReserved, 0}} {
		d.flag(bit.id, t, off+1, 1, f>>bit.at&1 != 0)
	}
	d.num(fMqttConflagQos, t, off+1, 1, f>>3&3)
	d.uint(fMqttKalive, t, off+2, 2)
	off = d.mqttProperties(t, off+4, version)
	_, off = d.mqttString(fMqttClientidLen, fMqttClientid, t, off)
	if f>>2&1 != 0 {
		off = d.mqttProperties(t, off, version)
		_, off = d.mqttString(fMqttWilltopicLen, fMqttWilltopic, t, off)
		_, off = d.mqttString(fMqttWillmsgLen, fMqttWillmsg, t, off)
	}
	if f>>7&1 != 0 && d.ok() {
		_, off = d.mqttString(fMqttUsernameLen, fMqttUsername, t, off)
	}
	if f>>6&1 != 0 && d.ok() {
		d.mqttString(fMqttPasswdLen, fMqttPasswd, t, off)
	}
}

// mqttConnack dissects a server's answer, MQTT 3.1.1 section 3.2; before that version its first byte was reserved.
func (d *Session) mqttConnack(t *view, off int, version mqttVersion) {
	f := uint64(d.u8(t, off))
	if version == 3 {
		d.flag(fMqttConackFlagsReserved, t, off, 1, f != 0)
	} else {
		d.num(fMqttConackFlags, t, off, 1, f)
		d.flag(fMqttConackFlagsReserved, t, off, 1, f>>1 != 0)
		d.flag(fMqttConackFlagsSp, t, off, 1, f&1 != 0)
	}
	if version == 3 || version == 4 {
		d.uint(fMqttConackVal, t, off+1, 1)
		return
	}
	d.uint(fMqttConnackReasonCode, t, off+1, 1)
	d.mqttProperties(t, off+2, version)
}
