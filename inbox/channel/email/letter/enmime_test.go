package letter

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"
)

// enmime reads the same mails by other code: where it reports no severe error,
// what it sees must be seen here too: the subject, every word, every file. The
// rendering of HTML is ours alone, so only mails of plain text are compared by
// their words; and enmime leaves out the text of many reports, which we show.
func TestParse_AgreesWithEnmime(t *testing.T) {
	compared, differing := 0, 0
	for _, corpus := range []string{"mime-enmime", "mime-postal", "mime-python", "spamassassin-dev", "bounces-dev"} {
		for name, raw := range mails(t, corpus) {
			if strings.HasPrefix(name, "mac/") || strings.HasPrefix(name, "dos/") || len(raw) == 0 {
				continue
			}
			envelope, err := enmime.ReadEnvelope(bytes.NewReader(raw))
			if err != nil || severe(envelope) {
				continue
			}
			l, err := Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			compared++
			if reason := disagreement(l, envelope); reason != "" {
				differing++
				t.Logf("%s/%s: %s", corpus, name, reason)
			}
		}
	}
	t.Logf("%d of %d mails read differently", differing, compared)
	// The rest: bytes that enmime decodes otherwise, a header line that it joins.
	if compared < 700 || differing > 2 {
		t.Errorf("%d of %d mails differ", differing, compared)
	}
}

func severe(e *enmime.Envelope) bool {
	for _, problem := range e.Errors {
		if problem.Severe {
			return true
		}
	}
	return false
}

func disagreement(l Letter, e *enmime.Envelope) string {
	if want := oneLine(e.GetHeader("Subject")); l.Subject != want && ascii(want) {
		return "subject " + l.Subject + " / " + want
	}
	plainOnly := e.Root != nil && e.Root.DepthMatchFirst(func(p *enmime.Part) bool { return p.ContentType == "text/html" }) == nil
	if lost := missing(e.Text, l.Text+"\n"+l.Quoted+"\n"+l.Signature); plainOnly && len(l.Attachments) == 0 && lost != "" {
		return "text without " + lost
	}
	files := map[string]int{}
	for _, list := range [][]*enmime.Part{e.Attachments, e.Inlines} {
		for _, p := range list {
			if p.FileName != "" {
				files[SafeName(p.FileName)]++
			}
		}
	}
	for _, a := range l.Attachments {
		delete(files, a.Name)
	}
	for name := range files {
		return "no file " + name
	}
	return ""
}

// missing gives the first ASCII word of theirs that ours lacks.
func missing(theirs, ours string) string {
	bare := strings.NewReplacer(">", " ", "\uFFFD", " ", "\x00", " ")
	count := map[string]int{}
	for _, word := range strings.Fields(bare.Replace(ours)) {
		count[word]++
	}
	for _, word := range strings.Fields(bare.Replace(theirs)) {
		if count[word]--; count[word] < 0 && ascii(word) && word != "--" {
			return word
		}
	}
	return ""
}
