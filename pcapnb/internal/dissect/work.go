package dissect

// work is what a session does beyond reading the frame's record. A field needs some of it, as fields.txt says.
type work uint32

const (
	workRecord       work = 0
	workEarlier      work = 1 << iota // sees every frame in order
	workHeaders                       // follows the headers of link layer, network and UDP
	workEtherDetails                  // takes hardware addresses apart
	workIpDetails                     // repeats IPv4 addresses as text
	workIpv6Details                   // takes IPv6 addresses apart
	workUdpStream                     // numbers UDP conversations
	workTcpHeader                     // follows the header of TCP
	workTcpOptions                    // reads its options
	workTcpStream                     // keeps connections
	workTcpAnalysis                   // finds retransmissions and the like
	workMessages                      // dissects what is above UDP and TCP
	workSegments                      // says what messages are put together from
	workBodies                        // unpacks the bodies of HTTP messages
	workLayers                        // names the layers of a frame
	workColumns                       // writes the columns of a packet list
	workCertificates                  // takes certificates apart
)

// includes lists what cannot be done without other work; a line may rely on those after it.
var includes = [...]struct{ work, with work }{
	{workCertificates, workBodies}, // answers of OCSP
	{workColumns | workLayers | workBodies | workSegments, workMessages},
	{workMessages, workTcpAnalysis | workUdpStream},
	{workTcpAnalysis, workTcpStream},
	{workTcpStream, workTcpOptions | workEarlier},
	{workTcpOptions, workTcpHeader},
	{workUdpStream, workEarlier | workHeaders},
	{workTcpHeader | workEtherDetails | workIpDetails | workIpv6Details, workHeaders},
}

// workOf returns all the work that the fields of a set need.
func workOf(want *Set) (w work) {
	for id := ID(1); id < numFields; id++ {
		if want.Has(id) {
			w |= defs[id].work
		}
	}
	for _, in := range includes {
		if w&in.work != 0 {
			w |= in.with
		}
	}
	return w
}
