package pcapnb

// All that is generated in this module, one line each, in the order in which it has to be made; go generate ./... runs
// these lines and there are no others. go generate -run fieldgen ./pcapnb runs those that match.

// With Go alone:
//
//go:generate go run -C .. ./testdata/gen
//go:generate go test -C geo -run ^TestSamples$ -update .
//go:generate go run -C internal/dissect ./fieldgen
//go:generate go run ./internal/methodgen
//go:generate go run ./internal/facegen
//go:generate go run ./internal/typedgen
//go:generate go run ./internal/fieldpage FIELDS.md
//go:generate go run -C ../plots ./internal/methods
//go:generate go run -C anonymize ./generate

// With programs of others, each of which says so where it is missing:
// tshark 4.0 (Debian's tshark), some minutes,
//
//go:generate go run ./internal/dissect/oracle/golden ../testdata internal/dissect/testdata/fields
//go:generate go test -C internal/dfilter -run ^TestGoldens$ -update .
//
// tcpdump (Debian's tcpdump),
//
//go:generate go test -C internal/bpf -run ^TestGoldens$ -update .
//
// pandas (pip install pandas),
//
//go:generate python3 table/testdata/pandas/figures.py
//go:generate python3 talk/testdata/features.py
//
// and the list of makers of network cards (Debian's ieee-data).
//
//go:generate go run -C oui ./generate /usr/share/ieee-data
