package dissect_test

import "testing"

func nbdgmDatagrams() (frames [][]byte) {
	for _, line := range keptTalks("nbdgm.txt")[0].lines {
		frames = append(frames, udpFrame(138, 138, []byte(line)))
	}
	return frames
}

func init() { fillers["nbdgm"] = nbdgmDatagrams }

func TestNBDGM(t *testing.T) {
	const headers = 14 + 20 + 8
	fields := []string{"nbdgm", "browser", "frame.protocols", "_ws.col.Protocol", "_ws.col.Info"}
	sameAsTshark(t, 1, inOrder(nbdgmDatagrams()...), fields...)
	sameDamaged(t, nbdgmDatagrams(), headers, 60, fields...)
}
