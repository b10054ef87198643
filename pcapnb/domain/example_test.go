package domain_test

import (
	"fmt"

	"netlab/pcapnb"
	"netlab/pcapnb/domain"
)

// Whose names were looked up?
func ExampleKey() {
	type lookup struct{ Name string }
	lookups := []lookup{{"www.example.com"}, {"mail.example.com"}, {"news.example.co.uk"}, {"printer.local"}}
	name := pcapnb.NewKey("name", func(l lookup) string { return l.Name })
	fmt.Println(pcapnb.GroupBy(lookups, domain.Key("domain", name)).Count())
	// Output:
	// domain         count (rows)
	// example.co.uk             1
	// example.com               2
	// 1 row without domain is in no group
}

func ExampleRegistered() {
	fmt.Println(domain.Registered("www.shop.example.co.uk"))
	// Output: example.co.uk true
}
