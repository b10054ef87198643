package dissect

// kept is what readers keep of a capture, a connection or a conversation: one thing of each type.
type kept []any

// keptOf returns what is kept of a type, a new one the first time.
func keptOf[T any](k *kept) *T {
	v := ifKept[T](*k)
	if v == nil {
		v = new(T)
		*k = append(*k, v)
	}
	return v
}

// ifKept returns what is kept of a type, nil where nothing is.
func ifKept[T any](k kept) *T {
	for _, v := range k {
		if v, ok := v.(*T); ok {
			return v
		}
	}
	return nil
}

// maxRemembered bounds what remember keeps in a map.
const maxRemembered = 1 << 16

// remember puts a value into a map that it bounds.
func remember[M ~map[K]V, K comparable, V any](m *M, key K, v V) {
	if *m == nil || len(*m) >= maxRemembered {
		*m = make(M)
	}
	(*m)[key] = v
}
