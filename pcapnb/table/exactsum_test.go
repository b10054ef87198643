package table

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// someNumbers are n numbers of a kind: whole, of a clock, of any size, or at the ends of what a float64 holds.
func someNumbers(r *rand.Rand, n int) []float64 {
	kind := r.IntN(5)
	out := make([]float64, n)
	for i := range out {
		switch kind {
		case 0:
			out[i] = float64(r.IntN(65536))
		case 1:
			out[i] = 1.7e9 + r.Float64()
		case 2:
			out[i] = math.Ldexp(r.Float64()-0.5, r.IntN(200)-100)
		case 3:
			out[i] = math.Ldexp(r.Float64()-0.5, r.IntN(2098)-1074)
		case 4:
			out[i] = []float64{1e308, -1e308, 5e-324, 1, -1, 1 << 53, 0.1, 1e16}[r.IntN(8)]
		}
	}
	return out
}

// TestExactSums holds sums, in parts and in another order, against sums in numbers without an end.
func TestExactSums(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 2000 {
		v := someNumbers(r, 1+r.IntN(40))
		want := new(big.Float).SetPrec(5000)
		squares := new(big.Float).SetPrec(10000)
		for _, x := range v {
			f := new(big.Float).SetPrec(5000).SetFloat64(x)
			want.Add(want, f)
			squares.Add(squares, new(big.Float).SetPrec(10000).Mul(f, f))
		}
		sum, _ := want.Float64()
		var all exactSum
		for _, x := range v {
			all.add(x)
		}
		r.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
		cut := r.IntN(len(v) + 1)
		var a, b moments
		for i, x := range v {
			if i < cut {
				a.add(x)
			} else {
				b.add(x)
			}
		}
		a.join(b)
		if all.sum() != sum || a.sum() != sum {
			t.Fatalf("round %d: sum %v, in parts %v, want %v of %v", round, all.sum(), a.sum(), sum, v)
		}
		if s, ok := a.std(); ok && len(v) > 1 && !math.IsInf(sum, 0) {
			n := new(big.Float).SetPrec(10000).SetInt64(int64(len(v)))
			squares.Mul(squares, n)
			squares.Sub(squares, new(big.Float).SetPrec(10000).Mul(want, want))
			squares.Quo(squares, n.Mul(n, new(big.Float).SetInt64(int64(len(v)-1))))
			f, _ := squares.Float64()
			if want := math.Sqrt(f); s != want && !(s != s) && math.Abs(s-want) > 1e-300+want*1e-15 {
				t.Fatalf("round %d: std %v, want %v of %v", round, s, want, v)
			}
		}
	}
}

// TestExactSumsOfWhatIsInfinite gives what adding them one by one does.
func TestExactSumsOfWhatIsInfinite(t *testing.T) {
	inf := math.Inf(1)
	for _, test := range []struct {
		v    []float64
		want float64
	}{
		{[]float64{1, inf, 2}, inf},
		{[]float64{-inf, 1e308}, -inf},
		{[]float64{inf, 1, -inf}, math.NaN()},
		{[]float64{1e308, 1e308}, inf},
		{[]float64{1e308, 1e308, -1e308}, 1e308},
		{nil, 0},
	} {
		var s exactSum
		for _, v := range test.v {
			s.add(v)
		}
		if got := s.sum(); got != test.want && !(got != got && test.want != test.want) {
			t.Errorf("%v: %v, want %v", test.v, got, test.want)
		}
	}
}

// BenchmarkExactSum compares adding up exactly with Neumaier's sum, and with spilling to bins.
func BenchmarkExactSum(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, kind := range map[string]func() float64{
		"whole":  func() float64 { return float64(r.IntN(1500)) },
		"clock":  func() float64 { return 1.7e9 + r.Float64() },
		"ranges": func() float64 { return math.Ldexp(r.Float64(), r.IntN(300)) },
	} {
		v := make([]float64, 1024)
		for i := range v {
			v[i] = kind()
		}
		b.Run(name+"/exact", func(b *testing.B) {
			for b.Loop() {
				var s exactSum
				for _, x := range v {
					s.add(x)
				}
			}
		})
		b.Run(name+"/neumaier", func(b *testing.B) {
			for b.Loop() {
				var s neumaier
				for _, x := range v {
					s.add(x)
				}
			}
		})
	}
}
