package dissect

import (
	"bytes"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	readers["fix"], streamReaders["fix"] = (*Session).fix, (*Session).fixStream
	guesses = append(guesses, guess{layer: "fix", column: "FIX", is: (*Session).likeFIX})
	for _, name := range strings.Fields(fixTypes) {
		kind, name, _ := strings.Cut(name, "=")
		fixNames[kind] = name
	}
}

const (
	fixBegins = "8=FIX"
	fixCheck  = "10="
	fixEnd    = 0x01 // of a field

	fixCheckSize = 7  // of the last field
	fixHeadSize  = 64 // more than the first two fields have
)

// fixNames are the messages of FIX by their types, FIX 5.0 volume 6.
var fixNames = map[string]string{}

const fixTypes = `0=Heartbeat 1=TestRequest 2=ResendRequest 3=Reject 4=SequenceReset 5=Logout 6=IOI 7=Advertisement 8=ExecutionReport
9=OrderCancelReject A=Logon B=News C=Email D=NewOrderSingle E=NewOrderList F=OrderCancelRequest
G=OrderCancelReplaceRequest H=OrderStatusRequest J=AllocationInstruction K=ListCancelRequest L=ListExecute
M=ListStatusRequest N=ListStatus P=AllocationInstructionAck Q=DontKnowTrade R=QuoteRequest S=Quote
T=SettlementInstructions V=MarketDataRequest W=MarketDataSnapshotFullRefresh X=MarketDataIncrementalRefresh
Y=MarketDataRequestReject Z=QuoteCancel a=QuoteStatusRequest b=MassQuoteAcknowledgement c=SecurityDefinitionRequest
d=SecurityDefinition e=SecurityStatusRequest f=SecurityStatus g=TradingSessionStatusRequest h=TradingSessionStatus
i=MassQuote j=BusinessMessageReject k=BidRequest l=BidResponse m=ListStrikePrice o=RegistrationInstructions
p=RegistrationInstructionsResponse q=OrderMassCancelRequest r=OrderMassCancelReport s=NewOrderCross
t=CrossOrderCancelReplaceRequest u=CrossOrderCancelRequest v=SecurityTypeRequest w=SecurityTypes x=SecurityListRequest
y=SecurityList z=DerivativeSecurityListRequest AA=DerivativeSecurityList AB=NewOrderMultileg
AC=MultilegOrderCancelReplace AD=TradeCaptureReportRequest AE=TradeCaptureReport AF=OrderMassStatusRequest
AG=QuoteRequestReject AH=RFQRequest AI=QuoteStatusReport AJ=QuoteResponse AK=Confirmation AL=PositionMaintenanceRequest
AM=PositionMaintenanceReport AN=RequestForPositions AO=RequestForPositionsAck AP=PositionReport
AQ=TradeCaptureReportRequestAck AR=TradeCaptureReportAck AS=AllocationReport AT=AllocationReportAck AU=ConfirmationAck
AV=SettlementInstructionRequest AW=AssignmentReport AX=CollateralRequest AY=CollateralAssignment AZ=CollateralResponse
BA=CollateralReport BB=CollateralInquiry BC=NetworkCounterpartySystemStatusRequest
BD=NetworkCounterpartySystemStatusResponse BE=UserRequest BF=UserResponse BG=CollateralInquiryAck BH=ConfirmationRequest
BI=TradingSessionListRequest BJ=TradingSessionList BK=SecurityListUpdateReport BL=AdjustedPositionReport
BM=AllocationInstructionAlert BN=ExecutionAcknowledgement BO=ContraryIntentionReport BP=SecurityDefinitionUpdateReport
BQ=SettlementObligationReport BR=DerivativeSecurityListUpdateReport BS=TradingSessionListUpdateReport
BT=MarketDefinitionRequest BU=MarketDefinition BV=MarketDefinitionUpdateReport BW=ApplicationMessageRequest
BX=ApplicationMessageRequestAck BY=ApplicationMessageReport BZ=OrderMassActionReport CA=OrderMassActionRequest
CB=UserNotification CC=StreamAssignmentRequest CD=StreamAssignmentReport CE=StreamAssignmentReportACK
CF=PartyDetailsListRequest CG=PartyDetailsListReport`

