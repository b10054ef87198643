package pcapnb

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// promises are the sentences of doc.go under "What is promised", by how they begin, and the tests that hold each.
var promises = map[string]string{
	"The readers for pcap, pcapng and snoop":      "TestOddPcaps TestAIX TestSnoop",
	"No length in a file is followed further":     "TestEveryCut TestWrongLengths FuzzPcap FuzzPcapng",
	"Limits, each with an error of its own":       "TestLimits TestDefaultLimits",
	"Nothing larger than 16 MiB is allocated":     "TestLargestAllocation",
	"Files that are loaded together":              "TestMergeManyInterfaces",
	"What is repeated in a packet":                "TestRepeatedIsLinear",
	"A context that is cancelled stops":           "TestCancelledLoad TestStalledPipe",
	"A file of 16 MiB or more is mapped":          "TestFileCutWhileItIsRead TestPackedFileCutWhileItIsRead TestFileCutAfterItWasRead",
	"A capture that a program changes":            "TestChangedThroughMemory",
	"What is removed from the cache":              "TestSweepCache",
	"Reading writes nothing to the standard":      "TestNothingIsPrinted",
	"Loading opens no socket":                     "TestNoSocket",
	"A file that is cut yields its packets":       "TestEveryCut TestLoadErrors",
	"[Packets.Report] counts":                     "TestCapinfosAgrees",
	"[Preflight] says":                            "TestPreflight TestOthersAgree",
	"[Packets.DropDuplicates] leaves out":         "TestDropDuplicates TestDuplicatesAgreeWithEditcap",
	"[Packets.OwnHost] is":                        "TestOwnHostOfOtherCaptures",
	"A packet that gopacket reads":                "TestPlainColumns",
	"A link type that is not known":               "TestUnknownLinkType",
	"[Packet.Layers] keeps":                       "TestLayersOfSFlow TestLayersOfDeepNesting",
	"On the link types that reach IP":             "TestOthersAgree TestEditcapErrors TestRandpkt",
	"Nothing from a capture reaches a page":       "TestTablesAreSafe TestHostile TestSentenceEscapesValues",
	"CSV keeps text as it is":                     "TestCSVRoundTrip TestSaveAndLoad",
	"JSON lines write":                            "TestFilesAreUTF8",
	"Files made from packets are named":           "TestHostileFileName TestCarveExfil",
	"Secrets of TLS, in a pcapng file":            "TestSecretsStayBehind TestKeyLog",
	"A cache file that is damaged":                "TestDamagedCacheIsAMiss TestForeignCacheFileIsAMiss TestCacheIsNeverStale FuzzCache",
	"promises_test.go names the tests":            "TestPromises",
	"Fields by Wireshark's name agree with those": "TestGoldens TestColumnsAgreeWithNames",
}

// TestPromises finds sentences without a test, and tests that are no more.
func TestPromises(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(f.Doc.Text(), "# What is promised of files that strangers send\n")
	section, _, ok := strings.Cut(rest, "\n# ")
	if !ok {
		t.Fatal("doc.go promises nothing")
	}
	tests := testNames(t)
	held := map[string]bool{}
	for sentence := range strings.SplitSeq(strings.Join(strings.Fields(section), " "), ". ") {
		begin := ""
		for b := range promises {
			if strings.HasPrefix(sentence, b) {
				begin = b
			}
		}
		if begin == "" {
			t.Errorf("doc.go promises %q, and promises names no test of it", sentence)
		}
		held[begin] = true
	}
	for begin, names := range promises {
		if !held[begin] {
			t.Errorf("doc.go no longer promises %q", begin)
		}
		for name := range strings.FieldsSeq(names) {
			if !tests[name] {
				t.Errorf("%q: there is no test %s", begin, name)
			}
		}
	}
}

// testNames are the tests and fuzz targets of this package and those below it.
func testNames(t *testing.T) map[string]bool {
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, e os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names[fn.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestUnknownLinkType reads packets of a link type that nobody here knows.
func TestUnknownLinkType(t *testing.T) {
	file, err := os.ReadFile("../testdata/ten.pcap")
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[byte]string{18: "link type 18", 189: "USB_LINUX"} {
		file[20] = link
		path := filepath.Join(t.TempDir(), "unknown.pcap")
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
		ps, err := Load(path)
		if err != nil || len(ps) != 10 || ps[0].LinkType().String() != want || len(ps[0].Bytes()) != 42 {
			t.Errorf("link type %d: %d packets, %v, %v", link, len(ps), ps[0].LinkType(), err)
		}
	}
}
