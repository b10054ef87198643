package anonymize

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/netip"
	"os"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/rewrite"
	"netlab/pcapnb/wholefile"
)

// maxSeen bounds what an Anonymizer remembers of each kind.
const maxSeen = 1 << 20

// A Key decides what becomes of an address or a name. Who has it can undo the mapping: keep it as you keep the original capture.
type Key [32]byte

// KeyFile reads a key, 64 hexadecimal digits, and makes the file with a new one where it is missing.
func KeyFile(path string) (Key, error) {
	var k Key
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		rand.Read(k[:])
		err = wholefile.Create(path, []byte(hex.EncodeToString(k[:])+"\n"), 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return k, err
		}
		data, err = os.ReadFile(path) // another process made it meanwhile
	}
	if err != nil {
		return k, err
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(data)))
	if err != nil || len(b) != len(k) {
		return k, fmt.Errorf("%s: a key has 64 hexadecimal digits", path)
	}
	return Key(b), nil
}

// MustKeyFile is KeyFile for a notebook cell: it panics with a readable line where there is no key.
func MustKeyFile(path string) Key {
	k, err := KeyFile(path)
	if err != nil {
		panic(misuse.Text("anonymize: " + err.Error()))
	}
	return k
}

// Options say how to anonymize; the zero value shares least.
type Options struct {
	Payload        rewrite.Payload // of what is not understood: rewrite.Drop, or rewrite.Zero to keep packets' lengths; never Keep
	KeepVendor     bool            // leave the first three bytes of MAC addresses, which tell the vendor
	PlainCryptoPAn bool            // map addresses as other programs do, private ones to public ones too
}

// An Anonymizer maps addresses and names, the same to the same. It remembers what it was asked, for texts that speak of
// it: see [Anonymizer.Page]. It is for one goroutine at a time.
type Anonymizer struct {
	options Options
	pan     *CryptoPAn
	secret  [sha256.Size]byte // for everything but addresses

	addrs map[netip.Addr]netip.Addr
	nodes map[[3]byte][3]byte // what the last bytes of IPv6 addresses became
	macs  map[pcapnb.MAC]pcapnb.MAC
	names map[string]string
	words map[string]string
	said  map[string]bool // words that the author of the notebook at hand uses, in lower case

	domains   map[string]bool // above names, for so many names as domainsOf says
	domainsOf int
}

// New returns an Anonymizer that knows no capture yet.
func New(key Key, options Options) *Anonymizer {
	if options.Payload == rewrite.Keep {
		panic(misuse.Text("anonymize: payload that is kept is not anonymous, want rewrite.Drop or rewrite.Zero"))
	}
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte("netlab anonymize: names and hardware addresses"))
	return &Anonymizer{
		options: options, pan: NewCryptoPAn(key), secret: [sha256.Size]byte(h.Sum(nil)),
		addrs: make(map[netip.Addr]netip.Addr), nodes: make(map[[3]byte][3]byte), macs: make(map[pcapnb.MAC]pcapnb.MAC),
		names: make(map[string]string), words: make(map[string]string),
	}
}

// Policy is what package rewrite asks.
func (a *Anonymizer) Policy() rewrite.Policy {
	return rewrite.Policy{Addr: a.Addr, MAC: a.MAC, Name: a.Name, Text: a.Words, Payload: a.options.Payload}
}

// Packets yields the packets anonymized, in their order.
func (a *Anonymizer) Packets(pkts pcapnb.Packets) iter.Seq[pcapnb.Frame] {
	return rewrite.Packets(pkts, a.Policy())
}

// Learn makes the names and addresses of a capture known, as writing it does, and writes nothing.
func (a *Anonymizer) Learn(pkts pcapnb.Packets) {
	for range a.Packets(pkts) {
	}
}

// Write writes the packets anonymized to a capture file: pcapng where the name ends in .pcapng, classic pcap otherwise.
func (a *Anonymizer) Write(path string, pkts pcapnb.Packets) error {
	return rewrite.Write(path, pkts, a.Policy())
}

// Write writes the packets to a capture file with everything private replaced: [Anonymizer.Write] with no options.
func Write(path string, pkts pcapnb.Packets, key Key) error {
	return New(key, Options{}).Write(path, pkts)
}

// MustWrite is Write for a notebook cell: it panics with a readable line where the file cannot be written.
func MustWrite(path string, pkts pcapnb.Packets, key Key) {
	if err := Write(path, pkts, key); err != nil {
		panic(misuse.Text("anonymize: " + err.Error()))
	}
}
