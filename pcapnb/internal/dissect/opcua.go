package dissect

func init() { readers["opcua"] = (*Session).opcUA }

// opcServices are the requests by the identifiers of their binary encoding, OPC UA part 6 annex A; the response to each is three above.
var opcServices = map[uint64]string{422: "FindServers", 428: "GetEndpoints", 437: "RegisterServer", 446: "OpenSecureChannel", 452: "CloseSecureChannel",
	461: "CreateSession", 467: "ActivateSession", 473: "CloseSession", 479: "Cancel", 488: "AddNodes", 494: "AddReferences", 500: "DeleteNodes",
	506: "DeleteReferences", 527: "Browse", 533: "BrowseNext", 554: "TranslateBrowsePathsToNodeIds", 560: "RegisterNodes", 566: "UnregisterNodes",
	615: "QueryFirst", 621: "QueryNext", 631: "Read", 664: "HistoryRead", 673: "Write", 700: "HistoryUpdate", 712: "Call", 751: "CreateMonitoredItems",
	763: "ModifyMonitoredItems", 769: "SetMonitoringMode", 775: "SetTriggering", 781: "DeleteMonitoredItems", 787: "CreateSubscription",
	793: "ModifySubscription", 799: "SetPublishingMode", 826: "Publish", 832: "Republish", 841: "TransferSubscriptions", 847: "DeleteSubscriptions",
	12208: "FindServersOnNetwork", 12211: "RegisterServer2"}

// opcService names the service of a message.
func opcService(id uint64) string {
	switch {
	case opcServices[id] != "":
		return opcServices[id] + "Request"
	case id < 12208 && opcServices[id-3] != "":
		return opcServices[id-3] + "Response"
	case id == 397:
		return "ServiceFault"
	case id == 12209 || id == 12212: // one above
		return opcServices[id-1] + "Response"
	}
	return "ServiceId " + utoa(id)
}

// opcUA says in the packet list what a message of OPC UA is, part 6 section 7.1 and section 6.7; it has no fields of its own.
func (d *Session) opcUA(t *view) {
	d.namePDU("opcua", "OpcUa")
	const head, channel, sequence = 8, 4, 8
	switch string(d.slice(t, 0, 3)) {
	case "HEL":
		d.cols.set(d, "Hello message")
	case "ACK":
		d.cols.set(d, "Acknowledge message")
	case "ERR":
		d.cols.set(d, "Error message")
	case "RHE":
		d.cols.set(d, "Reverse Hello message")
	case "OPN":
		d.cols.set(d, "OpenSecureChannel message")
		off := head + channel
		for range 3 { // the policy and two certificates
			if n := int32(d.le(t, off, 4)); n > 0 {
				d.need(t, off+4, int(n))
				off += int(n)
			}
			off += 4
		}
		d.opcBody(t, off+sequence)
	case "MSG":
		const final, abort = 'F', 'A'
		d.cols.set(d, "UA Secure Conversation Message")
		switch d.u8(t, 3) {
		case final:
		case abort:
			d.cols.set(d, "Abort message")
			return
		default:
			d.cols.append(d, " (Message fragment ", utoa(d.le(t, head+channel+4, 4)), ")")
			return
		}
		d.opcBody(t, head+channel+4+sequence)
	case "CLO":
		d.cols.set(d, "CloseSecureChannel message")
		d.opcBody(t, head+channel+4+sequence)
	default:
		d.cols.set(d, "Invalid message")
	}
}

// opcBody names the service whose identifier is at off, OPC UA part 6 section 5.2.2.9.
func (d *Session) opcBody(t *view, off int) {
	var id uint64
	switch d.u8(t, off) & 0x3f {
	case 0:
		id = uint64(d.u8(t, off+1))
	case 1:
		id = d.le(t, off+2, 2)
	case 2:
		id = d.le(t, off+3, 4)
	}
	d.cols.append(d, ": ", opcService(id))
}
