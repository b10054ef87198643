package dissect_test

import "testing"

func init() { fillers["eapol"] = stationMessages }

// stationMessages are of EAPOL and of the EAP in it: each code, several methods, a handshake and an old key.
func stationMessages() (frames [][]byte) {
	const zeros = "0000000000000000"
	const nonce = zeros + zeros + zeros + "00000000000000aa" + zeros + zeros
	for _, s := range []string{"0100 0005 01 01 0005 01", "0200 000a 02 01 000a 01 616c696365", "0200 0006 02 02 0006 03 19",
		"0200 0018 01 03 0018 04 10 00112233445566778899aabbccddeeff 6162", "0200 0004 03 04 0004", "0200 0004 04 04 0004", "0101 0000", "0102 0000",
		"0200 0006 01 07 0006 19 20", "0200 000a 01 08 000a 0d 80 00000005", "0200 0007 02 0a 0007 02 6162",
		"0200 000c 01 0c 000c fe 000137 00000001",
		"0103 005f 02 008a 0010 0000000000000001" + nonce + zeros + zeros + zeros + zeros + "0000",
		"0203 0061 02 010a 0000 0000000000000001" + nonce + zeros + zeros + zeros + zeros + "0002 3000",
		"0103 005f fe 0109 0000 0000000000000002" + nonce + zeros + zeros + zeros + zeros + "0000",
		"0203 005f 02 1382 0010 0000000000000003" + nonce + zeros + zeros + zeros + zeros + "0000",
		"0103 003c 01 0010 0000000000000001" + zeros + zeros + "80" + zeros + zeros + "000102030405060708090a0b0c0d0e0f", "0103 0005 09 01020304"} {
		frames = append(frames, etherFrame(0x888e, unhex(s)))
	}
	return frames
}

func TestStations(t *testing.T) {
	sameMangled(t, stationMessages(), 14, 50, "eapol", "eap", "wlan_rsna_eapol", "_ws.col", "frame.protocols")
}
