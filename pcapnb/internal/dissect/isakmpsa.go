package dissect

// ikeAssociation dissects what is proposed for an association, RFC 2408 section 3.4 and RFC 7296 section 3.3.
func (d *Session) ikeAssociation(t *view, version uint64) {
	const ipsec = 1
	if version != 1 {
		d.ikePayloads(t, ikeProposal, version)
		return
	}
	if d.uint(fIsakmpSaDoi, t, 0, 4) != ipsec {
		d.raw(fIsakmpSaSituation, t, 4, t.rep-4)
		return
	}
	d.raw(fIsakmpSaSituation, t, 4, 4)
	d.bits(t, 4, 4, uint64(d.u32(t, 4)), bit{fIsakmpSaSituationIdentityOnly, 1}, bit{fIsakmpSaSituationSecrecy, 2}, bit{fIsakmpSaSituationIntegrity, 4})
	if proposals := t.sub(8, -1); d.ok() {
		d.ikePayloads(&proposals, ikeProposal, version)
	}
}

// ikeProposal dissects a proposal and its transforms, RFC 2408 section 3.5 and RFC 7296 section 3.3.1.
func (d *Session) ikeProposal(t *view, version uint64) {
	d.uint(fIsakmpPropNumber, t, 0, 1)
	protocol := d.uint(fIsakmpPropProtoid, t, 1, 1)
	spi := int(d.uint(fIsakmpSpisize, t, 2, 1))
	count := int(d.uint(fIsakmpPropTransforms, t, 3, 1))
	off := 4
	if spi > 0 {
		d.raw(fIsakmpSpi, t, off, spi)
		off += spi
	}
	for ; count > 0 && d.ok(); count-- {
		n := d.ikePayloadHead(t, off, ikeTransform, version)
		if !d.ok() {
			return
		}
		if n < ikePayloadHead || n > t.left(off) {
			d.faulty()
			if version == 1 {
				d.fail(t, t.rep+1)
			}
			return
		}
		p := t.sub(off+ikePayloadHead, n-ikePayloadHead)
		d.push()
		if version == 1 {
			d.ikeTransform1(&p, protocol)
		} else {
			d.ikeTransform2(&p)
		}
		d.pop()
		off += n
	}
}

// ikeAttributes are the fields of a kind of attributes, and of the values that have their own, RFC 2408 section 3.3.
type ikeAttributes struct {
	tree, format, kind, length, value ID
	values                            []ID // by type
}

var (
	ikeAttributes1 = ikeAttributes{fIsakmpIkeAttr, fIsakmpIkeAttrFormat, fIsakmpIkeAttrType, fIsakmpIkeAttrLength, fIsakmpIkeAttrValue,
		[]ID{1: fIsakmpIkeAttrEncryptionAlgorithm, fIsakmpIkeAttrHashAlgorithm, fIsakmpIkeAttrAuthenticationMethod, fIsakmpIkeAttrGroupDescription,
			fIsakmpIkeAttrGroupType, fIsakmpIkeAttrGroupPrime, fIsakmpIkeAttrGroupGeneratorOne, fIsakmpIkeAttrGroupGeneratorTwo, fIsakmpIkeAttrGroupCurveA,
			fIsakmpIkeAttrGroupCurveB, fIsakmpIkeAttrLifeType, fIsakmpIkeAttrLifeDuration, fIsakmpIkeAttrPrf, fIsakmpIkeAttrKeyLength,
			fIsakmpIkeAttrFieldSize, fIsakmpIkeAttrGroupOrder, fIsakmpIkeAttrBlockSize}}
	ipsecAttributes = ikeAttributes{fIsakmpIpsecAttr, fIsakmpIpsecAttrFormat, fIsakmpIpsecAttrType, fIsakmpIpsecAttrLength, fIsakmpIpsecAttrValue,
		[]ID{1: fIsakmpIpsecAttrLifeType, fIsakmpIpsecAttrLifeDuration, fIsakmpIpsecAttrGroupDescription, fIsakmpIpsecAttrEncapMode,
			fIsakmpIpsecAttrAuthAlgorithm, fIsakmpIpsecAttrKeyLength, fIsakmpIpsecAttrKeyRounds, fIsakmpIpsecAttrCmprDictSize,
			fIsakmpIpsecAttrCmprAlgorithm, fIsakmpIpsecAttrEcnTunnel, fIsakmpIpsecAttrExtSeqNbr}}
	ikeAttributes2 = ikeAttributes{fIsakmpIke2Attr, fIsakmpIke2AttrFormat, fIsakmpIke2AttrType, fIsakmpIke2AttrLength, fIsakmpIke2AttrValue,
		[]ID{14: fIsakmpIke2AttrKeyLength}}
)

