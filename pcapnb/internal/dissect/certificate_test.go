package dissect_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net"
	"net/url"
	"testing"
	"time"
)

func init() { fillers["certificates"] = certificateFrames }

// keys are a key of each kind.
func keys() []crypto.Signer {
	r, _ := rsa.GenerateKey(rand.Reader, 2048)
	e, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	e384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	return []crypto.Signer{r, e, e384, ed}
}

// attribute is an attribute of a name by the last number of its identifier, with a value in some form of ASN.1.
func attribute(id []int, tag int, value string) pkix.AttributeTypeAndValue {
	return pkix.AttributeTypeAndValue{Type: id, Value: asn1.RawValue{Tag: tag, Bytes: []byte(value)}}
}

// names are subjects with attributes of each kind, in texts of each form.
func names() (list []pkix.Name) {
	list = append(list, pkix.Name{CommonName: "www.example.com", Organization: []string{"Example, Inc.", "More"}, Country: []string{"US"}, SerialNumber: "12 34",
		Locality: []string{"Köln"}, Province: []string{"NRW"}, StreetAddress: []string{"Main Street 1"}, PostalCode: []string{"50667"}, OrganizationalUnit: []string{"R&D"}})
	list = append(list, pkix.Name{CommonName: ""})
	for _, tag := range []int{12, 19, 20, 28, 30} {
		value := map[int]string{28: "\x00\x00\x00a\x00\x01\xf6\x00", 30: "\x00a\x20\xac"}[tag]
		if value == "" {
			value = "some text"
		}
		n := pkix.Name{}
		for _, last := range []int{2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 41, 42, 43, 44, 51, 54, 65} {
			n.ExtraNames = append(n.ExtraNames, attribute([]int{2, 5, 4, last}, tag, value))
		}
		n.ExtraNames = append(n.ExtraNames, attribute([]int{2, 5, 4, 5}, 19, "12"), attribute([]int{2, 5, 4, 46}, 19, "34"), attribute([]int{2, 5, 4, 20}, 19, "+49 1"),
			attribute([]int{1, 2, 840, 113549, 1, 9, 8}, 12, "me"))
		n.ExtraNames = append(n.ExtraNames, attribute([]int{1, 2, 840, 113549, 1, 9, 1}, 22, "me@example.com"), attribute([]int{0, 9, 2342, 19200300, 100, 1, 25}, 22, "example"),
			attribute([]int{0, 9, 2342, 19200300, 100, 1, 1}, 12, "user"), attribute([]int{1, 3, 6, 1, 4, 1, 311, 60, 2, 1, 1}, 12, "Köln"),
			attribute([]int{1, 3, 6, 1, 4, 1, 311, 60, 2, 1, 2}, 19, "NRW"), attribute([]int{1, 3, 6, 1, 4, 1, 311, 60, 2, 1, 3}, 19, "DE"),
			attribute([]int{1, 3, 6, 1, 4, 1, 99999, 1}, 12, "unknown"))
		list = append(list, n)
	}
	return list
}

