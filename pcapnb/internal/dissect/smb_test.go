package dissect_test

import "testing"

func init() { fillers["smb"] = func() [][]byte { return keptFrames("smb.txt") } }

func TestSMB(t *testing.T) {
	sameTalks(t, "smb.txt", 30, "nbss", "smb", "ntlmssp", "_ws", "frame.protocols", "tcp.segment", "data")
}
