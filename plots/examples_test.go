package plots_test

import (
	"fmt"
	"math"
	"time"

	"netlab/plots"
)

func ExampleLine() {
	rate := plots.XYs{
		X:    []float64{1594751009, 1594751010, 1594751011, 1594751012},
		Y:    []float64{14250, 9100, math.NaN(), 20480},
		Axes: plots.Axes{X: "Time", Y: "Length", YUnit: "bytes", Time: true},
	}
	fmt.Println(plots.Line("Bytes per second", rate).Alt())
	// Output:
	// Line plot “Bytes per second”. x: Time, from 2020-07-14 18:23:29 UTC to 2020-07-14 18:23:32 UTC. y: Length (bytes), from 9,100 to 20,480. 4 points; lowest 9,100 at 2020-07-14 18:23:30 UTC, highest 20,480 at 2020-07-14 18:23:32 UTC; 1 missing in 1 gap. 1 value missing: the line breaks there.
}

func ExampleStep() {
	window := plots.XYs{Y: []float64{65535, 32000, 0, 65535}, Axes: plots.Axes{X: "Packet", Y: "Window", YUnit: "bytes"}}
	fmt.Println(plots.Step("Receive window", window).Alt())
	// Output:
	// Step plot “Receive window”. x: Packet, from 0 to 3. y: Window (bytes), from 0 to 65,535. 4 points; lowest 0 at 2, highest 65,535 at 0.
}

func ExampleScatter() {
	lengths := plots.XYs{Y: []float64{78, 66, 54, 571, 60, 1514, 1514, 1230}, Axes: plots.Axes{X: "Packet", Y: "Length", YUnit: "bytes"}}
	fmt.Println(plots.Scatter("Frame lengths", lengths).Points(3, 0.5).Alt())
	// Output:
	// Scatter plot “Frame lengths”. x: Packet, from 0 to 7. y: Length (bytes), from 54 to 1,514. 8 points; lowest 54 at 2, highest 1,514 at 5.
}

func ExampleBar() {
	protocols := plots.Bars{Labels: []string{"TCP", "UDP", "ARP"}, Values: []float64{195, 42, 6}}
	fmt.Println(plots.Bar("Packets", protocols).Alt())
	// Output:
	// Bar chart “Packets”. y: from 6 to 195. 3 bars: TCP 195; UDP 42; ARP 6.
}

func ExampleBarH() {
	talkers := plots.Bars{
		Labels: []string{"192.168.1.13", "128.135.164.125", "192.168.1.1"},
		Values: []float64{104208, 23813, 2591},
		Axes:   plots.Axes{X: "ip_dst", Y: "Length", YUnit: "bytes"},
	}
	fmt.Println(plots.BarH("Bytes received", talkers).Top(2).Alt())
	// Output:
	// Bar chart “Bytes received”. x: Length (bytes), from 23,813 to 104,208. y: ip_dst. 2 bars: 192.168.1.13 104,208; 128.135.164.125 23,813. The largest 2 of 3 bars; 1 is not shown.
}

func ExampleArea() {
	tcp := plots.XYs{Y: []float64{100, 300, 200}, Name: "TCP", Axes: plots.Axes{X: "Minute", Y: "Packets"}}
	udp := plots.XYs{Y: []float64{50, math.NaN(), 200}, Name: "UDP", Axes: plots.Axes{X: "Minute", Y: "Packets"}}
	fmt.Println(plots.Area("Packets", tcp, udp).Alt())
	fmt.Println(plots.Area("Packets", tcp, udp).Share().Alt())
	// Output:
	// Stacked areas “Packets”. x: Minute, from 0 to 2. y: Packets, from 0 to 400. TCP: 600, 70.6 % of all; largest 300 at 1. UDP: 250, 29.4 % of all; largest 200 at 2. 1 missing value counts as zero.
	// Stacked areas “Packets”. x: Minute, from 0 to 2. y: share (%), from 0 to 100. TCP: 600, 70.6 % of all; largest 100 % at 1. UDP: 250, 29.4 % of all; largest 50 % at 2. 1 missing value counts as zero.
}

func ExampleStacked() {
	hours := plots.Matrix{
		Rows:    []string{"08:00", "09:00"},
		Columns: []string{"TCP", "UDP"},
		Cells:   [][]float64{{120, 80}, {430, 12}},
		Axes:    plots.Axes{X: "protocol", Y: "hour"},
	}
	fmt.Println(plots.Stacked("Packets per hour", hours).Alt())
	// Output:
	// Stacked bar chart “Packets per hour”. x: hour. y: from 200 to 442. 2 bars: 08:00 200; 09:00 442. TCP: 550, 85.7 % of all; largest 430 at 09:00. UDP: 92, 14.3 % of all; largest 80 at 08:00.
}

