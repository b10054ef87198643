package anonymize

import (
	"regexp"
	"strings"
)

// A secretForm is how a protocol or a program writes a secret; its first group is the secret.
type secretForm struct {
	kind string
	form *regexp.Regexp
	why  string
	user bool // the group is a name, which may be shown
}

var secretForms = []secretForm{
	{"password", regexp.MustCompile(`(?i)\bauthorization:\s*basic\s+([\w+/=-]{4,})`), "is a name and a password in base64 (HTTP Basic, RFC 7617)", false},
	{"password hash", regexp.MustCompile(`(?i)\bauthorization:\s*digest\s+([^\n<]{8,})`), "lets a password be guessed offline (HTTP Digest, RFC 7616)", false},
	{"token", regexp.MustCompile(`(?i)\bauthorization:\s*bearer\s+([\w.~+/=-]{8,})`), "lets its finder act as the user (HTTP Bearer, RFC 6750)", false},
	{"cookie", regexp.MustCompile(`(?im)\b(?:set-)?cookie:\s*([^\s;=<"]+=[^\n<"\\]{4,})`), "may let its finder act as the user", false},
	{"password", regexp.MustCompile(`(?im)(?:^|[\n"'> ]|\\n)PASS ([^\s<"\\]+)(?:\\r|\r|\n|$|<|")`), "is a password in clear text (FTP or POP3)", false},
	{"user name", regexp.MustCompile(`(?im)(?:^|[\n"'> ]|\\n)USER ([^\s<"\\]+)(?:\\r|\r|\n|$|<|")`), "was sent in clear text (FTP or POP3)", true},
	{"password", regexp.MustCompile(`(?i)\bAUTH (?:PLAIN|LOGIN)\s+([\w+/=]{4,})`), "is a name and a password in base64 (SMTP or IMAP, RFC 4954)", false},
	{"password", regexp.MustCompile(`(?i)\b\w+ LOGIN "?[\w.@-]+"? "?([^\s"<]{3,})"?`), "is a password in clear text (IMAP, RFC 9051)", false},
	{"password", regexp.MustCompile(`(?i)\b(?:passw(?:or)?d|passwd|pwd|passphrase)["']?\s*[=:]\s*["']?([^\s"'&<>;,]{3,})`), "is called a password", false},
	{"password", regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@"<]+:([^\s/@"<]+)@`), "is a password in an address (RFC 3986, 3.2.1)", false},
	{"token", regexp.MustCompile(`(?i)\b(?:api[_-]?key|access[_-]?token|auth[_-]?token|secret[_-]?key|client[_-]?secret|session[_-]?id)["']?\s*[=:]\s*["']?([\w.~+/-]{8,})`), "is called a key", false},
	{"token", regexp.MustCompile(`\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|sk-[\w-]{20,}|glpat-[\w-]{16,})`), "has the form of a service's key", false},
	{"token", regexp.MustCompile(`\b(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*)`), "is a JSON Web Token (RFC 7519), which may let its finder act as the user", false},
	{"private key", regexp.MustCompile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----)`), "is a private key", false},
	{"TLS secret", regexp.MustCompile(`\b((?:CLIENT_RANDOM|(?:CLIENT|SERVER)_(?:HANDSHAKE_TRAFFIC|TRAFFIC)_SECRET(?:_0)?) [0-9a-f]{64}) [0-9a-f]{64,}`), "decrypts a connection (SSLKEYLOGFILE)", false},
}

// show is what a finding tells of a secret: its begin.
func (s secretForm) show(m []string) string {
	text := strings.TrimSpace(m[1])
	if s.user {
		return text
	}
	return masked(text)
}

// masked is the begin of a secret, enough to find it and too little to use it.
func masked(s string) string {
	n := min(len(s)/3, 4)
	return s[:n] + "…"
}
