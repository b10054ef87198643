package dissect

import "fmt"

func init() { readers["eap"] = (*Session).eap }

// eap dissects a message of the extensible authentication protocol, RFC 3748 section 4. Its layer has no name of its own where
// another protocol carries it.
func (d *Session) eap(t *view) {
	const request, response = 1, 2
	d.current = "EAP"
	d.cols.setProto(d, "EAP")
	d.cols.clear(d)
	if !d.need(t, 0, 2) {
		return
	}
	code := uint64(t.b[0])
	d.cols.set(d, eapCode(code))
	if !d.need(t, 0, 4) || code == request && be16(t.b[2:]) > 4 && !d.need(t, 0, 5) {
		return
	}
	named := len(d.layers)
	d.begin(fEap, t, len(t.b))
	d.layers = d.layers[:named]
	d.slots(t, 0, slot{fEapCode, 1}, slot{fEapId, 1}, slot{fEapLen, 2})
	n := int(be16(t.b[2:]))
	if code != request && code != response {
		return
	}
	kind := d.uint(fEapType, t, 4, 1)
	if d.wantCols {
		d.cols.append(d, ", ", eapTypeName(kind))
	}
	d.eapData(t, 5, n-5, kind)
}

func eapCode(code uint64) string {
	names := [...]string{"", "Request", "Response", "Success", "Failure", "Initiate", "Finish"}
	if code > 0 && code < uint64(len(names)) {
		return names[code]
	}
	return fmt.Sprintf("Unknown code (0x%02X)", code)
}

func (d *Session) eapData(t *view, off, n int, kind uint64) {
	const identity, notification, nak, md5, expanded = 1, 2, 3, 4, 254
	if n <= 0 {
		return
	}
	switch kind {
	case identity:
		d.stringTo0(fEapIdentity, t, off, n)
	case notification:
		d.stringTo0(fEapNotification, t, off, n)
	case nak:
		for i := range n {
			if d.uint(fEapDesiredType, t, off+i, 1); !d.ok() {
				return
			}
		}
	case md5:
		size := int(d.uint(fEapMd5ValueSize, t, off, 1))
		if size < n {
			d.raw(fEapMd5Value, t, off+1, size)
			if rest := n - 1 - size; rest > 0 {
				d.raw(fEapMd5ExtraData, t, off+1+size, rest)
			}
		}
	case 13, 21, 25, 43, 55: // those that carry TLS
		flags := uint64(d.u8(t, off))
		d.num(fEapTlsFlags, t, off, 1, flags)
		row := []bit{{fEapTlsFlagsLenIncluded, 0x80}, {fEapTlsFlagsMoreFragments, 0x40}, {fEapTlsFlagsStart, 0x20}}
		if kind != 13 {
			row = append(row, bit{fEapTlsFlagsVersion, 7})
		}
		d.bits(t, off, 1, flags, row...)
		if flags&0x80 != 0 {
			d.uint(fEapTlsLen, t, off+1, 4)
		}
	case expanded:
		d.need(t, off, 7)
		d.slots(t, off, slot{fEapExtVendorId, 3}, slot{fEapExtVendorType, 4})
	}
}

