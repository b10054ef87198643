package dissect_test

import (
	"slices"
	"strings"
	"testing"
)

// smtpLines are commands and replies of every kind.
var smtpLines = []string{"<220 mx.example ESMTP\r\n", "EHLO me.example\r\n", "<250-mx.example\r\n250-SIZE 100\r\n250 HELP\r\n", "AUTH LOGIN\r\n",
	"<334 VXNlcm5hbWU6\r\n", "dXNlcg==\r\n", "<334 UGFzc3dvcmQ6\r\n", "cGFzcw==\r\n", "<235 ok\r\n", "AUTH PLAIN AHVzZXIAcGFzcw==\r\n", "<535 no\r\n",
	"AUTH PLAIN\r\n", "<334 \r\n", "AHVzZXIAcGFzcw==\r\n", "<235 ok\r\n", "AUTH LOGIN dXNlcg==\r\n", "<334 UGFzc3dvcmQ6\r\n", "cGFzcw==\r\n", "<535 no\r\n",
	"MAIL FROM:<a@example.com> SIZE=10\r\n", "<250 ok\r\n", "RSET\r\nNOOP x\r\nQUIT\r\n", "<250 a\r\n250 b\r\n221 bye\r\n", "FOO bar\r\n", "<no code\r\n",
	"<250\r\n", "VRFY \xe9\x01 z\r\n", "XEXCH50 1 2\r\n", "STARTTLS\r\n", "MAI", "L FROM:<z>\r\n", "<25", "<0 ok\r\n250-a\r\n"}

// smtpMessages are messages with every header field that is known here, in pieces, and with parts of several types.
var smtpMessages = []string{"DATA\r\n", "<354 go\r\n",
	"From: A <a@example.com>\r\nTo: b@example.com\r\nCc: c@example.com\r\nBcc: d@example.com\r\nSender: e@example.com\r\nReply-To: f@example.com\r\n" +
		"Subject: hello\r\n folded\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\nMessage-ID: <x@y>\r\nIn-Reply-To: <z@y>\r\nReferences: <z@y>\r\n" +
		"Return-Path: <a@example.com>\r\nReceived: from x\r\n\tby y\r\nUser-Agent: none\r\nX-Mailer: none\r\n\r\nbody one\r\n", "body two\r\n..dot\r\n", ".\r\n", "<250 ok\r\n",
	"DATA\r\n", "Subject: two\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 7bit\r\n\r\ntext\r\n.\r\n",
	"DATA\r\n", "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b\r\n\r\nplain\r\n--b--\r\n\r\n.\r\n",
	"DATA\r\n", "no header\r\nat all\r\n.\r\nQUIT\r\n", "data\r\n", "Subject: a\r\n\r\nbody", "\r\n.\r\n", "RSET\r\n"}

func smtpTalks() [][]byte {
	return append(talk(50000, 25, smtpLines...), talk(50001, 587, smtpMessages...)...)
}

func init() { fillers["smtp"] = smtpTalks }

func TestSMTP(t *testing.T) {
	fields := []string{"smtp", "imf", "tcp", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(smtpTalks()...), fields...)
	// Wireshark takes the bytes of a password that are no ASCII for more than one each, and what comes after a user's name for the name.
	credentials := func(line string) bool { return strings.HasPrefix(line, "AUTH") }
	cutAndDamaged(t, 25, slices.DeleteFunc(slices.Clone(smtpLines), credentials), fields...)
}
