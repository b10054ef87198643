// Package objects takes out of a capture the files that were carried over HTTP, TFTP, FTP and as mail, as Wireshark's Export Objects does.
//
//	found := objects.Of(pkts)
//	nb.Show(found.Filter(objects.Size.Gt(1000)))
//	found.MustSave("found")
//
// What is found are the bodies of HTTP messages (RFC 9110 section 6.4), requests' too, without chunks and unpacked; what TFTP reads and writes
// (RFC 1350); what FTP's RETR and STOR carry (RFC 959); and the mails of SMTP's DATA and BDAT and of POP's RETR (RFC 5321, RFC 3030, RFC 1939).
// Files of SMB are not looked for, nor what is encrypted. A file of which the capture lacks a part is there without it, and Missing counts.
//
// It is a package of its own so that cells which do not ask for it link none of it.
package objects
