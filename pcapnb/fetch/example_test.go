package fetch_test

import (
	"fmt"

	"netlab/pcapnb/fetch"
)

// A file that is there is only checked, and nobody is asked.
func ExampleFile() {
	fmt.Println(fetch.File("https://example.org/ten.pcap", "../../testdata/ten.pcap", "e259bc4bda413c1bfda4aa53d6247705"))
	// Output: ../../testdata/ten.pcap is there: 1073 bytes, and the checksum is right
}
