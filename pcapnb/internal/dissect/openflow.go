package dissect

import (
	"strings"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	readers["openflow"] = (*Session).openFlow
	guesses = append(guesses, guess{layer: "openflow", column: "OpenFlow", is: (*Session).toOpenFlow})
	streamReaders["openflow"] = (*Session).openFlowStream
}

var openFlowFraming = framing.Framing{Layers: []string{"openflow"}, Column: "OpenFlow", Head: 8, Length: func(b []byte) int { return int(be16(b[2:])) }}

// toOpenFlow reports whether a segment goes to a port that OpenFlow had first.
func (d *Session) toOpenFlow(t *view) bool {
	if d.over == nil {
		return false
	}
	switch d.tcpPort(d.overTo) {
	case 6633, 6634:
		return true
	}
	return false
}

// openFlowStream cuts a connection into messages. As in Wireshark it is none of OpenFlow before a segment goes to its port.
func (d *Session) openFlowStream(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	c.app, c.framing = tcpFramed, &openFlowFraming
	return d.framed(t, &openFlowFraming)
}

// openFlowMessages are the types of messages by the versions that tshark 4.0 knows, OpenFlow 1.0 section 5.1 and OpenFlow 1.3.5,
// 1.4.1 and 1.5.1 section 7.1.
var openFlowMessages = map[uint64]struct {
	layer string
	types []string
}{
	1: {"openflow_v1", strings.Fields("HELLO ERROR ECHO_REQUEST ECHO_REPLY VENDOR FEATURES_REQUEST FEATURES_REPLY GET_CONFIG_REQUEST GET_CONFIG_REPLY " +
		"SET_CONFIG PACKET_IN FLOW_REMOVED PORT_STATUS PACKET_OUT FLOW_MOD PORT_MOD STATS_REQUEST STATS_REPLY BARRIER_REQUEST BARRIER_REPLY " +
		"QUEUE_GET_CONFIG_REQUEST QUEUE_GET_CONFIG_REPLY")},
	4: {"openflow_v4", strings.Fields(openFlowCommon + " QUEUE_GET_CONFIG_REQUEST QUEUE_GET_CONFIG_REPLY " + openFlowRoles + " METER_MOD")},
	5: {"openflow_v5", strings.Fields(openFlowCommon + " - - " + openFlowRoles + openFlowBundles)},
	6: {"openflow_v6", strings.Fields(openFlowCommon + " - - " + openFlowRoles + openFlowBundles + " CONTROLLER_STATUS")},
}

const (
	openFlowCommon = "HELLO ERROR ECHO_REQUEST ECHO_REPLY EXPERIMENTER FEATURES_REQUEST FEATURES_REPLY GET_CONFIG_REQUEST GET_CONFIG_REPLY SET_CONFIG " +
		"PACKET_IN FLOW_REMOVED PORT_STATUS PACKET_OUT FLOW_MOD GROUP_MOD PORT_MOD TABLE_MOD MULTIPART_REQUEST MULTIPART_REPLY BARRIER_REQUEST BARRIER_REPLY"
	openFlowRoles   = "ROLE_REQUEST ROLE_REPLY GET_ASYNC_REQUEST GET_ASYNC_REPLY SET_ASYNC"
	openFlowBundles = " METER_MOD ROLE_STATUS TABLE_STATUS REQUESTFORWARD BUNDLE_CONTROL BUNDLE_ADD_MESSAGE"
)

// openFlowParts are what a multipart message of version 1.3 asks for, section 7.3.5.
var openFlowParts = strings.Fields("DESC FLOW AGGREGATE TABLE PORT_STATS QUEUE GROUP GROUP_DESC GROUP_FEATURES METER METER_CONFIG METER_FEATURES " +
	"TABLE_FEATURES PORT_DESC")

// openFlow names a message, and dissects the packet in it.
func (d *Session) openFlow(t *view) {
	const version13, multipart = 4, 18
	d.namePDU("openflow", "OpenFlow")
	d.cols.clear(d)
	version := uint64(d.u8(t, 0))
	of, known := openFlowMessages[version]
	if !known || version == 1 { // the others have fields of their own
		d.num(fOpenflowVersion, t, 0, 1, version)
	}
	if !known {
		return
	}
	d.layerName(of.layer)
	kind := d.u8(t, 1)
	name := "Unknown message type"
	if kind := nameIn(of.types, kind, ""); kind != "" {
		name = "OFPT_" + kind
	}
	d.cols.set(d, "Type: ", name)
	if version == version13 && (kind == multipart || kind == multipart+1) {
		part := "Unknown type"
		if name := nameIn(openFlowParts, d.u16(t, 8), ""); name != "" {
			part = "OFPMP_" + name
		}
		d.cols.append(d, ", ", part)
	}
}