func ExampleStackedH() {
	senders := plots.Matrix{
		Rows:    []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"},
		Columns: []string{"TCP", "UDP"},
		Cells:   [][]float64{{120, 80}, {430, 12}, {1, 1}},
		Axes:    plots.Axes{X: "protocol", Y: "source address"},
	}
	fmt.Println(plots.StackedH("Packets by sender", senders).Top(2).Share().Alt())
	// Output:
	// Stacked bar chart “Packets by sender”. x: share (%), from 0 to 100. y: source address. 2 bars: 10.0.0.2 442; 10.0.0.1 200. TCP: 550, 85.7 % of all; largest 97.3 % at 10.0.0.2. UDP: 92, 14.3 % of all; largest 40 % at 10.0.0.1. The largest 2 of 3 bars; 1 is not shown.
}

func ExampleLinePlot_Right() {
	length := plots.XYs{Y: []float64{14250, 9100, 20480}, Name: "bytes", Axes: plots.Axes{X: "Second", Y: "Length", YUnit: "bytes"}}
	count := plots.XYs{Y: []float64{14, 9, 21}, Name: "packets", Axes: plots.Axes{X: "Second", Y: "Packets"}}
	fmt.Println(plots.Line("Bytes and packets", length).Right(count).Alt())
	// Output:
	// Line plot “Bytes and packets”. x: Second, from 0 to 2. y: Length (bytes), from 9,100 to 20,480. right y: Packets, from 9 to 21. bytes: 3 points; lowest 9,100 at 1, highest 20,480 at 2. packets: 3 points; lowest 9 at 1, highest 21 at 2.
}

func ExampleLinePlot_Panels() {
	one := plots.XYs{Y: []float64{1, 5, 2}, Name: "10.0.0.1"}
	two := plots.XYs{Y: []float64{3, 3, 4}, Name: "10.0.0.2"}
	fmt.Println(plots.Line("Packets by sender", one, two).Panels(2).Alt())
	// Output:
	// Line plot “Packets by sender”. x: from 0 to 2. y: from 1 to 5. 10.0.0.1: 3 points; lowest 1 at 0, highest 5 at 1. 10.0.0.2: 3 points; lowest 3 at 0, highest 4 at 2. In 2 panels, 2 side by side.
}

func ExampleLinePlot_MarkTime() {
	rate := plots.XYs{X: []float64{1594751009, 1594751010, 1594751011}, Y: []float64{10, 400, 12}, Axes: plots.Axes{X: "Time", Y: "Packets", Time: true}}
	scan := time.Date(2020, 7, 14, 18, 23, 29, 500e6, time.UTC)
	fmt.Println(plots.Line("Packets per second", rate).MarkTime(scan, "a scan begins").MarkY(100, "usual").Alt())
	// Output:
	// Line plot “Packets per second”. x: Time, from 2020-07-14 18:23:29 UTC to 2020-07-14 18:23:31 UTC. y: Packets, from 10 to 400. 3 points; lowest 10 at 2020-07-14 18:23:29 UTC, highest 400 at 2020-07-14 18:23:30 UTC. Marked: x 2020-07-14 18:23:29.5 UTC, “a scan begins”; y 100, “usual”.
}

func ExampleHist() {
	ttl := plots.Values{64, 64, 63, 128, 64, 128, 50}
	fmt.Println(plots.Hist("Time to live", ttl).Bins(8).Alt())
	// Output:
	// Histogram “Time to live”. x: from 50 to 130. y: Count, from 0 to 4. 7 values in 8 bins; lowest 50, median 64, highest 128; the fullest bin, from 60 to 70, has 4.
}

func ExampleCDF() {
	gaps := plots.Sample{Values: []float64{0.01, 0.02, 0.02, 0.5}, Axes: plots.Axes{Y: "Inter-arrival time", YUnit: "seconds"}}
	fmt.Println(plots.CDF("Inter-arrival times", gaps).LogX().Alt())
	// Output:
	// Cumulative distribution “Inter-arrival times”. x: Inter-arrival time (seconds), from 0.01 to 0.5, logarithmic. y: Share of values, from 0 to 1. 4 values; lowest 0.01, median 0.02, 95th percentile 0.428, highest 0.5.
}

func ExampleBox() {
	web := plots.Sample{Name: "web", Values: []float64{60, 66, 571, 1514, 1514}}
	dns := plots.Sample{Name: "dns", Values: []float64{74, 80, 82, 90, 412}}
	fmt.Println(plots.Box("Frame lengths", web, dns).XLabel("Length (bytes)").Alt())
	// Output:
	// Box plot “Frame lengths”. x: Length (bytes), from 60 to 1,514. web: 5 values; lowest 60, lower quartile 66, median 571, upper quartile 1,514, highest 1,514; 0 beyond the whiskers. dns: 5 values; lowest 74, lower quartile 80, median 82, upper quartile 90, highest 412; 1 beyond the whiskers.
}

