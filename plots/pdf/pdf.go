// Package pdf teaches netlab/plots to write PDF in programs built with -tags minimal, which leave it out
// because it takes longer to link than everything else that a figure needs.
//
//	import _ "netlab/plots/pdf"
package pdf

import _ "gonum.org/v1/plot/vg/vgpdf" // registers the format
