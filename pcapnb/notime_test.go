package pcapnb_test

import (
	"strings"
	"testing"

	"netlab/pcapnb"
)

// A time that says there is none, as NTP's zero does, is missing in tables and numbers; as text it is Wireshark's NULL.
func TestNoTime(t *testing.T) {
	pkts := pcapnb.MustLoad("../testdata/morning.pcap").Where("ntp.org")
	fields := pkts.Fields("ntp.org")
	none := 0
	for i := range fields.Len() {
		if _, ok := fields.Column("ntp.org").Value(i); !ok {
			none++
		}
	}
	nulls := 0
	for _, p := range pkts {
		if text, _ := pkts.Field("ntp.org").Of(p); text == "NULL" {
			nulls++
		}
	}
	if none == 0 || none != nulls {
		t.Errorf("%d of %d times are missing, %d are NULL", none, fields.Len(), nulls)
	}
	if text := fields.String(); strings.Contains(text, "1677") {
		t.Errorf("a time that is none shows as one:\n%s", text)
	}
}
