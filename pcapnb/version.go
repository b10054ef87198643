package pcapnb

// Version tells what the fields by Wireshark's names were checked with: the version of tshark that made the goldens.
func Version() string { return "netlab/pcapnb, fields and filters as in Wireshark 4.0.17" }
