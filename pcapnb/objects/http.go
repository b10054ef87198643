package objects

import (
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/told"
)

// fromHTTP are the bodies of HTTP messages.
func fromHTTP(ps pcapnb.Packets) (list List) {
	id, _ := dissect.Lookup("http.file_data")
	session := dissect.New(dissect.NewSet(id)).DecodeAs(told.Of(ps))
	session.KeepHTTP()
	var out dissect.Fields
	for _, p := range ps {
		f := dissect.Frame{Number: p.Number(), HasTime: !p.Time().IsZero(), Link: uint32(p.LinkType()), Length: p.Length(), Data: p.Bytes()}
		if f.HasTime {
			f.Time = p.Time().UnixNano()
		}
		session.Dissect(&f, &out)
		for _, b := range session.HTTPBodies() {
			path, _, _ := strings.Cut(b.Path, "?")
			list = append(list, newObject("HTTP", p.Number(), b.Host, path, b.Type, b.Data))
		}
	}
	return list
}
