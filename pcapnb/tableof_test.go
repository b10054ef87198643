package pcapnb_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/objects"
	"netlab/pcapnb/talk"
)

// shower is a list of rows that shows as a table.
type shower interface {
	Table() *pcapnb.Table
	String() string
}

// TestTableOfShowsWhatIsShown makes tables of lists that show as one, and of the same rows in an ordinary slice.
func TestTableOfShowsWhatIsShown(t *testing.T) {
	pkts := pcapnb.MustLoad("../testdata/web.pcap")
	lists := map[string][]tabled{
		"pcapnb.Packets":   {tableOf(pkts[:9]), tableOf(pcapnb.MustLoad("../testdata/dns.pcap"))},
		"pcapnb.Findings":  {tableOf(pcapnb.Findings{{Name: "cut short", Count: 7, Unit: "frames", Frames: []int{1, 2}, Text: "why"}})},
		"pcapnb.Hierarchy": {tableOf(pkts.ProtocolHierarchy())},
		"talk.ConversationList": {tableOf(talk.Conversations(pkts, talk.TCP)), tableOf(talk.Conversations(pkts, talk.IP)), tableOf(talk.Conversations(pkts, talk.UDP)),
			tableOf(talk.Conversations(pkts, talk.Ethernet)), tableOf(talk.ConversationList{})},
		"talk.EndpointList":  {tableOf(talk.Endpoints(pkts, talk.TCP)), tableOf(talk.Endpoints(pkts, talk.IP)), tableOf(talk.Endpoints(pkts, talk.Ethernet))},
		"talk.RequestList":   {tableOf(talk.Requests(pkts))},
		"talk.MessageList":   {tableOf(talk.Messages(pkts[:9]))},
		"talk.SegmentList":   {tableOf(talk.Segments(pkts.Stream(1)))},
		"talk.ServerList":    {tableOf(talk.Servers(pkts))},
		"talk.FanList":       {tableOf(talk.Fans(pkts))},
		"talk.BeatList":      {tableOf(talk.Periodic(pkts, time.Millisecond))},
		"objects.List":       {tableOf(objects.List{{Name: "a.txt"}})},
		"anonymize.Findings": {tableOf(anonymize.Findings{{File: "a.pcap", Places: 2, Kind: "password", Text: "s…"}})},
	}
	for name, cases := range lists {
		for _, c := range cases {
			if c.list != c.shown || c.plain != c.shown || c.with != c.shown {
				t.Errorf("%s shows as\n%sTableOf of it as\n%sof its rows as\n%sWith of it as\n%s", name, c.shown, c.list, c.plain, c.with)
			}
		}
	}
	for _, name := range listTypes(t) {
		if lists[name] == nil {
			t.Errorf("%s shows as a table, and this test does not know it", name)
		}
	}
}

// tabled is a list's own table as HTML, and those that TableOf and With make.
type tabled struct{ shown, list, plain, with string }

func tableOf[S interface {
	~[]T
	shower
}, T any](rows S) tabled {
	return tabled{rows.Table().HTML(), pcapnb.TableOf(rows).HTML(), pcapnb.TableOf([]T(rows)).HTML(), pcapnb.With(rows).HTML()}
}

// listTypes finds the exported slices in this package and those below it that have a method Table.
func listTypes(t *testing.T) []string {
	var found []string
	slice := regexp.MustCompile(`(?m)^type ([A-Z]\w*) \[\]\w+`)
	for _, dir := range []string{".", "talk", "objects", "anonymize"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var source strings.Builder
		for _, file := range files {
			if text, err := os.ReadFile(file); err == nil && !strings.HasSuffix(file, "_test.go") {
				source.Write(text)
			}
		}
		for _, m := range slice.FindAllStringSubmatch(source.String(), -1) {
			if regexp.MustCompile(`(?m)^func \(\w+ ` + m[1] + `\) Table\(\)`).MatchString(source.String()) {
				found = append(found, strings.Replace(dir, ".", "pcapnb", 1)+"."+m[1])
			}
		}
	}
	return found
}

// scored is what somebody makes of conversations for a table of their own.
type scored struct {
	talk.Conversation
	Score float64 `col:"score"`
}

// TestTableOfEmbedded looks at structs around a conversation: what it lacks is missing, and units and names are those of its fields.
func TestTableOfEmbedded(t *testing.T) {
	c := talk.Conversations(pcapnb.MustLoad("../testdata/web.pcap"), talk.IP)[0]
	table := pcapnb.TableOf([]scored{{c, 0.5}})
	for _, name := range []string{"mac_a", "port_a", "state", "handshake"} {
		if table.Column(name).Has(0) {
			t.Errorf("%s of a conversation over IP is %s", name, table.Row(0).Text(name))
		}
	}
	if table.Column("bytes_ab").Unit != "bytes" || !table.Has("score") {
		t.Errorf("the columns are %v", table.Columns())
	}
}