// eapTypeName names a method, IANA.
func eapTypeName(kind uint64) string {
	switch kind {
	case 1:
		return "Identity"
	case 2:
		return "Notification"
	case 3:
		return "Legacy Nak (Response Only)"
	case 4:
		return "MD5-Challenge EAP (EAP-MD5-CHALLENGE)"
	case 5:
		return "One-Time Password EAP (EAP-OTP)"
	case 6:
		return "Generic Token Card EAP (EAP-GTC)"
	case 7:
		return "Allocated"
	case 8:
		return "Allocated"
	case 9:
		return "RSA Public Key Authentication EAP (EAP-RSA-PKA)"
	case 10:
		return "DSS Unilateral EAP (EAP-DSS)"
	case 11:
		return "KEA EAP (EAP-KEA)"
	case 12:
		return "KEA Validate EAP (EAP-KEA-VALIDATE)"
	case 13:
		return "TLS EAP (EAP-TLS)"
	case 14:
		return "Defender Token EAP (EAP-AXENT)"
	case 15:
		return "RSA Security SecurID EAP (EAP-RSA-SECURID)"
	case 16:
		return "Arcot Systems EAP (EAP-ARCOT-SYSTEMS)"
	case 17:
		return "Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)"
	case 18:
		return "GSM Subscriber Identity Modules EAP (EAP-SIM)"
	case 19:
		return "Secure Remote Password SHA1 Part 1 EAP (EAP-SRP-SHA1-PART1)"
	case 20:
		return "Secure Remote Password SHA1 Part 2 EAP (EAP-SRP-SHA1-PART2)"
	case 21:
		return "Tunneled TLS EAP (EAP-TTLS)"
	case 22:
		return "Remote Access Service EAP (EAP-RAS)"
	case 23:
		return "UMTS Authentication and Key Agreement EAP (EAP-AKA)"
	case 24:
		return "3Com Wireless EAP (EAP-3COM-WIRELESS)"
	case 25:
		return "Protected EAP (EAP-PEAP)"
	case 26:
		return "MS-Authentication EAP (EAP-MS-AUTH)"
	case 27:
		return "Mutual Authentication w/Key Exchange EAP (EAP-MAKE)"
	case 28:
		return "CRYPTOCard EAP (EAP-CRYPTOCARD)"
	case 29:
		return "MS-CHAP-v2 EAP (EAP-MS-CHAP-V2)"
	case 30:
		return "DynamID EAP (EAP-DYNAMID)"
	case 31:
		return "Rob EAP (EAP-ROB)"
	case 32:
		return "Protected One-Time Password EAP (EAP-POTP)"
	case 33:
		return "MS-Authentication TLV EAP (EAP-MS-AUTH-TLV)"
	case 34:
		return "SentriNET (EAP-SENTRINET)"
	case 35:
		return "Actiontec Wireless EAP (EAP-ACTIONTEC-WIRELESS)"
	case 36:
		return "Cogent Systems Biometrics Authentication EAP (EAP-COGENT-BIOMETRIC)"
	case 37:
		return "AirFortress EAP (EAP-AIRFORTRESS)"
	case 38:
		return "HTTP Digest EAP (EAP-HTTP-DIGEST)"
	case 39:
		return "SecureSuite EAP (EAP-SECURESUITE)"
	case 40:
		return "DeviceConnect EAP (EAP-DEVICECONNECT)"
	case 41:
		return "Simple Password Exponential Key Exchange EAP (EAP-SPEKE)"
	case 42:
		return "MOBAC EAP (EAP-MOBAC)"
	case 43:
		return "Flexible Authentication via Secure Tunneling EAP (EAP-FAST)"
	case 44:
		return "ZoneLabs EAP (EAP-ZLXEAP)"
	case 45:
		return "Link EAP (EAP-LINK)"
	case 46:
		return "Password Authenticated eXchange EAP (EAP-PAX)"
	case 47:
		return "Pre-Shared Key EAP (EAP-PSK)"
	case 48:
		return "Shared-secret Authentication and Key Establishment EAP (EAP-SAKE)"
	case 49:
		return "Internet Key Exchange v2 EAP (EAP-IKEv2)"
	case 50:
		return "UMTS Authentication and Key Agreement' EAP (EAP-AKA')"
	case 51:
		return "Generalized Pre-Shared Key EAP (EAP-GPSK)"
	case 52:
		return "Password EAP (EAP-pwd)"
	case 53:
		return "Encrypted Key Exchange v1 EAP (EAP-EKEv1)"
	case 55:
		return "Tunneled EAP protocol"
	case 254:
		return "Expanded Type"
	case 255:
		return "Experimental"
	}
	return "Unknown type (" + hexText(kind, 2) + ")"
}
