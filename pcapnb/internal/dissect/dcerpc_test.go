package dissect_test

import "testing"

func init() { fillers["dcerpc"] = func() [][]byte { return keptFrames("dcerpc.txt") } }

func TestDCERPC(t *testing.T) {
	sameTalks(t, "dcerpc.txt", 70, "dcerpc", "_ws", "frame.protocols", "tcp.segment", "data")
}
