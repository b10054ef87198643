package dissect

// krbMessages are the fields of each kind of message, by the numbers of their tags, RFC 4120 section 5.4 to 5.9.
var krbMessages map[uint8]map[uint8]krbField

var krbTicketFields, krbEncryptedFields, krbBodyFields, krbInfoFields map[uint8]krbField

func krbNumber(id ID) krbField { return krbField{number: id} }

func init() {
	version, kind := krbNumber(fKerberosPvno), krbField{read: (*Session).krbKind}
	encrypted := krbField{read: (*Session).krbEncrypted}
	ticket := krbField{read: (*Session).krbTicket}
	cname, sname := krbField{read: krbPrincipal(fKerberosCNameString)}, krbField{read: krbPrincipal(fKerberosSNameString)}
	padata := krbField{read: (*Session).krbPadata}
	request := map[uint8]krbField{1: version, 2: kind, 3: padata, 4: {read: (*Session).krbBody}}
	reply := map[uint8]krbField{0: version, 1: kind, 2: padata, 3: {text: fKerberosCrealm}, 4: cname, 5: ticket, 6: encrypted}
	krbMessages = map[uint8]map[uint8]krbField{
		krbASReq: request, krbTGSReq: request, krbASRep: reply, krbTGSRep: reply,
		krbAPReq: {0: version, 1: kind, 2: {read: krbOptions(fKerberosApOptions)}, 3: ticket, 4: encrypted},
		krbAPRep: {0: version, 1: kind, 2: encrypted},
		krbSafe:  {0: version, 1: kind},
		krbPriv:  {0: version, 1: kind, 3: encrypted},
		krbCred:  {0: version, 1: kind, 2: {read: (*Session).krbTickets}, 3: encrypted},
		krbError: {0: version, 1: kind, 2: {time: fKerberosCtime}, 3: krbNumber(fKerberosCusec), 4: {time: fKerberosStime}, 5: krbNumber(fKerberosSusec),
			6: {read: (*Session).krbCode}, 7: {text: fKerberosCrealm}, 8: cname, 9: {text: fKerberosRealm}, 10: sname, 11: {text: fKerberosEText},
			12: {read: (*Session).krbData}},
	}
	krbTicketFields = map[uint8]krbField{0: krbNumber(fKerberosTktVno), 1: {text: fKerberosRealm}, 2: sname, 3: encrypted}
	krbEncryptedFields = map[uint8]krbField{0: {number: fKerberosEtype, signed: true}, 1: krbNumber(fKerberosKvno), 2: {bytes: fKerberosCipher}}
	krbBodyFields = map[uint8]krbField{0: {read: krbOptions(fKerberosKdcOptions)}, 1: cname, 2: {text: fKerberosRealm}, 3: sname,
		4: {time: fKerberosFrom}, 5: {time: fKerberosTill}, 6: {time: fKerberosRtime}, 7: krbNumber(fKerberosNonce), 8: {read: (*Session).krbTypes},
		9: {read: (*Session).krbAddresses}, 10: encrypted, 11: {read: (*Session).krbTickets}}
	krbInfoFields = map[uint8]krbField{0: {number: fKerberosEtype, signed: true}, 1: {text: fKerberosInfo2Salt}}
}
