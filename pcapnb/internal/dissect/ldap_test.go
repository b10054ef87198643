package dissect_test

import "testing"

func init() {
	fillers["ldap"] = func() [][]byte { return append(keptFrames("ldap.txt"), udpKept("ldap.txt", 389)...) }
	fillers["kerberos"] = func() [][]byte { return keptFrames("kerberos.txt") }
}

// udpKept are the messages of the first connection of a file, each in a datagram.
func udpKept(name string, port uint16) (frames [][]byte) {
	for i, line := range keptTalks(name)[0].lines {
		if line[0] == '<' {
			frames = append(frames, udpFrame(port, uint16(50000+i), []byte(line[1:])))
		} else {
			frames = append(frames, udpFrame(uint16(50000+i), port, []byte(line)))
		}
	}
	return frames
}

func TestLDAP(t *testing.T) {
	fields := []string{"ldap", "cldap", "_ws", "frame.protocols", "tcp.segment"}
	sameTalks(t, "ldap.txt", 170, fields...)
	sameAsTshark(t, 1, inOrder(udpKept("ldap.txt", 389)...), fields...)
}

func TestKerberos(t *testing.T) {
	fields := []string{"kerberos", "_ws", "frame.protocols", "tcp.segment"}
	sameTalks(t, "kerberos.txt", 90, fields...)
	var datagrams [][]byte
	for i, line := range keptTalks("kerberos.txt")[0].lines {
		datagrams = append(datagrams, udpFrame(uint16(50000+i), 88, []byte(line[4:])))
	}
	sameAsTshark(t, 1, inOrder(datagrams...), fields...)
}
