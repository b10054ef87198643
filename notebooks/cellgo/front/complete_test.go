package front

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// In strings; a bar is where the cursor is.
func TestCompleteInStrings(t *testing.T) {
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "go.mod"), fmt.Appendf(nil, "module notebook\n\nreplace netlab => %s\n", checkout), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GONB_DIR", filepath.Join(checkout, "notebooks"))
	for typed, want := range map[string]string{
		`pkts.Where("ip.s|")`:                                          "ip.src ip.src_host",
		`nb.Show(pkts.Where("dns && ip.sr|"))`:                         "ip.src ip.src_host",
		`pcapnb.MustReadFields(path, "frame.len", "ip.vers|`:           "ip.version",
		`var pkts = pcapnb.MustLoad("../testdata/web|")`:               "../testdata/web.pcap",
		`pcapnb.MustLoad("../test|`:                                    "../testdata/",
		`pcapnb.MustLoad("../testdata/web.pcap", "../testdata/dn|")`:   "../testdata/dns.pcap",
		`var days = pcapnb.Open("../testdata/web|")`:                   "../testdata/web.pcap",
		`pcapnb.Open("../testdata/web.pcap", "../testdata/dn|")`:       "../testdata/dns.pcap",
		`pcapnb.Open("../test|`:                                        "../testdata/",
		`pcapnb.MustReadFields("../testdata/web|`:                      "../testdata/web.pcap",
		`pcapnb.ReadOptions{Filter: "dns"}.MustRead("../testdata/web|`: "../testdata/web.pcap",
		`pcapnb.ReadOptions{}.MustRead("web.pcap", "ip.vers|`:          "ip.version",
		`pcapnb.MustLoadNames("nam|")`:                                 "names.csv",
		`pcapnb.MustLoad("nothing here|")`:                             "",
		`table.Sum("captured_|")`:                                      "captured_length",
		`nb.Say("ip.s|")`:                                              "",
		`pkts.Where(name|)`:                                            "gopls",
		`x := "a" + pcapnb.Le|`:                                        "gopls",
		`// pkts.Where("ip.s|`:                                         "gopls",
		`pkts.Where("a\"ip.s|")`:                                       "ip.src ip.src_host",
	} {
		line, column := strings.Replace(typed, "|", "", 1), strings.Index(typed, "|")
		names, replaced, ok := Complete(folder, []string{"%%", line}, 1, column)
		got := strings.Join(names, " ")
		if !ok {
			got = "gopls"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
		if ok && len(names) > 0 && !strings.HasPrefix(names[0], line[column-replaced:column]) {
			t.Errorf("%s: %s takes the place of %d letters", typed, names[0], replaced)
		}
	}
}

func TestUsualPackagesNeedNoImport(t *testing.T) {
	lines, special, cursor := WithImports([]string{"%%", "nb.Show(pcapnb.PortDst."}, map[int]struct{}{0: {}}, 1)
	if _, moved := special[1]; len(lines) != 3 || cursor != 2 || !moved || lines[0] != `import (nb "netlab/pcapnb/nb";pcapnb "netlab/pcapnb";)` {
		t.Errorf("%q, %v, %d", lines, special, cursor)
	}
	lines, _, cursor = WithImports([]string{`import "netlab/pcapnb"`, "var x = pcapnb.Le"}, map[int]struct{}{}, 1)
	if len(lines) != 2 || cursor != 1 {
		t.Errorf("%q, %d: what is imported is imported again", lines, cursor)
	}
	if got := Tidy([]string{"Line", "FuzzFigures", "Line", "Bar"}); !slices.Equal(got, []string{"Line", "Bar"}) {
		t.Errorf("tidy names are %q", got)
	}
}
