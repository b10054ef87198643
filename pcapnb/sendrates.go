package pcapnb

import (
	"net/netip"
	"time"
)

// SendRates returns how fast each source address sends: for every window of time the bytes on the wire of its packets, per second.
// Windows in which an address sends nothing count 0. Packets without an IP source are in no column. In("Mbit/s", 8e-6) turns to bits.
func SendRates(pkts Packets, window time.Duration) Pivoted[time.Time, netip.Addr] {
	if window <= 0 {
		panic(misusedf("pcapnb: SendRates(%v): want a window longer than 0", window))
	}
	sent := Across(pkts.Resample(window), IPSrc, SumOf(Length).As("send rate"))
	return sent.FillMissing(0).In("bytes/s", 1/window.Seconds())
}
