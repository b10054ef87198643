package bpf

import "strings"

// proto is a protocol qualifier.
type proto uint8

const (
	protoAny  proto = iota // no qualifier
	protoLink              // "ether", "link", "wlan" and the like: the link layer
	protoIP
	protoARP
	protoRARP
	protoSCTP
	protoTCP
	protoUDP
	protoICMP
	protoIGMP
	protoIGRP
	protoPIM
	protoVRRP
	protoCARP
	protoATalk
	protoAARP
	protoDECnet
	protoLAT
	protoSCA
	protoMOPDL
	protoMOPRC
	protoIPv6
	protoICMPv6
	protoAH
	protoESP
	protoISO
	protoESIS
	protoISIS
	protoISISL1
	protoISISL2
	protoISISIIH
	protoISISLSP
	protoISISSNP
	protoISISCSNP
	protoISISPSNP
	protoCLNP
	protoSTP
	protoIPX
	protoNetBEUI
	protoRadio
)

// protoWord returns the protocol a keyword names, or protoAny.
func protoWord(s string) proto {
	switch s {
	case "link", "ether", "ppp", "slip", "fddi", "tr", "wlan":
		return protoLink
	case "ip":
		return protoIP
	case "arp":
		return protoARP
	case "rarp":
		return protoRARP
	case "sctp":
		return protoSCTP
	case "tcp":
		return protoTCP
	case "udp":
		return protoUDP
	case "icmp":
		return protoICMP
	case "igmp":
		return protoIGMP
	case "igrp":
		return protoIGRP
	case "pim":
		return protoPIM
	case "vrrp":
		return protoVRRP
	case "carp":
		return protoCARP
	case "ip6":
		return protoIPv6
	case "icmp6":
		return protoICMPv6
	case "ah":
		return protoAH
	case "esp":
		return protoESP
	case "radio":
		return protoRadio
	}
	return oldProtoWord(s)
}

// oldProtoWord returns the protocol that a keyword of the time before IP everywhere names, or protoAny.
func oldProtoWord(s string) proto {
	switch s {
	case "atalk":
		return protoATalk
	case "aarp":
		return protoAARP
	case "decnet":
		return protoDECnet
	case "lat":
		return protoLAT
	case "sca":
		return protoSCA
	case "mopdl":
		return protoMOPDL
	case "moprc":
		return protoMOPRC
	case "iso":
		return protoISO
	case "esis", "es-is":
		return protoESIS
	case "isis", "is-is":
		return protoISIS
	case "l1":
		return protoISISL1
	case "l2":
		return protoISISL2
	case "iih":
		return protoISISIIH
	case "lsp":
		return protoISISLSP
	case "snp":
		return protoISISSNP
	case "csnp":
		return protoISISCSNP
	case "psnp":
		return protoISISPSNP
	case "clnp":
		return protoCLNP
	case "stp":
		return protoSTP
	case "ipx":
		return protoIPX
	case "netbeui":
		return protoNetBEUI
	}
	return protoAny
}

// String returns the keyword for a protocol, as messages write it.
func (p proto) String() string {
	names := strings.Fields("host link ip arp rarp sctp tcp udp icmp igmp igrp pim vrrp carp atalk aarp decnet lat sca mopdl moprc " +
		"ip6 icmp6 ah esp iso esis isis l1 l2 iih lsp snp csnp psnp clnp stp ipx netbeui radio")
	return names[p]
}

// dirWord returns the direction a keyword names, or dirAny.
func dirWord(s string) dir {
	switch s {
	case "src":
		return dirSrc
	case "dst":
		return dirDst
	case "addr1", "address1":
		return dirAddr1
	case "addr2", "address2":
		return dirAddr2
	case "addr3", "address3":
		return dirAddr3
	case "addr4", "address4":
		return dirAddr4
	case "ra":
		return dirRA
	case "ta":
		return dirTA
	}
	return dirAny
}

// qualWord returns the kind of value a keyword calls for, or qualNone.
func qualWord(s string) qual {
	switch s {
	case "host":
		return qualHost
	case "net":
		return qualNet
	case "port":
		return qualPort
	case "portrange":
		return qualPortRange
	case "gateway":
		return qualGateway
	case "proto":
		return qualProto
	case "protochain":
		return qualProtoChain
	}
	return qualNone
}