func ExampleHeatmap() {
	perHour := plots.Matrix{
		Rows:    []string{"TCP", "UDP"},
		Columns: []string{"08:00", "09:00", "10:00"},
		Cells:   [][]float64{{120, 430, 90}, {12, math.NaN(), 40}},
	}
	fmt.Println(plots.Heatmap("Packets per hour", perHour).Alt())
	// Output:
	// Heatmap “Packets per hour”. 2 rows by 3 columns; lowest 12 in row UDP, column 08:00, highest 430 in row TCP, column 09:00. 1 empty cell is grey.
}

func ExampleTimeSequence() {
	stream := plots.Segments{
		{Time: 0.00, Seq: 1, Ack: 1, Length: 517, FromClient: true},
		{Time: 0.05, Seq: 1, Ack: 518, Length: 1448},
		{Time: 0.05, Seq: 1449, Ack: 518, Length: 1448},
		{Time: 0.30, Seq: 1449, Ack: 518, Length: 1448, Resent: true},
		{Time: 0.35, Seq: 518, Ack: 2897, FromClient: true},
	}
	fmt.Println(plots.TimeSequence("Stream 0", stream).Alt())
	// Output:
	// Time-sequence graph “Stream 0”. x: Time since the first segment (seconds), from 0 to 0.35. y: Sequence number (bytes), from 1 to 2,897. client sent 1 segment with 517 bytes, up to sequence number 518. server sent 3 segments with 4,344 bytes, up to sequence number 2,897, 1 of them sent again.
}

func ExampleTCPTrace() {
	stream := plots.Segments{
		{Time: 0.00, Seq: 1, Ack: 1, Length: 517, Window: 64000, FromClient: true},
		{Time: 0.05, Seq: 1, Ack: 518, Length: 1448, Window: 65000},
		{Time: 0.05, Seq: 2897, Ack: 518, Length: 1448, Window: 65000},
		{Time: 0.06, Seq: 518, Ack: 1449, Window: 62000, SACK: [][2]float64{{2897, 4345}}, FromClient: true},
	}
	fmt.Println(plots.TCPTrace("Stream 0", stream).FromServer().Alt())
	// Output:
	// Time-sequence graph with windows “Stream 0”. x: Time since the first segment (seconds), from 0 to 0.06. y: Sequence number (bytes), from 1 to 64,001. server sent 2 segments with 2,896 bytes, up to sequence number 4,345; the window for them was 62,000 to 64,000 bytes, 1 block acknowledged selectively.
}

func ExampleLadder() {
	fmt.Println(plots.Ladder("A page", plots.Messages{
		{Time: 0, From: "client", To: "server", Text: "GET /"},
		{Time: 0.017, From: "server", To: "client", Text: "200 OK"},
	}).Alt())
	// Output:
	// Sequence diagram “A page”. 2 hosts, 2 messages. 0.000000 s client to server: GET /. 0.017000 s server to client: 200 OK.
}

func ExampleNetwork() {
	fmt.Println(plots.Network("Who talks to whom", plots.Links{
		{A: "laptop", B: "router", Weight: 5200},
		{A: "router", B: "laptop", Weight: 800},
		{A: "printer", B: "laptop", Weight: 90},
	}).Alt())
	// Output:
	// Network “Who talks to whom”. 3 hosts and 2 links. laptop and router: 6,000. laptop and printer: 90.
}

func ExamplePlot_Save() {
	err := plots.Line("A line", plots.XYs{Y: []float64{1, 2, 3}}).Save("line.gif")
	fmt.Println(err)
	// Output:
	// plots: cannot tell from the name "line.gif" what to write: it must end in .png, .svg or .pdf
}

// A struct of one's own is a series once it has two methods.
type pings []float64

func (p pings) Len() int                    { return len(p) }
func (p pings) XY(i int) (x, y float64)     { return float64(i), p[i] }
func (p pings) AxisNames() (x, y string)    { return "Ping", "Round-trip time" }
func (p pings) AxisUnits() (string, string) { return "", "seconds" }

func Example_ownType() {
	fmt.Println(plots.Line("Round-trip times", pings{0.012, 0.011, 0.024}).Alt())
	// Output:
	// Line plot “Round-trip times”. x: Ping, from 0 to 2. y: Round-trip time (seconds), from 0.011 to 0.024. 3 points; lowest 0.011 at 1, highest 0.024 at 2.
}
