package dissect

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// isXML reports whether a media type is one of XML: those that end so and are registered, but for a few that are not read as XML.
func isXML(kind string) bool {
	switch kind {
	case "text/xml", "application/xml", "application/xml-dtd", "image/svg+xml", "text/vnd.wap.wml", "text/vnd.wap.si", "text/vnd.wap.sl":
		return true
	case "application/vnd.oma.dd+xml", "application/vnd.oma.drm.rights+xml":
		return false
	}
	name, application := strings.CutPrefix(kind, "application/")
	name, xml := strings.CutSuffix(name, "+xml")
	if !application || !xml {
		return false
	}
	for _, maker := range []string{"vnd.3gpp.", "vnd.3gpp-", "vnd.etsi.", "vnd.oma.", "vnd.omads-", "xcap-"} {
		if strings.HasPrefix(name, maker) {
			return true
		}
	}
	return strings.Contains(xmlTypes, " "+name+" ")
}

// xmlTypes are types that end in +xml, IANA.
const xmlTypes = " 3gpp-ims atom auth-policy ccmp conference-info cpim-pidf cpl dds-web im-iscomposing load-control mathml media_control note pidf " +
	"pidf-diff poc-settings rdf reginfo resource-lists rlmi rls-services rs-metadata rss simple-filter simple-message-summary simservs soap " +
	"upp-directory vnd.wv.csp watcherinfo x-crd xpidf xslt "

// isJSON reports whether a media type is one of JSON, IANA.
func isJSON(kind string) bool {
	switch strings.TrimPrefix(kind, "application/") {
	case "json", "dds-web+json", "json-patch+json", "json-rpc", "jsonrequest", "merge-patch+json", "problem+json", "senml+json", "sensml+json",
		"vnd.oma.lwm2m+json", "x-ndjson":
		return strings.HasPrefix(kind, "application/")
	}
	return false
}

// isText reports whether a media type is of lines of text.
func isText(kind string) bool {
	switch kind {
	case "text/plain", "text/html", "text/css", "text/javascript", "text/richtext", "text/enriched", "text/parameters", "text/x-ref-list",
		"text/x-ref-simple", "text/vnd.sun.j2me.app-descriptor", "text/xml-external-parsed-entity", "application/xml-external-parsed-entity",
		"application/x-javascript", "application/x-ns-proxy-autoconfig", "application/vnd.poc.refer-to",
		"application/vnd.drm.message":
		return true
	}
	return false
}

// jsonLayer is the layer of a body of JSON; Wireshark shows the lines of one that is not whole. It takes objects and arrays only, of
// which there may be several.
func jsonLayer(b []byte) string {
	d := json.NewDecoder(bytes.NewReader(b))
	for {
		var v json.RawMessage
		err := d.Decode(&v)
		if err == io.EOF {
			return "json"
		}
		if err != nil || v[0] != '{' && v[0] != '[' {
			return "json:data-text-lines"
		}
	}
}

// mediaLayer gives the layers of a body and what the Info column says of it, as Wireshark finds them: by the type, or else by the first
// bytes.
func mediaLayer(b []byte, kind string) (layer, note string) {
	if layer, note = typeLayer(b, kind); layer != "" {
		return layer, note
	}
	if layer, note = pictureLayer(b); layer != "" {
		return layer, note
	}
	if kind == "" {
		return "data", ""
	}
	return "media", kind
}

// typeLayer gives the layers of a body of a known type, "" for another.
func typeLayer(b []byte, kind string) (layer, note string) {
	switch kind {
	case "application/x-www-form-urlencoded":
		return "urlencoded-form", kind
	case ocspAsks, ocspAnswers:
		return "ocsp", ""
	case "application/octet-stream":
		return "data", ""
	case "message/http":
		return "message-http", kind
	}
	switch {
	case isXML(kind):
		return "xml", ""
	case isJSON(kind):
		return jsonLayer(b), kind
	case isText(kind) && len(b) > 38 && strings.EqualFold(string(b[:5]), "<?xml"):
		return "data-text-lines:xml", kind
	case isText(kind):
		return "data-text-lines", kind
	case strings.HasPrefix(kind, "multipart/"):
		return "mime_multipart", kind
	case strings.HasPrefix(kind, "image/"):
		return pictureLayer(b)
	}
	return "", ""
}

// pictureTypes are the types that say which picture a body is.
var pictureTypes = map[string]string{"image/png": "png", "image/gif": "image-gif", "image/jpeg": "image-jfif", "image/jpg": "image-jfif", "image/jfif": "image-jfif"}

// pictureLayer gives the layer of a picture, "" where its first bytes are those of none.
func pictureLayer(b []byte) (layer, note string) {
	begins := func(at int, text string) bool { return bytes.HasPrefix(b[at:], []byte(text)) }
	switch {
	case len(b) < 20:
	case begins(0, "\x89PNG\r\n\x1a\n"):
		return "png", "PNG"
	case begins(0, "GIF87a"), begins(0, "GIF89a"):
		return "image-gif", string(b[:6])
	case begins(0, "\xff\xd8\xff\xe0") && begins(6, "JFIF\x00"), begins(0, "\xff\xd8\xff\xe1") && begins(6, "Exif\x00"):
		return "image-jfif", "JPEG JFIF image"
	}
	return "", ""
}

// Media types of OCSP, RFC 6960 appendix C.
const (
	ocspAsks    = "application/ocsp-request"
	ocspAnswers = "application/ocsp-response"
)