// keyword reports whether a word has a meaning of its own and is not a name.
func keyword(s string) bool {
	if protoWord(s) != protoAny || dirWord(s) != dirAny || qualWord(s) != qualNone {
		return true
	}
	switch s {
	case "mask", "type", "subtype", "direction", "dir", "less", "greater", "byte", "broadcast", "multicast",
		"len", "length", "inbound", "outbound", "ifindex", "vlan", "mpls", "pppoed", "pppoes", "geneve", "llc",
		"lane", "metac", "bcc", "oam", "oamf4", "oamf4ec", "oamf4sc", "sc", "ilmic", "vpi", "vci", "connectmsg", "metaconnect",
		"on", "ifname", "rset", "ruleset", "rnr", "rulenum", "srnr", "subrulenum", "reason", "action",
		"fisu", "lssu", "lsu", "msu", "hfisu", "hlssu", "hmsu", "sio", "opc", "dpc", "sls", "hsio", "hopc", "hdpc", "hsls":
		return true
	}
	return false
}

// namedNumbers are the words that stand for a number, as pcap-filter(7) lists them.
const namedNumbers = ` icmptype=0 icmpcode=1 icmp-echoreply=0 icmp-unreach=3 icmp-sourcequench=4 icmp-redirect=5 icmp-echo=8 ` +
	`icmp-routeradvert=9 icmp-routersolicit=10 icmp-timxceed=11 icmp-paramprob=12 icmp-tstamp=13 icmp-tstampreply=14 ` +
	`icmp-ireq=15 icmp-ireqreply=16 icmp-maskreq=17 icmp-maskreply=18 icmp6type=0 icmp6code=1 ` +
	`icmp6-destinationunreach=1 icmp6-packettoobig=2 icmp6-timeexceeded=3 icmp6-parameterproblem=4 icmp6-echo=128 ` +
	`icmp6-echoreply=129 icmp6-multicastlistenerquery=130 icmp6-multicastlistenerreportv1=131 ` +
	`icmp6-multicastlistenerdone=132 icmp6-routersolicit=133 icmp6-routeradvert=134 icmp6-neighborsolicit=135 ` +
	`icmp6-neighboradvert=136 icmp6-redirect=137 icmp6-routerrenum=138 icmp6-nodeinformationquery=139 ` +
	`icmp6-nodeinformationresponse=140 icmp6-ineighbordiscoverysolicit=141 icmp6-ineighbordiscoveryadvert=142 ` +
	`icmp6-multicastlistenerreportv2=143 icmp6-homeagentdiscoveryrequest=144 icmp6-homeagentdiscoveryreply=145 ` +
	`icmp6-mobileprefixsolicit=146 icmp6-mobileprefixadvert=147 icmp6-certpathsolicit=148 icmp6-certpathadvert=149 ` +
	`icmp6-multicastrouteradvert=151 icmp6-multicastroutersolicit=152 icmp6-multicastrouterterm=153 ` +
	`tcpflags=13 tcp-fin=1 tcp-syn=2 tcp-rst=4 tcp-push=8 tcp-ack=16 tcp-urg=32 tcp-ece=64 tcp-cwr=128 `

// namedNumber returns the number of a word such as "tcp-syn".
func namedNumber(s string) (uint32, bool) {
	return lookUp(namedNumbers, s)
}

// lookUp finds name in a list of " name=number " words.
func lookUp(list, name string) (uint32, bool) {
	v, ok := find(list, name)
	if !ok {
		return 0, false
	}
	n, _ := parseNumber(v)
	return n, true
}

// find returns what follows the "=" of name in a list of " name=value " words.
func find(list, name string) (string, bool) {
	if strings.ContainsAny(name, " =") {
		return "", false
	}
	_, rest, ok := strings.Cut(list, " "+name+"=")
	v, _, _ := strings.Cut(rest, " ")
	return v, ok
}

// wlanTypes are the types of 802.11 frames, as bits of the frame control field.
const wlanTypes = ` mgt=0 ctl=0x04 data=0x08 `

