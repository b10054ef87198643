package dissect

import (
	"encoding/asn1"
	"math/rand/v2"
	"testing"
)

// Object identifiers are read and written as encoding/asn1 has them.
func TestOID(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		id := asn1.ObjectIdentifier{r.IntN(3), r.IntN(40)}
		for range r.IntN(6) {
			id = append(id, r.IntN(1<<r.IntN(31)))
		}
		der, err := asn1.Marshal(id)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(AppendOID(nil, der[2:])); text != id.String() {
			t.Errorf("%x is %s, want %s", der[2:], text, id)
		}
		if b, ok := ParseOID(id.String()); !ok || string(b) != string(der[2:]) {
			t.Errorf("%s is %x, want %x", id, b, der[2:])
		}
	}
	for _, s := range []string{"", "1", "3.5", "1.40", "2.5.", ".2.5", "2..5", "a.b", "-1.2", "2.4294967296", "1.99.3"} {
		if b, ok := ParseOID(s); ok {
			t.Errorf("%q is %x, want none", s, b)
		}
	}
}
