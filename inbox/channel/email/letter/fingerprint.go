package letter

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
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
	_, _ = sum.Write(headerDigest("letter", r.top.fields))
	hashBody(sum, r.top.body)
	r.letter.fingerprint = hex.EncodeToString(sum.Sum(nil)[:16])
}

func headerFingerprint(f fields) string {
	sum := sha256.Sum256(headerDigest("header", f))
	return hex.EncodeToString(sum[:16])
}

// headerDigest gives the fields that every copy shares. Relays refold long
// fields, so only what stands between blanks counts.
func headerDigest(kind string, f fields) []byte {
	digest := append(make([]byte, 0, 512), kind...)
	for _, name := range []string{"Message-ID", "Date", "From", "Subject", "Content-Type"} {
		value := f.get(name)
		for i := 0; i < len(value); i++ {
			if c := value[i]; c > ' ' {
				digest = append(digest, c)
			}
		}
		digest = append(digest, 0)
	}
	return digest
}

// hashBody hashes a body without its line ends and the blanks before them,
// which relays and servers change.
func hashBody(w io.Writer, body []byte) {
	var page [4096]byte
	full := 0
	for pos := 0; pos < len(body); {
		end := lineEnd(body, pos)
		line := body[pos:end]
		pos = end
		for len(line) > 0 && line[len(line)-1] <= ' ' {
			line = line[:len(line)-1]
		}
		if len(line) == 0 {
			continue
		}
		if full+len(line)+1 > len(page) {
			_, _ = w.Write(page[:full])
			full = 0
		}
		if len(line)+1 > len(page) {
			_, _ = w.Write(line)
			line = nil
		}
		full += copy(page[full:], line)
		page[full] = '\n'
		full++
	}
	_, _ = w.Write(page[:full])
}
