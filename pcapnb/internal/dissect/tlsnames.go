package dissect

// Content types of records, RFC 8446 §5.1.
const (
	tlsChangeCipherSpec = 20
	tlsAlert            = 21
	tlsHandshake        = 22
	tlsApplicationData  = 23
	tlsHeartbeat        = 24
	tlsCID              = 25 // RFC 9146
	tlsMaxRecord        = 1<<14 + 2048
)

// Versions, RFC 8446 §4.1.2 and §4.2.1.
const (
	sslv3  = 0x0300
	tlsv10 = 0x0301
	tlsv11 = 0x0302
	tlsv12 = 0x0303
	tlsv13 = 0x0304
)

func tlsColumn(version uint16) string {
	switch version {
	case sslv3:
		return "SSLv3"
	case tlsv10:
		return "TLSv1"
	case tlsv11:
		return "TLSv1.1"
	case tlsv12:
		return "TLSv1.2"
	case tlsv13:
		return "TLSv1.3"
	}
	return "SSL"
}

func alertLevel(n uint64) string {
	switch n {
	case 1:
		return "Warning"
	case 2:
		return "Fatal"
	}
	return "Unknown"
}

// alertText names an alert, IANA's registry of TLS alerts.
func alertText(n uint64) string {
	switch n {
	case 0:
		return "Close Notify"
	case 1:
		return "End of Early Data"
	case 10:
		return "Unexpected Message"
	case 20:
		return "Bad Record MAC"
	case 21:
		return "Decryption Failed"
	case 22:
		return "Record Overflow"
	case 30:
		return "Decompression Failure"
	case 40:
		return "Handshake Failure"
	case 41:
		return "No Certificate"
	case 42:
		return "Bad Certificate"
	case 43:
		return "Unsupported Certificate"
	case 44:
		return "Certificate Revoked"
	case 45:
		return "Certificate Expired"
	case 46:
		return "Certificate Unknown"
	case 47:
		return "Illegal Parameter"
	case 48:
		return "Unknown CA"
	case 49:
		return "Access Denied"
	case 50:
		return "Decode Error"
	case 51:
		return "Decrypt Error"
	case 60:
		return "Export Restriction"
	case 70:
		return "Protocol Version"
	case 71:
		return "Insufficient Security"
	case 80:
		return "Internal Error"
	case 86:
		return "Inappropriate Fallback"
	case 90:
		return "User Canceled"
	case 100:
		return "No Renegotiation"
	case 109:
		return "Missing Extension"
	case 110:
		return "Unsupported Extension"
	case 111:
		return "Certificate Unobtainable"
	case 112:
		return "Unrecognized Name"
	case 113:
		return "Bad Certificate Status Response"
	case 114:
		return "Bad Certificate Hash Value"
	case 115:
		return "Unknown PSK Identity"
	case 116:
		return "Certificate Required"
	case 120:
		return "No application Protocol"
	case 121:
		return "ECH Required"
	}
	return "Unknown"
}

// Handshake messages, RFC 8446 §4 and RFC 5246 §7.4.
const (
	tlsClientHello         = 1
	tlsServerHello         = 2
	tlsNewSessionTicket    = 4
	tlsEncryptedExtensions = 8
	tlsCertificate         = 11
	tlsCertificateAsked    = 13
	tlsServerKeyExchange   = 12
	tlsServerHelloDone     = 14
	tlsCertificateVerify   = 15
	tlsClientKeyExchange   = 16
	tlsFinished            = 20
	tlsCertificateStatus   = 22
	tlsKeyUpdate           = 24
)

func handshakeName(kind uint64) string {
	switch kind {
	case 0:
		return "Hello Request"
	case tlsClientHello:
		return "Client Hello"
	case tlsServerHello:
		return "Server Hello"
	case 3:
		return "Hello Verify Request"
	case tlsNewSessionTicket:
		return "New Session Ticket"
	case tlsEncryptedExtensions:
		return "Encrypted Extensions"
	case tlsCertificate:
		return "Certificate"
	case tlsServerKeyExchange:
		return "Server Key Exchange"
	case tlsCertificateAsked:
		return "Certificate Request"
	case tlsServerHelloDone:
		return "Server Hello Done"
	case tlsCertificateVerify:
		return "Certificate Verify"
	case tlsClientKeyExchange:
		return "Client Key Exchange"
	case tlsFinished:
		return "Finished"
	case tlsCertificateStatus:
		return "Certificate Status"
	case 67:
		return "Next Protocol"
	}
	return ""
}

// messageName names also what is always encrypted.
func messageName(kind uint64) string {
	switch kind {
	case 5:
		return "End of Early Data"
	case tlsKeyUpdate:
		return "Key Update"
	case 25:
		return "Compressed Certificate"
	}
	return handshakeName(kind)
}
