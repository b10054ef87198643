package domain

import "testing"

func TestRegistered(t *testing.T) {
	for _, test := range []struct{ host, want string }{
		{"www.example.com", "example.com"},
		{"example.com", "example.com"},
		{"WWW.Example.COM.", "example.com"},
		{"www.shop.example.co.uk", "example.co.uk"},
		{"www.city.kobe.jp", "city.kobe.jp"}, // an exception to *.kobe.jp
		{"ada.github.io", "ada.github.io"},   // each customer's own
		{"_dns.resolver.arpa", "resolver.arpa"},
		{"co.uk", ""},
		{"com", ""},
		{"printer.local", ""},
		{"router", ""},
		{"192.0.2.1", ""},
		{"2001:db8::1", ""},
		{"..", ""},
		{".com", ""},
		{"", ""},
	} {
		if got, ok := Registered(test.host); got != test.want || ok != (test.want != "") {
			t.Errorf("Registered(%q) = %q, %v, want %q", test.host, got, ok, test.want)
		}
	}
}