// fixField returns the tag and the value of the field at the beginning of b, and how long it is.
func fixField(b []byte) (tag, value string, size int) {
	equals := bytes.IndexByte(b, '=')
	if equals < 0 {
		return "", "", 0
	}
	end := bytes.IndexByte(b[equals:], fixEnd)
	if end < 0 {
		return "", "", 0
	}
	return string(b[:equals]), string(b[equals+1 : equals+end]), equals + end + 1
}

// fixNext is where the next message begins in what is none, or how long b is.
func fixNext(b []byte) int {
	if i := bytes.Index(b, []byte("\x01"+fixBegins)); i >= 0 {
		return i + 1
	}
	return len(b)
}

// fixLength is the length of the message at the beginning of b: its head, as many bytes as it says, and its check.
func fixLength(b []byte) (n int, known bool) {
	const longest = 9
	if !bytes.HasPrefix(b, []byte(fixBegins)) {
		return fixNext(b), true
	}
	_, _, size := fixField(b)
	tag, value, more := fixField(b[size:])
	switch {
	case (size == 0 || more == 0) && len(b) > fixHeadSize:
		return fixNext(b), true
	case size == 0 || more == 0:
		return len(b) + 1, false
	case tag != "9":
		return fixNext(b), true
	}
	digits := len(value) - len(strings.TrimLeft(value, "0123456789"))
	n, _ = strconv.Atoi(value[:min(digits, longest)])
	if size += more + n; size+fixCheckSize > len(b) {
		return size + fixCheckSize, true
	}
	if !bytes.HasPrefix(b[size:], []byte(fixCheck)) {
		return fixNext(b), true
	}
	if _, _, more = fixField(b[size:]); more == 0 {
		return len(b) + 1, false
	}
	return size + more, true
}

// fixState is whether a connection is known to be of FIX.
type fixState struct{ known bool }

// likeFIX recognizes the beginning of a message, or a connection that had one.
func (d *Session) likeFIX(t *view) bool {
	return d.over != nil && (keptOver[fixState](d).known || bytes.HasPrefix(t.b, []byte(fixBegins)))
}

// fixStream cuts a connection into messages.
func (d *Session) fixStream(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	keptOver[fixState](d).known = true
	f := framing.Framing{Layers: []string{"fix"}, Column: "FIX", Head: len(fixBegins)}
	f.Length = func(b []byte) int {
		n, known := fixLength(b)
		f.Again = !known
		return n
	}
	return d.framed(t, &f)
}

// fix names a message and emits fields of its head, FIX 5.0 volume 2.
func (d *Session) fix(t *view) {
	d.current = "FIX"
	d.beginPDU(fFix, t)
	if !bytes.HasPrefix(t.b, []byte(fixBegins)) {
		d.cols.setProto(d, "FIX")
		d.cols.set(d, "[FIX continuation]")
		return
	}
	ids := map[string]ID{"8": fFixBeginString, "9": fFixBodyLength, "35": fFixMsgType, "34": fFixMsgSeqNum, "49": fFixSenderCompID, "56": fFixTargetCompID,
		"52": fFixSendingTime, "10": fFixCheckSum}
	typed := false
	for off := 0; off < len(t.b); {
		tag, value, size := fixField(t.b[off:])
		if size == 0 {
			break
		}
		if tag == "35" {
			name := fixNames[value]
			if name == "" {
				name = "FIX Message (" + string(validUTF8([]byte(value))) + ")"
			}
			typed = true
			d.cols.setProto(d, "FIX")
			if d.pdus == 0 {
				d.cols.clear(d)
			}
			d.cols.appendSep(d, ", ", name)
		}
		if id, ok := ids[tag]; ok {
			at := len(tag) + 1
			d.text(id, t, off+at, len(value), []byte(value))
		}
		off += size
	}
	if !typed {
		d.cols.setProto(d, "FIX")
		d.cols.clear(d)
		d.faulty()
	}
}
