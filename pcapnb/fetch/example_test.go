package fetch_test

import (
	"fmt"

	"netlab/pcapnb/fetch"
)

// A file that is there is only checked, and nobody is asked.
func ExampleFile() {
	fmt.Println(fetch.File("https://example.org/ten.pcap", "../../testdata/ten.pcap", "1f7d832cf82c27d597acedcb451bbce8f889a957aa37b7c2c372711469d87d74"))
	// Output: ../../testdata/ten.pcap is there: 1073 bytes, and the checksum is right
}
