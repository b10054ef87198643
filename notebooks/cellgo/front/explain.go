package front

// Explain puts an error into words.
func Explain(name, value string, traceback []string) (string, string, []string) {
	return name, value, traceback
}
