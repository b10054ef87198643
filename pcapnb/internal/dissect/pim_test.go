package dissect_test

import "testing"

func init() { fillers["pim"] = pimMessages }

// pimMessages are a hello with its options, joins and prunes, and the heads of other types.
func pimMessages() [][]byte {
	return over(103, "20 00 0000 0001 0002 0069 0002 0004 81f4 09c4 0013 0004 00000001 0014 0004 12345678 0015 0004 01 3c 0000",
		"23 00 0000 01 00 c0000201 00 02 00d2 01 00 00 20 ef030303 0001 0001 01 00 07 20 0a00000b 01 00 04 20 0a00000c"+
			"01 00 81 20 ef020202 0000 0000", "20 00 0000")
}

func TestPIM(t *testing.T) {
	sameMangled(t, pimMessages(), 34, 80, "pim", "_ws.col", "frame.protocols")
}