// extensions are those that x509 does not write.
func extensions() []pkix.Extension {
	hex := func(id []int, value string) pkix.Extension { return pkix.Extension{Id: id, Value: unhex(value)} }
	return []pkix.Extension{
		hex([]int{2, 5, 29, 30}, "301c a00c 300a 8108 61 2e6578616d706c"+"a10c 300a 8208 62 2e6578616d706c"),
		hex([]int{2, 16, 840, 1, 113730, 1, 1}, "0302 06c0"), hex([]int{2, 16, 840, 1, 113730, 1, 13}, "1607 636f6d6d656e74"),
		hex([]int{2, 16, 840, 1, 113730, 1, 2}, "1601 61"), hex([]int{2, 16, 840, 1, 113730, 1, 3}, "1601 62"), hex([]int{2, 16, 840, 1, 113730, 1, 4}, "1601 63"),
		hex([]int{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, "0443 0041 003f 00 000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f 0000018bcfe56800 0002 aabb 0403 000e 0011223344556677889900112233"),
		{Id: []int{2, 5, 29, 32}, Value: policies()},
		{Id: []int{2, 5, 29, 18}, Value: otherNames()}, hex([]int{2, 5, 29, 36}, "3006 8001 00 8101 01"), hex([]int{2, 5, 29, 54}, "0201 00"), hex([]int{1, 3, 6, 1, 5, 5, 7, 1, 24}, "3003 0201 05"),
		hex([]int{1, 3, 6, 1, 4, 1, 99999, 7}, "0500"),
	}
}

// der writes a value, which can be written.
func der(v any) []byte {
	b, err := asn1.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// policies are a policy alone and one with qualifiers of each kind, with texts of each form.
func policies() []byte {
	type qualifier struct {
		ID    asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	type policy struct {
		ID         asn1.ObjectIdentifier
		Qualifiers []qualifier `asn1:"optional,omitempty"`
	}
	type reference struct {
		Organization asn1.RawValue
		Numbers      []int
	}
	sequence := func(parts ...[]byte) asn1.RawValue {
		return asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: bytes.Join(parts, nil)}
	}
	text := func(tag int, s string) asn1.RawValue { return asn1.RawValue{Tag: tag, Bytes: []byte(s)} }
	practice, notice := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 2, 1}, asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 2, 2}
	return der([]policy{{ID: asn1.ObjectIdentifier{2, 16, 840, 6}}, {asn1.ObjectIdentifier{2, 16, 840, 7}, []qualifier{
		{practice, text(22, "http://a.example/p")}, {notice, sequence(der(reference{text(22, "Some org"), []int{1, 2}}), der(text(30, "\x00a\x20\xac")))},
		{notice, sequence(der(text(12, "Köln")))}, {notice, sequence(der(text(26, "visible")))}, {notice, sequence()}}}})
}

// otherNames are names of the kinds that x509 does not write.
func otherNames() []byte {
	name := der(pkix.Name{CommonName: "someone"}.ToRDNSequence())
	return der([]asn1.RawValue{{Class: 2, Tag: 4, IsCompound: true, Bytes: name}, {Class: 2, Tag: 8, Bytes: []byte{0x2a, 3, 4}},
		{Class: 2, Tag: 0, IsCompound: true, Bytes: append(der(asn1.ObjectIdentifier{1, 2, 3, 4}), der(asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: der("name")})...)}})
}

