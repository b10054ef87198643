package dissect_test

import "testing"

func init() { fillers["lacp"] = aggregationMessages }

// aggregationMessages are two of LACP, and one of a protocol beside it.
func aggregationMessages() [][]byte {
	const sides = "01 01 01 14 8000 020000000001 000d 8000 0016 85 000000 02 14 7fff 020000000002 000e 8001 0019 3e 000000 03 10 8000 000000000000000000000000 00 00"
	const pad = "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	return [][]byte{etherFrame(0x8809, unhex(sides+pad+"0000")), etherFrame(0x8809, unhex("63 01 02 03"))}
}

func TestLinkAggregation(t *testing.T) {
	sameMangled(t, aggregationMessages(), 14, 1, "lacp", "slow", "_ws", "frame.protocols")
}
