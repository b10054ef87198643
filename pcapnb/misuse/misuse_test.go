package misuse_test

import (
	"fmt"

	"netlab/pcapnb/misuse"
)

func ExampleTextf() {
	defer func() { fmt.Println(recover()) }()
	panic(misuse.Textf("mylab: Port(%d): want 1 to 65535", 70000))
	// Output: mylab: Port(70000): want 1 to 65535
}
