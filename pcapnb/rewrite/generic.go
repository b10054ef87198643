package rewrite

import (
	"bytes"
	"strings"
	"time"
)

// What stays of texts and lists is what everybody uses. Each list here names it; anything else is replaced.

// listed says whether a list with spaces around its words has this one.
func listed(list, word string) bool {
	return word != "" && !strings.Contains(word, " ") && strings.Contains(list, " "+word+" ")
}

// words writes text: separators stay, so do words of the list and numbers of so many digits; other words are text.
func (r *rewriter) words(b []byte, list string, digits int) {
	const separators = " \t,;=/:()<>\""
	for len(b) > 0 {
		n := bytes.IndexAny(b, separators)
		if n == 0 {
			r.keep(b[:1])
			b = b[1:]
			continue
		}
		if n < 0 {
			n = len(b)
		}
		word := b[:n]
		b = b[n:]
		if r.keepsText() || listed(list, strings.ToLower(string(word))) || isNumber(word, digits) {
			r.keep(word)
		} else {
			r.text(word)
		}
	}
}

// keepsText says whether text stays whatever it is.
func (r *rewriter) keepsText() bool { return r.Payload == Keep && r.Text == nil }

// isNumber says whether b is a number of at most so many digits, a range or a fraction of two.
func isNumber(b []byte, digits int) bool {
	first, second, _ := strings.Cut(strings.Replace(string(b), "-", ".", 1), ".")
	return first != "" && len(first) <= digits && len(second) <= digits && strings.Trim(first+second, "0123456789") == ""
}

// date writes a date in one of HTTP's forms (RFC 9110, 5.6.7).
func (r *rewriter) date(b []byte) {
	for _, form := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", time.RFC850, time.ANSIC} {
		if _, err := time.Parse(form, string(b)); err == nil {
			r.keep(b)
			return
		}
	}
	r.words(b, " -1 ", 1)
}

// numbers writes a list of 16-bit numbers; unknown ones become zero.
func (r *rewriter) numbers(b []byte, known func(uint16) bool) {
	for ; len(b) >= 2; b = b[2:] {
		r.keepIf(known(be.Uint16(b)), b[:2])
	}
	r.blank(b)
}

// protocols writes protocols' names with a length in front of each (RFC 7301, 3.1).
func (r *rewriter) protocols(b []byte) {
	for len(b) > 0 && 1+int(b[0]) <= len(b) {
		name := b[1 : 1+int(b[0])]
		r.keep(b[:1])
		switch {
		case r.keepsText(), listed(protocolNames, string(name)), len(name) == 2 && isGrease(be.Uint16(name)):
			r.keep(name)
		default:
			r.text(name)
		}
		b = b[1+len(name):]
	}
	r.blank(b)
}

// isGrease says whether a number is one of those that mean nothing (RFC 8701).
func isGrease(n uint16) bool { return n&0x0f0f == 0x0a0a && n>>8 == n&0xff }

const (
	// protocolNames are those of IANA's list of ALPN protocols, and HTTP/3's drafts.
	protocolNames = " http/0.9 http/1.0 http/1.1 spdy/1 spdy/2 spdy/3 spdy/3.1 stun.turn stun.nat-discovery h2 h2c webrtc c-webrtc ftp " +
		"imap pop3 managesieve coap co xmpp-client xmpp-server acme-tls/1 mqtt dot ntske/1 sunrpc h3 h3-27 h3-28 h3-29 h3-30 h3-31 " +
		"h3-32 h3-34 hq-29 hq-interop smb irc nntp nnsp doq sip/2 tds/8.0 dicom postgresql radius/1.0 radius/1.1 "

	httpMethods = " GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND REPORT NOTIFY M-SEARCH SUBSCRIBE UNSUBSCRIBE "
	httpReasons = " ok created accepted no found not forbidden unauthorized bad moved partial internal see temporary " +
		"request content permanently modified error server gateway service unavailable timeout required range " +
		"satisfiable allowed method redirect other continue switching protocols conflict gone multiple choices "
	httpSchemes = " http https ws wss ftp rtsp "
	httpLogins  = " basic bearer digest hoba mutual scram-sha-1 scram-sha-256 vapid aws4-hmac-sha256 dpop gnap privatetoken "

	// httpFields are names of fields that everybody uses.
	httpFields = " accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials " +
		"access-control-allow-headers access-control-allow-methods access-control-allow-origin access-control-expose-headers " +
		"access-control-max-age access-control-request-headers access-control-request-method age allow alt-svc authorization " +
		"cache-control connection content-disposition content-encoding content-language content-length content-location content-md5 " +
		"content-range content-security-policy content-type cookie date dnt etag expect expires ext forwarded from host if-match " +
		"if-modified-since if-none-match if-range if-unmodified-since keep-alive last-modified link location man max-forwards mx nt " +
		"nts origin p3p permissions-policy pragma priority proxy-authenticate proxy-authorization proxy-connection range referer " +
		"referrer-policy retry-after sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site " +
		"sec-fetch-user sec-gpc sec-websocket-accept sec-websocket-extensions sec-websocket-key sec-websocket-protocol " +
		"sec-websocket-version server set-cookie st status strict-transport-security te trailer transfer-encoding upgrade " +
		"upgrade-insecure-requests user-agent usn vary via warning www-authenticate x-cache x-content-type-options x-forwarded-for " +
		"x-forwarded-proto x-frame-options x-powered-by x-real-ip x-requested-with x-xss-protection "
	httpCoding     = " gzip deflate br zstd compress identity chunked x-gzip sdch trailers q * "
	httpDirectives = " no-cache no-store no-transform only-if-cached max-age max-stale min-fresh must-revalidate must-understand " +
		"private proxy-revalidate public s-maxage stale-if-error stale-while-revalidate immutable pre-check post-check "
	httpOptions = httpFields + "close bytes none * websocket h2c http2-settings tls http 1.0 1.1 1.2 2.0 ssdp discover " +
		"get head post put delete options trace patch propfind report user-agent no-cache "
	mediaTypes = " * text image audio video application multipart message font model q charset boundary v b3 " +
		"html plain css csv javascript ecmascript xml json markdown calendar png apng jpeg jpg gif bmp tiff avif webp svg+xml x-icon icon " +
		"vnd.microsoft.icon octet-stream pdf zip gzip x-gzip x-tar x-bzip2 x-7z-compressed x-www-form-urlencoded form-data mixed " +
		"alternative related byteranges rfc822 mp4 mpeg mp2t 3gpp ogg webm wav x-wav aac flac opus woff woff2 font-woff otf ttf " +
		"x-font-ttf x-javascript xhtml+xml rss+xml atom+xml soap+xml ld+json problem+json manifest+json geo+json x-ndjson graphql " +
		"x-protobuf protobuf grpc wasm ocsp-request ocsp-response pkix-crl pkix-cert x-pkcs7-crl x-x509-ca-cert dns-message dns-json " +
		"x-ns-proxy-autoconfig ipp vnd.apple.mpegurl x-mpegurl dash+xml event-stream signed-exchange x-shockwave-flash x-flv x-ms-wmv " +
		"msword x-java-archive x-debian-package x-rpm x-sh x-c " +
		"utf-8 utf8 utf-16 us-ascii ascii iso-8859-1 iso-8859-2 iso-8859-15 windows-1250 windows-1251 windows-1252 gbk gb2312 gb18030 " +
		"big5 shift_jis euc-jp euc-kr koi8-r "
)
