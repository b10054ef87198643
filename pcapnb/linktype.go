package pcapnb

import "fmt"

// LINKTYPE_ numbers of the link types that are decoded (www.tcpdump.org/linktypes.html).
const (
	linkNull     = 0
	linkEthernet = 1
	linkRawOld   = 12
	linkRawBSD   = 14
	linkPPP      = 9
	linkPPPHDLC  = 50
	linkPPPoE    = 51
	linkRaw      = 101
	linkCHDLC    = 104
	link80211    = 105
	linkLoop     = 108
	linkSLL      = 113
	linkPrism    = 119
	linkRadiotap = 127
	linkIPNet    = 226
	linkIPv4     = 228
	linkIPv6     = 229
	linkNFLog    = 239
	linkPKTAP    = 258
	linkSLL2     = 276
)

// A LinkType is a LINKTYPE_ number: what kind of header a packet's bytes begin with (www.tcpdump.org/linktypes.html).
type LinkType uint32

// String returns the link type's name without LINKTYPE_, or its number where it is not known.
func (t LinkType) String() string {
	switch t {
	case linkNull:
		return "NULL"
	case linkEthernet:
		return "ETHERNET"
	case 6:
		return "IEEE802_5"
	case 7:
		return "ARCNET_BSD"
	case 8:
		return "SLIP"
	case linkPPP:
		return "PPP"
	case 10:
		return "FDDI"
	case linkRawOld, linkRawBSD, linkRaw:
		return "RAW"
	case linkPPPHDLC:
		return "PPP_HDLC"
	case linkPPPoE:
		return "PPP_ETHER"
	case 100:
		return "ATM_RFC1483"
	case linkCHDLC:
		return "C_HDLC"
	case link80211:
		return "IEEE802_11"
	case 107:
		return "FRELAY"
	case linkLoop:
		return "LOOP"
	case linkSLL:
		return "LINUX_SLL"
	case 117:
		return "PFLOG"
	case linkPrism:
		return "IEEE802_11_PRISM"
	case linkRadiotap:
		return "IEEE802_11_RADIOTAP"
	case 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162:
		return fmt.Sprintf("USER%d", t-147)
	case 163:
		return "IEEE802_11_AVS"
	case 187:
		return "BLUETOOTH_HCI_H4"
	case 189:
		return "USB_LINUX"
	case 192:
		return "PPI"
	case 195:
		return "IEEE802_15_4_WITHFCS"
	case 201:
		return "BLUETOOTH_HCI_H4_WITH_PHDR"
	case 215:
		return "IEEE802_15_4_NONASK_PHY"
	case 220:
		return "USB_LINUX_MMAPPED"
	case 227:
		return "CAN_SOCKETCAN"
	case linkIPNet:
		return "IPNET"
	case linkIPv4:
		return "IPV4"
	case linkIPv6:
		return "IPV6"
	case 230:
		return "IEEE802_15_4_NOFCS"
	case linkNFLog:
		return "NFLOG"
	case 249:
		return "USBPCAP"
	case 251:
		return "BLUETOOTH_LE_LL"
	case 252:
		return "WIRESHARK_UPPER_PDU"
	case 253:
		return "NETLINK"
	case linkPKTAP:
		return "PKTAP"
	case linkSLL2:
		return "LINUX_SLL2"
	case 283:
		return "IEEE802_15_4_TAP"
	}
	return fmt.Sprintf("link type %d", uint32(t))
}
