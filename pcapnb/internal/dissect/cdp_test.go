package dissect_test

import "testing"

func init() {
	fillers["cdp"] = announcements
	fillers["cdp addresses"] = func() [][]byte {
		return [][]byte{llcFrame(unhex("aaaa03 00000c 2000 02b4 0000 0002 000f 00000001 01 01 81 0002 0102 0007 0008 c0000201"))}
	}
}

// announcements are messages of CDP with records of each kind.
func announcements() [][]byte {
	const head = "aaaa03 00000c 2000 02b4 0000"
	return [][]byte{
		llcFrame(unhex(head + "0001 0006 5231 0005 000d 494f530a6c696e6532 0006 0008 32383131 0003 0008 45746830 0004 0008 00000029" +
			"0002 0011 00000001 01 01 cc 0004 c0000201 000a 0006 0005 000b 0005 01 0009 0007 4c6162")),
		llcFrame(unhex(head + "0007 000e 0a761018 18 0a761418 18 000e 0007 20 0010 0010 0006 3200 0011 0008 000005dc 0012 0005 00 0013 0005 03" +
			"0014 0007 737739 0015 0006 0601 0019 000c a48d 0000 00003c28 001a 0010 0000 0001 00000000 ffffffff")),
		llcFrame(unhex(head + "0016 0025 00000001 02 08 aaaa03000000 86dd 0010 20010db8000000000000000000000001 0007 0008 c0000201 0008 0024 00000c 0112" +
			"00000000 ffffffff 01 02 21 ff 000000000000 00130000000f ff 0000 0099 0006 0102 000f 0005 01 0002 000f 00000001 01 01 81 0002 0102")),
	}
}

func TestAnnouncements(t *testing.T) {
	sameMangled(t, announcements(), 22, 20, "cdp", "_ws", "frame.protocols")
}
