package objects

import (
	"mime"
	"strconv"
	"strings"

	"netlab/pcapnb"
)

// smtp are the mails that a client sends.
func smtp(s *pcapnb.Stream) (list List) {
	var mail []byte
	inData, left := false, 0 // in DATA; bytes of BDAT to come
	final := false
	end := func(packet int) {
		list = append(list, mailObject(s, packet, mail))
		mail, inData = nil, false
	}
	for _, l := range linesOf(s) {
		if !l.fromClient {
			if word, _ := command(l.text); inData && mail == nil && len(word) == 3 && (word[0] == '4' || word[0] == '5') {
				inData = false // the server takes none
			}
			continue
		}
		switch word, rest := command(l.text); {
		case left > 0:
			part := append([]byte(l.text), "\r\n"...)
			mail = append(mail, part[:min(len(part), left)]...)
			if left -= min(len(part), left); left == 0 && final {
				end(l.packet)
			}
		case inData && l.text == ".":
			end(l.packet)
		case inData:
			mail = append(append(mail, l.text...), "\r\n"...)
		case word == "DATA":
			inData = true
		case word == "BDAT":
			size, how, _ := strings.Cut(rest, " ")
			n, err := strconv.ParseUint(size, 10, 31)
			if left, final = int(n), strings.EqualFold(how, "LAST"); err == nil && n == 0 && final {
				end(l.packet)
			}
		}
	}
	return list
}

// pop are the mails that a client fetches.
func pop(s *pcapnb.Stream) (list List) {
	var asked []string // commands without an answer yet
	greeted, inMail, inList := false, false, false
	var mail []byte
	for _, l := range linesOf(s) {
		word, rest := command(l.text)
		switch {
		case l.fromClient:
			if rest != "" {
				word += " "
			}
			asked = append(asked, word)
		case (inMail || inList) && l.text == ".":
			if inMail {
				list = append(list, mailObject(s, l.packet, mail))
			}
			inMail, inList, mail = false, false, nil
		case inMail:
			mail = append(append(mail, l.text...), "\r\n"...)
		case inList:
		case !greeted:
			greeted = true
		case len(asked) > 0:
			what := asked[0]
			asked = asked[1:]
			inMail = word == "+OK" && what == "RETR "
			inList = word == "+OK" && (what == "TOP " || what == "LIST" || what == "UIDL" || what == "CAPA")
		}
	}
	return list
}

// mailObject is a mail as it was carried, with its subject for a name.
func mailObject(s *pcapnb.Stream, packet int, mail []byte) Object {
	subject, sender := "", ""
	header, _, _ := strings.Cut(string(mail), "\r\n\r\n")
	for field := range strings.SplitSeq(strings.ReplaceAll(header, "\r\n ", " "), "\r\n") {
		name, value, _ := strings.Cut(field, ":")
		switch strings.ToLower(name) {
		case "subject":
			subject = strings.TrimSpace(value)
		case "from":
			sender = strings.TrimSpace(value)
		}
	}
	var words mime.WordDecoder
	if plain, err := words.DecodeHeader(subject); err == nil {
		subject = plain
	}
	return newObject("IMF", packet, sender, subject, "message/rfc822", mail)
}
