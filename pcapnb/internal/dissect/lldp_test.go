package dissect_test

import "testing"

func init() { fillers["lldp"] = lldpMessages }

// lldpMessages have names of several kinds and records of each organisation.
func lldpMessages() (frames [][]byte) {
	for _, s := range []string{
		"0207 04 020000000001 0405 05 65746830 0602 0078 0803 653120 0a04 73773031 0c05 4c696e7578 0e04 0014 0010" +
			"100c 05 01 c0000201 02 00000007 00 0000",
		"0206 05 01 c0000205 0407 03 020000000002 0602 0078 1018 11 02 20010db8000000000000000000000001 02 00000007 00 1009 02 06aa 01 00000001 00" +
			"fe06 0080c2 01 0005 fe0b 0080c2 03 0007 04 766c6137 fe09 00120f 01 03 6c00 0010 fe09 00120f 03 01 00000009 fe06 00120f 04 05ee 0000",
		"0212 05 02 20010db8000000000000000000000005 0406 04 01 c0000206 0602 0078 fe07 0012bb 01 002f 03 fe08 0012bb 02 01 40 65ae" +
			"fe07 0012bb 04 03 0041 fe06 0012bb 05 6877 fe06 0012bb 06 6677 fe06 0012bb 07 7377 fe06 0012bb 08 736e fe06 0012bb 09 6d66" +
			"fe06 0012bb 0a 6d6f fe06 0012bb 0b 6173 0000",
		"0204 07 616263 0412 04 02 20010db8000000000000000000000005 0602 0000 0000",
	} {
		frames = append(frames, etherFrame(0x88cc, unhex(s)))
	}
	return frames
}

func TestLLDP(t *testing.T) {
	sameMangled(t, lldpMessages(), 14, 84, "lldp", "_ws", "frame.protocols")
}
