package dissect_test

import "testing"

func init() {
	fillers["stp"] = bridgeMessages
	fillers["pvst"] = bridgeMessagesOfVLANs
	fillers["stp of another type"] = func() [][]byte { return [][]byte{llcFrame(unhex("424203 0000 00 55"))} }
}

// bridgeMessages are messages of each version of the spanning tree protocol, one of several trees with two of them.
func bridgeMessages() (frames [][]byte) {
	const ids = "8001 020000000005 00000004 9002 020000000006 8001 0180 1400 0200 0f00"
	const trees = "00 726567696f6e 0000000000000000000000000000000000000000000000000000 0001 ac36177f50283cd4b83821d8ab26de62" +
		"00000010 8001 020000000007 14 7c 8002 020000000008 00000020 80 80 13 7d 8003 020000000009 00000021 90 81 12"
	for _, s := range []string{"0000 00 00 01" + ids, "0000 00 00 80" + ids, "0000 00 80", "0000 02 02 7d" + ids + "00",
		"0000 03 02 7c" + ids + "00 0060" + trees, "0000 04 02 7d" + ids + "00 0060" + trees + "0000"} {
		frames = append(frames, llcFrame(unhex("424203"+s)))
	}
	return frames
}

// bridgeMessagesOfVLANs are Cisco's, each of one VLAN.
func bridgeMessagesOfVLANs() (frames [][]byte) {
	const ids = "8001 020000000005 00000004 9002 020000000006 8001 0180 1400 0200 0f00 00"
	for _, s := range []string{"0000 00 00 01", "0000 02 02 3c"} {
		frames = append(frames, llcFrame(unhex("aaaa03 00000c 010b"+s+ids+"0000 0002 0001")))
	}
	return frames
}

func TestBridgeMessages(t *testing.T) {
	sameMangled(t, bridgeMessages(), 17, 0, "stp", "mstp", "_ws", "frame.protocols")
	sameMangled(t, bridgeMessagesOfVLANs(), 22, 0, "stp", "mstp", "_ws", "frame.protocols")
}
