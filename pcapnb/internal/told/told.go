// Package told gives the packages beside pcapnb what was said of a capture when it was loaded, which its packets do not show.
package told

import "netlab/pcapnb/internal/dissect"

// Of returns what was said of the capture that packets, a pcapnb.Packets, are of. Package pcapnb sets it.
var Of func(packets any) dissect.DecodeAs
