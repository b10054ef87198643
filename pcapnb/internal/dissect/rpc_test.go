package dissect_test

import "testing"

func init() { fillers["rpc"] = func() [][]byte { return keptFrames("rpc.txt") } }

// rpcDatagrams are the messages of a connection, without their marks, in datagrams.
func rpcDatagrams() (frames [][]byte) {
	for _, k := range keptTalks("rpc.txt")[:2] {
		for _, line := range k.lines {
			if line[0] == '<' {
				frames = append(frames, etherFrame(0x0800, ipv4Packet("198.51.100.20", "192.0.2.10", 17, udpDatagram(k.port, 900, []byte(line[5:])))))
			} else {
				frames = append(frames, udpFrame(900, k.port, []byte(line[4:])))
			}
		}
	}
	return frames
}

func TestRPC(t *testing.T) {
	fields := []string{"rpc", "nfs", "_ws", "frame.protocols", "tcp.segment", "data"}
	sameTalks(t, "rpc.txt", 130, fields...)
	sameAsTshark(t, 1, inOrder(rpcDatagrams()...), fields...)
}