// ikeTransform1 dissects a transform, RFC 2408 section 3.6.
func (d *Session) ikeTransform1(t *view, protocol uint64) {
	const isakmp = 1
	off := d.slots(t, 0, slot{fIsakmpTransNumber, 1}, slot{fIsakmpTransId, 1}, slot{fIsakmpReserved, 2})
	fields := &ipsecAttributes
	if protocol == isakmp {
		fields = &ikeAttributes1
	}
	for off < t.rep && d.ok() {
		off += d.ikeAttribute(t, off, fields)
	}
}

// ikeTransform2 dissects a transform, RFC 7296 section 3.3.2.
func (d *Session) ikeTransform2(t *view) {
	kind := d.uint(fIsakmpTfType, t, 0, 1)
	d.raw(fIsakmpReserved, t, 1, 1)
	id := fIsakmpTfId
	if kind >= 1 && kind <= 5 {
		id = [...]ID{fIsakmpTfIdEncr, fIsakmpTfIdPrf, fIsakmpTfIdInteg, fIsakmpTfIdDh, fIsakmpTfIdEsn}[kind-1]
	}
	d.uint(id, t, 2, 2)
	for off := 4; off < t.rep && d.ok(); {
		off += d.ikeAttribute(t, off, &ikeAttributes2)
	}
}

// ikeAttribute dissects an attribute and returns its length.
func (d *Session) ikeAttribute(t *view, off int, a *ikeAttributes) int {
	const short, fixed = 0x8000, 4
	kind := d.u16(t, off)
	n, at := 2, off+2
	if kind&short == 0 {
		n, at = int(d.u16(t, off+2)), off+fixed
	}
	d.none(a.tree, t, off, at+n-off)
	d.push()
	defer d.pop()
	d.flag(a.format, t, off, 2, kind&short != 0)
	d.num(a.kind, t, off, 2, uint64(kind&^short))
	if kind&short == 0 {
		d.num(a.length, t, off+2, 2, uint64(n))
	}
	if n == 0 || !d.ok() {
		return at + n - off
	}
	d.raw(a.value, t, at, n)
	if i := int(kind &^ short); i < len(a.values) && a.values[i] != noField {
		d.ikeAttributeValue(t, at, n, a.values[i])
	}
	return at + n - off
}

// ikeAttributeValue emits a value in its own field.
func (d *Session) ikeAttributeValue(t *view, off, n int, id ID) {
	long, more := noField, noField
	switch id {
	case fIsakmpIkeAttrLifeDuration:
		long, more = fIsakmpIkeAttrLifeDuration64, fIsakmpIkeAttrLifeDurationBytes
	case fIsakmpIpsecAttrLifeDuration:
		long, more = fIsakmpIpsecAttrLifeDuration64, fIsakmpIpsecAttrLifeDurationBytes
	}
	switch {
	case defs[id].Type == Bytes:
		d.raw(id, t, off, n)
	case n <= 4 || long == noField:
		d.uint(id, t, off, min(n, 4))
	case n <= 8:
		d.uint(long, t, off, n)
	default:
		d.raw(more, t, off, n)
	}
}
