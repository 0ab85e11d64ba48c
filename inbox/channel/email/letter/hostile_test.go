package letter

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// Each mail here is made to cost time or memory; the test has the time limit of
// the package, and none of them may take it. What is asserted is that the
// bounds hold and that something of the mail is still given.
func TestParse_StandsHostileMail(t *testing.T) {
	for _, c := range []struct {
		name string
		raw  func() []byte
		ok   func(Letter) bool
	}{
		{"ten thousand nested multiparts", nested(10000, 1), limited},
		{"ten thousand multiparts with one boundary", func() []byte {
			return []byte("Subject: s\n" + strings.Repeat("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 10000) + "\nend")
		}, anything},
		{"a hundred thousand parts", func() []byte {
			return []byte("Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 100000))
		}, func(l Letter) bool { return limited(l) && len(l.Attachments) < maxParts }},
		{"two hundred thousand header lines", func() []byte {
			return []byte("Subject: s\n" + strings.Repeat("X-A: b\n", 200000) + "\nhello")
		}, hello},
		{"a header field of two hundred thousand lines", func() []byte {
			return []byte("Subject: s\nX-A: b\n" + strings.Repeat(" more\n", 200000) + "\nhello")
		}, hello},
		{"a header that never ends", func() []byte { return []byte(strings.Repeat("From: a\n", 300000)) }, anything},
		{"lines that are no fields", func() []byte {
			return []byte("Subject: s\n" + strings.Repeat("no field\nX-A: b\n", 100000) + "\nhello")
		}, anything},
		{"a line of fifty megabytes", func() []byte { return append([]byte("Subject: s\n\nhello "), bytes.Repeat([]byte("x"), 50<<20)...) }, hello},
		{"a subject of fifty megabytes", func() []byte {
			return append(append([]byte("Subject: "), bytes.Repeat([]byte("=?utf-8?q?a"), 5<<20)...), "\n\nhello"...)
		}, hello},
		{"fifty megabytes of base64 blanks", func() []byte {
			return append([]byte("Subject: s\nContent-Transfer-Encoding: base64\n\naGVsbG8="), bytes.Repeat([]byte("\n \t="), 12<<20)...)
		}, hello},
		{"encoded words without end", words1, anything},
		{"boundaries inside of lines", func() []byte {
			return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("x--b--b", 1<<20) + "\n--b\n\nhello")
		}, hello},
		{"an empty boundary", func() []byte {
			return []byte("Content-Type: multipart/mixed; boundary=\"\"\n\n" + strings.Repeat("--\n", 1<<20) + "hello")
		}, anything},
		{"a million addresses", func() []byte { return []byte("To: " + strings.Repeat("a@b.c,", 1<<20) + "\n\nhello") }, hello},
		{"a million open brackets", func() []byte {
			return []byte("From: " + strings.Repeat("<", 1<<20) + "\nReferences: " + strings.Repeat("<", 1<<20) + "\n\nhello")
		}, hello},
		{"a hundred thousand references", func() []byte { return []byte("References: " + strings.Repeat("<a@b>", 100000) + "\n\nhello") }, hello},
		{"a million parameters", func() []byte { return []byte("Content-Type: text/plain" + strings.Repeat(";a=b", 1<<20) + "\n\nhello") }, hello},
		{"html a million deep", page1("<div>", "", "hello"), hello},
		{"html of quotes", page1("<blockquote><p>", "", "hello"), hello},
		{"html of tables", page1("<table><tr><td>", "", "hello"), hello},
		{"html of lists", page1("<ul><li>", "", "hello"), hello},
		{"html of links", page1("<a href=http://x.test>y", "", "hello"), limited},
		{"html of marked containers", page1("<div class=yahoo_quoted>x<span class=gmail_signature>", "", "hello"), anything},
		{"html with a hidden start", page1("<p style='display:none'>", "", "hello"), anything},
		{"html with an endless tag", page1("<a ", "", "hello"), anything},
		{"html of entities", page1("&amp;", "", "hello"), hello},
		{"plain text of quotes", func() []byte {
			return []byte("Subject: s\n\nhello\n" + strings.Repeat("> On 3 May 2024, a@b.c wrote:\nx\n", 100000))
		}, hello},
		{"plain text of header blocks", func() []byte { return []byte("Subject: s\n\nhello\n" + strings.Repeat("From: a\n\n\n", 100000)) }, hello},
		{"plain text of dates", func() []byte { return []byte("Subject: s\n\nhello\n" + strings.Repeat("On 3 May 2024\n", 200000)) }, hello},
		{"plain text of rules", func() []byte { return []byte("Subject: s\n\nhello\n" + strings.Repeat("--\n____\n", 100000)) }, hello},
		{"plain text of addresses", func() []byte { return []byte("Subject: s\n\nhello " + strings.Repeat("http://a.test/((((((", 200000)) }, hello},
		{"closing brackets after an address", func() []byte { return []byte("Subject: s\n\nhello http://a.test/" + strings.Repeat(")", 4<<20)) }, hello},
		{"a delivery status of a million groups", func() []byte {
			return []byte("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: message/delivery-status\n\n" + strings.Repeat("Action: failed\n\n", 1<<20) + "--b--")
		}, func(l Letter) bool { return l.Bounce != nil && len(l.Bounce.Recipients) == maxRecipients }},
		{"a bounce of a million addresses", func() []byte {
			return []byte("From: mailer-daemon@a.test\nSubject: failure notice\n\nhello\n" + strings.Repeat("<x@y.test>: 550 no\n", 200000))
		}, func(l Letter) bool { return l.Bounce != nil }},
		{"nul bytes", func() []byte { return append([]byte("Subject: s\x00\n\nhello"), make([]byte, 1<<20)...) }, hello},
		{"escapes of Japanese text", func() []byte { return []byte("Subject: s\n\nhello" + strings.Repeat("\x1b$B", 1<<20)) }, anything},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := c.raw()
			l, err := Parse(raw)
			if err != nil || !c.ok(l) {
				t.Errorf("%v; text %.60q, problems %v, %d attachments", err, l.Text, l.Problems, len(l.Attachments))
			}
			if _, err := ParseHeader(raw); err != nil && err != (EmptyError{}) {
				t.Errorf("header alone: %v", err)
			}
		})
	}
}

func anything(Letter) bool { return true }
func hello(l Letter) bool  { return strings.Contains(l.Text+l.Quoted, "hello") }
func limited(l Letter) bool {
	for _, p := range l.Problems {
		if p.Kind == ProblemLimit {
			return true
		}
	}
	return false
}

func nested(depth, each int) func() []byte {
	return func() []byte {
		var b strings.Builder
		b.WriteString("Subject: s\n")
		for i := range depth {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n", i)
			for range each {
				fmt.Fprintf(&b, "--b%d\n", i)
			}
		}
		b.WriteString("\nhello")
		return []byte(b.String())
	}
}

func words1() []byte {
	return []byte("Subject: " + strings.Repeat("=?a?q?=?b?q?", 100000) + "\n\nhello")
}

func page1(repeated, between, end string) func() []byte {
	return func() []byte {
		return []byte("Subject: s\nContent-Type: text/html\n\n" + strings.Repeat(repeated, 1<<19) + between + end)
	}
}

func TestGuarded_NamesThePoison(t *testing.T) {
	err := (&reader{}).guarded("parts", func() { var m map[string]int; m["x"] = 1 })
	poison, ok := err.(*PoisonError)
	if !ok || poison.Stage != "parts" || !strings.Contains(poison.Error(), "read parts: assignment to entry in nil map") {
		t.Errorf("got %v", err)
	}
}
