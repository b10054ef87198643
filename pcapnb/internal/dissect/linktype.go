package dissect

// LINKTYPE_ values, tcpdump.org/linktypes.html.
const (
	linkNull       = 0
	linkEthernet   = 1
	linkPPP        = 9
	linkPPPHDLC    = 50
	linkPPPEther   = 51
	linkPPPWithDir = 204
	linkRaw        = 101
	linkCHDLC      = 104
	linkFrameRelay = 107
	linkNetlink    = 253
	link80211      = 105
	linkLoop       = 108
	linkSLL        = 113
	linkPrism      = 119
	linkRadiotap   = 127
	linkIPv4       = 228
	linkIPv6       = 229
	linkSLL2       = 276
	linkIPNET      = 226
	linkNFLOG      = 239
	linkPKTAP      = 258
	linkTokenRing  = 6
	linkFDDI       = 10
	linkIPoIB      = 242
	maxLinkType    = linkSLL2
)

// linkTypes are the readers of what a LINKTYPE_ value names.
var linkTypes [maxLinkType + 1]reader

// link dissects the outermost layer.
func (d *Session) link(t *view) {
	if kind := d.frame.Link; kind <= maxLinkType && linkTypes[kind] != nil {
		linkTypes[kind](d, t)
		return
	}
	d.headProblem(ProblemUnknownLink)
	d.data(t)
}

// fcsLen is what the interface says of a frame check sequence: -1 is nothing.
func (d *Session) fcsLen() int {
	if i := d.frame.Interface; i != nil {
		return i.FCSLen
	}
	return -1
}

// encapsulation gives Wireshark's number (WTAP_ENCAP_) of a LINKTYPE_, as far
// as this package dissects it, or 0 for unknown.
func encapsulation(link uint32) int16 {
	switch link {
	case linkNull:
		return 15
	case linkEthernet:
		return 1
	case linkPPP, linkPPPHDLC:
		return 4
	case linkRaw, 12, 14:
		return 7
	case linkPPPWithDir:
		return 19
	case linkPPPEther:
		return 18
	case linkFrameRelay:
		return 26
	case linkCHDLC:
		return 28
	case linkNetlink:
		return 158
	case link80211:
		return 20
	case linkLoop:
		return 174
	case linkSLL:
		return 25
	case linkRadiotap:
		return 23
	case linkIPv4:
		return 129
	case linkIPv6:
		return 130
	case linkIPNET:
		return 124
	case linkNFLOG:
		return 141
	case linkPKTAP:
		return 171
	case linkTokenRing:
		return 2
	case linkFDDI:
		return 6
	case linkIPoIB:
		return 180
	case linkSLL2:
		return 210
	}
	return 0
}
