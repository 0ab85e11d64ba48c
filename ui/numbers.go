package ui

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"vigie/assets/locale"
)

// grouped writes a whole number the way a language groups its figures:
// "12,345", "12 345".
func grouped(t *locale.Texts, n int) string {
	return message.NewPrinter(language.Make(t.Language())).Sprintf("%d", n)
}
