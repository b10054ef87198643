package anonymize

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed vocabulary.txt
var vocabularyText string

// vocabulary are the words that programs print without knowing a capture.
var vocabulary = sync.OnceValue(func() map[string]bool {
	words := make(map[string]bool)
	for word := range strings.FieldsSeq(vocabularyText) {
		words[word] = true
	}
	return words
})

var (
	wordsText = regexp.MustCompile(`[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+)*`)
	wordText  = regexp.MustCompile(`[\p{L}\p{N}]+`)
	// numberText is a number, with a unit, an exponent or a piece of a date after it, or in hexadecimal.
	numberText = regexp.MustCompile(`^[0-9]{1,20}(?:[nuµm]?s|[mhdwbxkz]|[kmgt]i?b|st|nd|rd|th|[kmg]?hz|px|em|rem|pt|t[0-9]{2}z?|e[0-9]{1,3})?$|^0x[0-9a-f]{1,8}$`)
	colourText = regexp.MustCompile(`#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b`)
	escapeText = regexp.MustCompile(`\x1b\[[0-9;]{0,20}m`) // a terminal's colour
	// saidText is what in Go code is for people or for the capture: strings and comments.
	saidText = regexp.MustCompile("\"(?:[^\"\\\\\n]|\\\\.)*\"|`[^`]*`|//[^\n]*")
)

// isGeneric says whether a word, in lower case, is everybody's whatever a capture holds.
func isGeneric(word string) bool {
	return len(word) == 1 || vocabulary()[word] || numberText.MatchString(word)
}

// generic replaces the words of what a program printed, but for everybody's and those that the notebook's author uses.
func (a *Anonymizer) generic(text string) string {
	return wordText.ReplaceAllStringFunc(text, func(word string) string {
		lower := strings.ToLower(word)
		if _, learned := a.words[lower]; isGeneric(lower) || a.said[lower] && !learned {
			return word
		}
		return a.word(asciiLower(word))
	})
}

// learned replaces the words of the captures in what a person wrote, but for everybody's.
func (a *Anonymizer) learned(text string) string {
	one := func(word string) string {
		lower := asciiLower(word)
		if to, ok := a.words[lower]; ok && len(word) > 2 && !isGeneric(lower) {
			return to
		}
		return word
	}
	return wordsText.ReplaceAllStringFunc(text, func(words string) string {
		if to := one(words); to != words {
			return to
		}
		return wordText.ReplaceAllStringFunc(words, one)
	})
}