// wlanTypeNumber returns the bits of a frame type. A type may be given in any case, as in libpcap.
func wlanTypeNumber(s string) (uint32, bool) { return lookUp(wlanTypes, strings.ToLower(s)) }

// wlanSubtypes are the subtypes of the frames of type t.
func wlanSubtypes(t uint32) string {
	switch t {
	case 0x00:
		return ` assoc-req=0 assocreq=0 assoc-resp=0x10 assocresp=0x10 reassoc-req=0x20 reassocreq=0x20 reassoc-resp=0x30 reassocresp=0x30 ` +
			`probe-req=0x40 probereq=0x40 probe-resp=0x50 proberesp=0x50 beacon=0x80 atim=0x90 disassoc=0xa0 disassociation=0xa0 ` +
			`auth=0xb0 authentication=0xb0 deauth=0xc0 deauthentication=0xc0 `
	case 0x04:
		return ` ps-poll=0xa0 rts=0xb0 cts=0xc0 ack=0xd0 cf-end=0xe0 cf-end-ack=0xf0 `
	case 0x08:
		return ` data=0 data-cf-ack=0x10 data-cf-poll=0x20 data-cf-ack-poll=0x30 null=0x40 cf-ack=0x50 cf-poll=0x60 cf-ack-poll=0x70 ` +
			`qos-data=0x80 qos-data-cf-ack=0x90 qos-data-cf-poll=0xa0 qos-data-cf-ack-poll=0xb0 qos=0xc0 qos-cf-poll=0xe0 qos-cf-ack-poll=0xf0 `
	}
	return ""
}

// wlanSubtypeNumber returns the bits of a subtype of the frames of type t.
func wlanSubtypeNumber(s string, t uint32) (uint32, bool) {
	return lookUp(wlanSubtypes(t), strings.ToLower(s))
}

// wlanAnySubtype returns the bits of a subtype and of the type it belongs to.
func wlanAnySubtype(s string) (uint32, bool) {
	for _, t := range [...]uint32{0x00, 0x04, 0x08} {
		if v, ok := wlanSubtypeNumber(s, t); ok {
			return v | t, true
		}
	}
	return 0, false
}

// wlanDirNumber returns the bits of a direction of 802.11 frames.
func wlanDirNumber(s string) (uint32, bool) {
	return lookUp(` nods=0 tods=1 fromds=2 dstods=3 `, strings.ToLower(s))
}

// etherNames are the link-layer protocols "ether proto" knows by name; those to 1500 are LLC service access points.
const etherNames = ` aarp=0x80f3 arp=0x0806 atalk=0x809b decnet=0x6003 ip=0x0800 ip6=0x86dd lat=0x6004 loopback=0x9000 ` +
	`mopdl=0x6001 moprc=0x6002 rarp=0x8035 sca=0x6007 iso=0xfe stp=0x42 ipx=0xe0 netbeui=0xf0 `

// isoNames are the OSI protocols "iso proto" knows by name.
const isoNames = ` esis=0x82 isis=0x83 clnp=0x81 `

// protoNames are IANA's protocol numbers, by the names of /etc/protocols.
const protoNames = ` ip=0 hopopt=0 icmp=1 igmp=2 ggp=3 ipencap=4 st=5 tcp=6 egp=8 igp=9 pup=12 udp=17 hmp=20 xns-idp=22 rdp=27 ` +
	`iso-tp4=29 dccp=33 xtp=36 ddp=37 idpr-cmtp=38 ipv6=41 ipv6-route=43 ipv6-frag=44 idrp=45 rsvp=46 gre=47 esp=50 ah=51 ` +
	`skip=57 ipv6-icmp=58 ipv6-nonxt=59 ipv6-opts=60 rspf=73 vmtp=81 eigrp=88 ospf=89 ax.25=93 ipip=94 etherip=97 encap=98 ` +
	`pim=103 ipcomp=108 vrrp=112 l2tp=115 isis=124 sctp=132 fc=133 mobility-header=135 udplite=136 mpls-in-ip=137 manet=138 ` +
	`hip=139 shim6=140 wesp=141 rohc=142 ethernet=143 mptcp=262 `
