package bpf

// threadLimit is the number of instructions beyond which a program is left as it is: thread takes quadratic time.
const threadLimit = 4096

// threadRounds bounds how often leaving out one test is tried to let others follow.
const threadRounds = 20

// factLimit is how many decided tests are remembered on the way to an instruction.
const factLimit = 48

// fact is a test that was made on every way to an instruction, and how it came out.
type fact struct {
	test *inst
	yes  bool
}

// thread leaves out tests whose outcome is known or does not matter, and returns where the program starts then.
func thread(code []inst, start int32) int32 {
	if len(code) > threadLimit {
		return start
	}
	for range threadRounds {
		skipKnown(code, start)
		if !skipIdle(code, &start) {
			break
		}
	}
	return start
}

// skipKnown lets jumps skip tests that were decided before, such as the second "is it IPv4" of "host a or host b".
// What is skipped was read before, so packets too short for it are rejected as they would have been.
func skipKnown(code []inst, start int32) {
	known := make([][]fact, len(code)) // nil: not reached
	known[start] = []fact{}
	for i := len(code) - 1; i > 1; i-- {
		if known[i] == nil {
			continue
		}
		in := &code[i]
		in.jt = follow(code, known, known[i], in, true)
		in.jf = follow(code, known, known[i], in, false)
	}
}

// skipIdle lets jumps skip tests that lead to the same place either way, as libpcap does; it reports whether any did.
// Such a test no longer rejects packets that are too short for it.
func skipIdle(code []inst, start *int32) bool {
	skipped := false
	to := make([]int32, len(code))
	for i := range code {
		in := &code[i]
		to[i] = int32(i)
		if i < 2 {
			continue
		}
		in.jt, in.jf = to[in.jt], to[in.jf]
		if in.jt == in.jf && in.idle() {
			to[i], skipped = in.jt, true
		}
	}
	*start = to[*start]
	return skipped
}

// idle reports whether an instruction has no effect but to jump.
func (in *inst) idle() bool {
	switch in.op {
	case opTest, opLen, opCompare:
		return true
	}
	return false
}

// follow returns where to go on from in when it came out yes or no, and notes there what is known by then.
func follow(code []inst, known [][]fact, facts []fact, in *inst, yes bool) int32 {
	next := in.jf
	if yes {
		next = in.jt
	}
	if in.pure() {
		facts = append(facts[:len(facts):len(facts)], fact{in, yes})
	}
	for next > 1 {
		skip := &code[next]
		answer, ok := decide(facts, skip)
		if !ok {
			break
		}
		next = skip.jf
		if answer {
			next = skip.jt
		}
	}
	known[next] = common(known[next], facts)
	return next
}

// common returns the facts in both lists; a nil list means all facts.
func common(a, b []fact) []fact {
	out := []fact{}
	if a == nil {
		return append(out, b[max(0, len(b)-factLimit):]...)
	}
	for _, f := range a {
		for _, g := range b {
			if f.yes == g.yes && f.test.same(g.test) {
				out = append(out, f)
				break
			}
		}
	}
	return out
}

// pure reports whether in only looks at bytes at a place that no header of variable length shifts.
func (in *inst) pure() bool { return in.op == opTest && in.base == 0 }

// sameBytes reports whether two tests look at the same bits.
func (in *inst) sameBytes(o *inst) bool {
	return in.size == o.size && in.base == o.base && in.tran == o.tran && in.off == o.off && in.hdr == o.hdr && in.mask == o.mask
}

// same reports whether two tests are the same.
func (in *inst) same(o *inst) bool { return in.sameBytes(o) && in.cmp == o.cmp && in.val == o.val }

// decide answers a test from what is known, if that suffices.
func decide(facts []fact, t *inst) (yes, ok bool) {
	if !t.pure() {
		return false, false
	}
	for _, f := range facts {
		switch {
		case !f.test.sameBytes(t):
		case f.test.same(t):
			return f.yes, true
		case f.yes && f.test.cmp == cmpEq:
			return compare(t.cmp, f.test.val, t.val), true
		}
	}
	return false, false
}
