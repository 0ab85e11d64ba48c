package letter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
)

// Fingerprint names the mail by what every delivered copy of it shares: id,
// date, author, subject, type and body. Two copies of one mail (by an alias, or
// read again after the server renumbered its mailbox) have the same; two
// different mails under one Message-ID do not. It is 32 hexadecimal digits,
// stored, and stays the same in every version of Vigie.
func (l Letter) Fingerprint() string { return l.fingerprint }

// Fingerprint names the header, for the stage where the body is not fetched
// yet. It never equals the fingerprint of a letter.
func (h Header) Fingerprint() string { return h.fingerprint }

func (r *reader) fingerprint() {
	sum := sha256.New()
	hashHeader(sum, "letter", r.top.fields)
	hashBody(sum, r.top.body)
	r.letter.fingerprint = hex.EncodeToString(sum.Sum(nil)[:16])
}

func headerFingerprint(f fields) string {
	sum := sha256.New()
	hashHeader(sum, "header", f)
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func hashHeader(w io.Writer, kind string, f fields) {
	_, _ = io.WriteString(w, kind)
	for _, name := range []string{"Message-ID", "Date", "From", "Subject", "Content-Type"} {
		// Relays refold long fields: only what stands between blanks counts.
		for _, word := range strings.Fields(f.get(name)) {
			_, _ = io.WriteString(w, word)
		}
		_, _ = w.Write([]byte{0})
	}
}

// hashBody hashes a body without its line ends and the blanks before them,
// which relays and servers change.
func hashBody(w io.Writer, body []byte) {
	for pos := 0; pos < len(body); {
		end := lineEnd(body, pos)
		if line := bytes.TrimRight(body[pos:end], " \t\r\n"); len(line) > 0 {
			_, _ = w.Write(line)
			_, _ = w.Write([]byte{'\n'})
		}
		pos = end
	}
}
