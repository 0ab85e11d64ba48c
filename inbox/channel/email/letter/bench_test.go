package letter

import (
	"strings"
	"testing"
)

// chosenMails gives the mails of a corpus that pass, as one slice.
func chosenMails(b *testing.B, corpora []string, pass func(string, []byte) bool) [][]byte {
	b.Helper()
	var found [][]byte
	for _, corpus := range corpora {
		for name, raw := range mails(b, corpus) {
			if pass(name, raw) {
				found = append(found, raw)
			}
		}
	}
	return found
}

func readAll(b *testing.B, found [][]byte) {
	b.ReportAllocs()
	total := 0
	for _, raw := range found {
		total += len(raw)
	}
	b.SetBytes(int64(total / len(found)))
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		if _, err := Parse(found[i%len(found)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseText(b *testing.B) {
	readAll(b, chosenMails(b, []string{"spamassassin-dev"}, func(name string, raw []byte) bool {
		return strings.HasPrefix(name, "easy-ham")
	}))
}

func BenchmarkParseAll(b *testing.B) {
	readAll(b, chosenMails(b, []string{"spamassassin-dev", "bounces-dev", "mime-python", "mime-postal"}, func(name string, raw []byte) bool {
		return len(raw) > 0
	}))
}

func BenchmarkParseHeader(b *testing.B) {
	found := chosenMails(b, []string{"spamassassin-dev"}, func(string, []byte) bool { return true })
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := ParseHeader(found[i%len(found)]); err != nil {
			b.Fatal(err)
		}
	}
}