// withKey returns a certificate with another key, whose signature is wrong.
func withKey(certificate []byte, algorithm pkix.AlgorithmIdentifier, key []byte) []byte {
	type signed struct {
		Version                                         asn1.RawValue
		Serial                                          *big.Int
		Signature, Issuer, Validity, Subject, Key, More asn1.RawValue
	}
	type whole struct {
		Signed    signed
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	type publicKey struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	var c whole
	if _, err := asn1.Unmarshal(certificate, &c); err != nil {
		panic(err)
	}
	c.Signed.Key = asn1.RawValue{FullBytes: der(publicKey{algorithm, asn1.BitString{Bytes: key, BitLength: 8 * len(key)}})}
	return der(c)
}

// oddKeys are certificates with a key of DSA and one on a curve that is given by its numbers.
func oddKeys(certificate []byte) [][]byte {
	type numbers struct{ P, Q, G *big.Int }
	type curve struct {
		A, B []byte
		Seed asn1.BitString
	}
	type field struct {
		ID    asn1.ObjectIdentifier
		Prime *big.Int
	}
	type domain struct {
		Version int
		Field   field
		Curve   curve
		Base    []byte
		Order   *big.Int
	}
	parameters := func(v any) asn1.RawValue { return asn1.RawValue{FullBytes: der(v)} }
	return [][]byte{
		withKey(certificate, pkix.AlgorithmIdentifier{Algorithm: []int{1, 2, 840, 10040, 4, 1}, Parameters: parameters(numbers{big.NewInt(23), big.NewInt(11), big.NewInt(4)})}, der(8)),
		withKey(certificate, pkix.AlgorithmIdentifier{Algorithm: []int{1, 2, 840, 10045, 2, 1}, Parameters: parameters(domain{1,
			field{asn1.ObjectIdentifier{1, 2, 840, 10045, 1, 1}, big.NewInt(23)}, curve{[]byte{1}, []byte{2}, asn1.BitString{Bytes: []byte{1, 2}, BitLength: 16}}, []byte{4, 1, 2}, big.NewInt(7)})}, []byte{4, 1, 2}),
	}
}

// certificates are what x509 writes and more, with each name for each of the keys.
func certificates(all []crypto.Signer) (list [][]byte) {
	link, _ := url.Parse("https://example.com/a")
	for i, name := range names() {
		for j, key := range all {
			c := &x509.Certificate{SerialNumber: big.NewInt(int64(i*1000003 + j + 1)), Subject: name, NotBefore: time.Unix(1700000000, 0), NotAfter: time.Unix(1800000000, 0)}
			if j == 1 {
				c.NotAfter = time.Date(2051, 2, 3, 4, 5, 6, 0, time.UTC)
			}
			switch (i + j) % 4 {
			case 0:
				c.IsCA, c.BasicConstraintsValid, c.MaxPathLen, c.KeyUsage = true, true, j, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
				c.PermittedDNSDomains, c.SubjectKeyId = []string{"example.com"}, []byte{1, 2, 3, 4}
			case 1:
				c.DNSNames, c.EmailAddresses, c.IPAddresses, c.URIs = []string{"a.example", "*.b.example"}, []string{"me@example.com"}, []net.IP{net.IPv4(192, 0, 2, 1), net.ParseIP("2001:db8::1")}, []*url.URL{link}
				c.KeyUsage, c.ExtKeyUsage, c.UnknownExtKeyUsage = x509.KeyUsageDigitalSignature|x509.KeyUsageDecipherOnly, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, []asn1.ObjectIdentifier{{1, 2, 3}}
				c.OCSPServer, c.IssuingCertificateURL, c.CRLDistributionPoints, c.AuthorityKeyId = []string{"http://o.example"}, []string{"http://i.example"}, []string{"http://c.example", "http://d.example"}, []byte{9, 9}
			case 2:
				c.ExtraExtensions = extensions()
			}
			der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
			if err != nil {
				panic(err)
			}
			list = append(list, der)
		}
	}
	return append(list, oddKeys(list[0])...)
}

// tlsMessage is a record with a message of the handshake.
func tlsMessage(kind byte, body []byte) string {
	n := len(body)
	message := append([]byte{kind, byte(n >> 16), byte(n >> 8), byte(n)}, body...)
	return string(append([]byte{22, 3, 3, byte(len(message) >> 8), byte(len(message))}, message...))
}

func length24(b []byte) []byte {
	return append([]byte{byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}, b...)
}

// certificateFrames are connections whose servers show a chain and ask for a client's.
func certificateFrames() [][]byte { return chains(certificates(keys())) }

func chains(list [][]byte) (frames [][]byte) {
	for i := range list {
		client, server := connection(uint16(20000+i), 443, 1000, 5000)
		frames = append(frames, handshake(client, server)...)
		chain := length24(list[i])
		if i%3 == 0 {
			chain = append(chain, length24(list[(i+1)%len(list)])...)
		}
		message := tlsMessage(11, length24(chain))
		if i%5 == 0 {
			name := der(pkix.Name{CommonName: "someone", Country: []string{"DE"}}.ToRDNSequence())
			asked := append(unhex("03 01 02 40 0004 0403 0401"), byte((len(name)+2)>>8), byte(len(name)+2), byte(len(name)>>8), byte(len(name)))
			message += tlsMessage(13, append(asked, name...))
		}
		hello := tlsMessage(2, append(append(unhex("0303"), make([]byte, 32)...), unhex("00 c02f 00")...))
		frames = append(frames, server.data(1, 1, hello))
		frames = append(frames, server.data(1+len(hello), 1, message))
	}
	return frames
}

var certificateFields = []string{"x509", "pkcs1", "pkix", "ns_cert", "ber", "tls.handshake", "tls.sct", "_ws", "frame.protocols"}

func TestCertificates(t *testing.T) {
	sameAsTshark(t, 1, inOrder(certificateFrames()...), certificateFields...)
}

// A certificate that is cut or damaged ends nothing but itself.
func TestMangledCertificates(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) // the same certificates each time
	sameMangled(t, withData(chains(certificates([]crypto.Signer{key}))), 60, 40, certificateFields...)
}
