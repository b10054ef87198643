package geo_test

import (
	"fmt"

	"netlab/pcapnb/geo"
)

// Without a file the error says where to get one.
func ExampleOpen() {
	_, err := geo.Open("GeoLite2-Country.mmdb")
	fmt.Println(err != nil)
	// Output: true
}
