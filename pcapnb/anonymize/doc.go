// Package anonymize makes copies of captures and notebooks that can be given to others.
//
//	pkts := pcapnb.MustLoad("../testdata/web.pcap")
//	anonymize.MustWrite("shared.pcapng", pkts, anonymize.MustKeyFile("my.key"))
//
// # What is promised
//
// In the copy of a capture no address, hardware address or name of the original is left that this package can find, and it finds them
// where package rewrite looks. Whatever it does not understand is not in the copy: payload is dropped, as a short
// snapshot length would, or zeroed. Text stays only where a list says that everybody uses it. Not in the copy, too, are comments, name records, descriptions of interfaces and decryption secrets.
// The packets are as many as before, in their order, with their times and with their lengths on the wire (a message with
// reverse names excepted, whose addresses may be longer or shorter as text); checksums that were right are right, and no
// dissector finds a packet malformed that was not so before (with payload zeroed it may).
//
// The same becomes the same: all that was true of who talked to whom, how often, how much and when is still true.
//
//   - Addresses keep their common prefixes, by Crypto-PAn ([CryptoPAn]). Private, link-local and documentation addresses stay in
//     their ranges and public ones stay public, so prefixes are kept exactly from the length of these ranges on, 24
//     bits at most; PlainCryptoPAn keeps all of them and no range. Multicast groups of protocols, broadcast and loopback addresses
//     stay; a group made from a network's prefix follows the network.
//     A network's own broadcast address (192.0.2.255) becomes one like any other.
//   - MAC addresses of one vendor become addresses of one vendor that does not exist, or keep their vendor.
//   - Names are replaced label by label at their length: www.shop.example.co.uk and mail.shop.example.co.uk share a domain
//     afterwards too. Public suffixes, names of well-known services and www stay.
//   - Paths, cookies, TXT records and other words become words of their length.
//
// # What is not promised
//
// Times and sizes stay, and they tell a lot: a known page has a known pattern of lengths, a known ping a known time. Ports,
// time to live, window sizes, TCP options and time stamps, IP identifications, sequence numbers, VLAN and tunnel numbers,
// user agents' lengths and TLS offers stay; they tell operating systems and programs apart. Whoever can put packets of
// their own into the capture, or knows some of what was in it, learns what those addresses became and with them
// the prefixes of others (Brekne and Årnes 2005; Pang et al. 2006). Anonymized is not anonymous: share with those who need it, and say
// what it was made for.
//
// The key undoes the mapping: anybody who has it can try addresses until one fits. It must not be in a notebook.
//
// # Notebooks and pages
//
// [Anonymizer.Notebook] carries the capture's map over to the notebook that shows it. Of outputs only numbers and words stay that are known
// to be everybody's: those of this module's fields and messages (vocabulary.txt, made by go generate) and those that the author uses
// in a cell. Numbers as long as a subscriber's or a device's are replaced, and so is what is spelled letter by letter. What the author wrote stays, but for the capture's addresses, names and words. Metadata goes, and so do pictures, attached
// ones too, with their alt text. Best is to run the notebook on the anonymized
// capture afterwards: figures are pictures and must be drawn again. [PublishCheck] then lists what it still finds, and
// [CheckPackets] which passwords a capture shows. Both look for forms they know; a look with one's own eyes comes last.
//
//	go run ./notebooks -anonymize my.key -out shared mine.ipynb
//	go run ./notebooks -publishcheck shared/mine.ipynb
package anonymize
