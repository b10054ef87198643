package dissect

import (
	"encoding/hex"
	"testing"
)

// The initialization vectors of RFC 9001 appendix A.1 and RFC 9369 appendix A.1.
func TestQUICKeys(t *testing.T) {
	dcid, _ := hex.DecodeString("8394c8f03e515708")
	for _, c := range []struct {
		version uint32
		side    int
		iv      string
	}{{quicVersion1, 0, "fa044b2f42a3fd3b46fb255c"}, {quicVersion1, 1, "0ac1493ca1905853b0bba03e"}, {quicVersion2, 0, "91f73e2351d8fa91660e909f"}} {
		if got := hex.EncodeToString(newQUICKeys(c.version, dcid)[c.side].iv); got != c.iv {
			t.Errorf("version %#x side %d: %s, want %s", c.version, c.side, got, c.iv)
		}
	}
	if newQUICKeys(0xff000001, dcid)[0] != nil {
		t.Error("keys of a version that is not known")
	}
}
