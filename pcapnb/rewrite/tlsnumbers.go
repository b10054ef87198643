package rewrite

// What IANA has assigned of TLS' numbers, in ranges: a number that is not known may be a piece of a text.

func tlsVersion(n uint16) bool {
	return n >= 0x0300 && n <= 0x0304 || n >= 0x7f0e && n <= 0x7f1c || n == 0xfeff || n == 0xfefd || n == 0xfefc
}

func tlsCipher(n uint16) bool {
	switch n >> 8 {
	case 0x00:
		return n <= 0xc7 || n == 0xff
	case 0x13:
		return n <= 0x1307
	case 0xc0:
		return n <= 0xc0b5
	case 0xc1:
		return n <= 0xc107
	case 0xcc:
		return n >= 0xcc13 && n <= 0xcc15 || n >= 0xcca8 && n <= 0xccae
	case 0xd0:
		return n <= 0xd005
	case 0x56:
		return n == 0x5600
	case 0xfe:
		return n == 0xfefe || n == 0xfeff
	}
	return false
}

func tlsGroup(n uint16) bool {
	return n <= 41 || n >= 256 && n <= 260 || n >= 512 && n <= 514 || n >= 0x11eb && n <= 0x11ed || n == 0x6399 || n == 0x639a || n == 0xff01 || n == 0xff02
}

func tlsSignature(n uint16) bool {
	switch n >> 8 {
	case 0, 1, 2, 3, 4, 5, 6:
		return n&0xff <= 3
	case 7:
		return n >= 0x0704 && n <= 0x0709
	case 8:
		return n >= 0x0804 && n <= 0x080b || n >= 0x081a && n <= 0x081c || n == 0x0840 || n == 0x0841
	case 9:
		return n >= 0x0904 && n <= 0x0906
	}
	return n == 0xeeee || n == 0xefef || n == 0xeded
}

func tlsExtension(kind uint16) bool {
	switch kind {
	case 13172, 17513, 17613, 30031, 30032, 65037, 65280, 65281, 65445, 65486:
		return true
	}
	return kind <= 62 || isGrease(kind)
}
