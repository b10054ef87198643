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
		"application/javascript", "application/x-javascript", "application/ecmascript", "application/x-ns-proxy-autoconfig", "application/vnd.poc.refer-to",
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
