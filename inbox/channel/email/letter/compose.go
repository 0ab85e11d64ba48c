package letter

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"golang.org/x/net/idna"
)

// Outgoing is a letter to be written. Nothing in it is optional but Cc,
// ReplyTo, InReplyTo, References, Text and Files; there is no Bcc, since that
// belongs to the envelope only.
type Outgoing struct {
	MessageID  string // without angle brackets, made by the sender before sending
	From       Address
	ReplyTo    []Address
	To, Cc     []Address
	Subject    string
	InReplyTo  string   // Message-ID of the letter answered to
	References []string // its References and then its Message-ID (see ReplyChain)
	Date       time.Time
	Text       string // plain text, any line ends
	Files      []File
	Random     io.Reader // for boundaries
}

// File is one attachment of an outgoing letter.
type File struct {
	Name        string
	ContentType string // application/octet-stream if empty
	Content     []byte
}

// FieldError says that a field cannot be written into a mail.
type FieldError struct {
	Field  string // its name in the mail
	Reason string
}

// Error names the field and the reason, never the content.
func (e *FieldError) Error() string { return fmt.Sprintf("write field %s: %s", e.Field, e.Reason) }

// maxChain is how many ids a References field is given: the first, which names
// the start of the exchange, and the newest.
const maxChain = 30

// ReplyChain gives the References of an answer to that letter.
func ReplyChain(h Header) []string {
	chain := h.References
	if len(chain) == 0 && h.InReplyTo != "" {
		chain = []string{h.InReplyTo}
	}
	chain = append([]string(nil), chain...)
	if h.MessageID != "" {
		chain = append(chain, h.MessageID)
	}
	return capChain(chain)
}

func capChain(chain []string) []string {
	if len(chain) > maxChain {
		return append(chain[:1:1], chain[len(chain)-maxChain+1:]...)
	}
	return chain
}

// Compose writes the letter as RFC 5322 asks, in ASCII throughout, so that any
// server takes it. The same Outgoing and Random give the same bytes. A field
// that could add another field (a line end in a name) is a *FieldError.
func Compose(o Outgoing) ([]byte, error) {
	h, err := o.header()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if len(o.Files) == 0 {
		err = o.writeText(&out, h)
	} else {
		err = o.writeMixed(&out, h)
	}
	if err != nil {
		return nil, fmt.Errorf("write mail: %w", err)
	}
	return out.Bytes(), nil
}

// header makes the fields; go-message writes the last one set first.
func (o Outgoing) header() (mail.Header, error) {
	var h mail.Header
	if err := o.check(); err != nil {
		return h, err
	}
	for _, list := range []struct {
		name string
		ids  []string
	}{{"References", capChain(o.References)}, {"In-Reply-To", one(o.InReplyTo)}, {"Message-Id", one(o.MessageID)}} {
		if len(list.ids) > 0 {
			h.SetMsgIDList(list.name, list.ids)
		}
	}
	h.Set("Subject", encodeWords(o.Subject))
	for _, list := range []struct {
		name      string
		addresses []Address
	}{{"Cc", o.Cc}, {"To", o.To}, {"Reply-To", o.ReplyTo}, {"From", []Address{o.From}}} {
		if len(list.addresses) == 0 {
			continue
		}
		written, err := writable(list.name, list.addresses)
		if err != nil {
			return h, err
		}
		h.SetAddressList(list.name, written)
	}
	h.SetDate(o.Date)
	h.Set("Mime-Version", "1.0")
	return h, nil
}

// encodeWords writes text as RFC 2047 asks, in words short enough for the lines
// of 76 bytes that go-message folds to.
func encodeWords(s string) string {
	foreign := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] == '\t' {
			foreign++
		}
	}
	if foreign == 0 && !strings.Contains(s, "=?") && !longWord(s) {
		return s
	}
	coder, most := mime.QEncoding, 40
	if foreign*3 > len(s) {
		coder = mime.BEncoding
	}
	var words []string
	for s != "" {
		end, cost := 0, 0
		for end < len(s) && cost < most {
			_, n := utf8.DecodeRuneInString(s[end:])
			if end += n; n > 1 && coder == mime.QEncoding {
				cost += 3 * n
			} else {
				cost += n
			}
		}
		word := coder.Encode("utf-8", s[:end])
		if !strings.HasPrefix(word, "=?utf-8?") { // blanks between words count only if all are encoded
			word = "=?utf-8?q?" + strings.ReplaceAll(plainQ(s[:end]), " ", "_") + "?="
		}
		words = append(words, word)
		s = s[end:]
	}
	return strings.Join(words, " ")
}

// plainQ escapes what may not stand in an encoded word.
func plainQ(s string) string {
	return strings.NewReplacer("=", "=3D", "?", "=3F", "_", "=5F", "\t", "=09").Replace(s)
}

// longWord tells whether s holds a stretch that no line can be folded at.
func longWord(s string) bool {
	for _, word := range strings.Fields(s) {
		if len(word) > 60 {
			return true
		}
	}
	return strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") || strings.Contains(s, "  ")
}

func one(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// check refuses what cannot stand in a header.
func (o Outgoing) check() error {
	switch {
	case o.MessageID == "":
		return &FieldError{"Message-ID", "missing"}
	case o.Date.IsZero():
		return &FieldError{"Date", "missing"}
	case o.Random == nil && len(o.Files) > 0:
		return &FieldError{"Content-Type", "no random source for the boundary"}
	case len(o.To)+len(o.Cc) == 0:
		return &FieldError{"To", "missing"}
	}
	if err := checkText("Subject", o.Subject); err != nil {
		return err
	}
	ids := append([]string{o.MessageID}, o.References...)
	for _, id := range append(ids, one(o.InReplyTo)...) {
		if id == "" || len(id) > 900 || !ascii(id) || strings.ContainsAny(id, "<> \t\r\n\x00") {
			return &FieldError{"Message-ID", "not an id"}
		}
	}
	for _, f := range o.Files {
		if err := checkText("Content-Disposition", f.Name); err != nil {
			return err
		}
		if err := checkText("Content-Type", f.ContentType); err != nil {
			return err
		}
	}
	return nil
}

func checkText(field, s string) error {
	for _, c := range s {
		if c < ' ' && c != '\t' || c == 0x7f || c == 0x2028 || c == 0x2029 || c == 0x85 {
			return &FieldError{field, "holds a control character"}
		}
	}
	if !utf8.ValidString(s) {
		return &FieldError{field, "not UTF-8"}
	}
	return nil
}

// writable checks addresses and puts their domains into ASCII.
func writable(field string, list []Address) ([]*mail.Address, error) {
	var out []*mail.Address
	for _, a := range list {
		if err := checkText(field, a.Name); err != nil {
			return nil, err
		}
		at := strings.LastIndexByte(a.Addr, '@')
		if at < 1 || at == len(a.Addr)-1 || len(a.Addr) > 320 || strings.ContainsAny(a.Addr, " \t\r\n\x00<>(),;:\"\\[]") {
			return nil, &FieldError{field, "not an address"}
		}
		domain, err := idna.Lookup.ToASCII(a.Addr[at+1:])
		if err != nil || !ascii(a.Addr[:at]) || strings.Contains(a.Addr[:at], "@") || checkText(field, a.Addr) != nil {
			return nil, &FieldError{field, "not an address"}
		}
		out = append(out, &mail.Address{Name: a.Name, Address: a.Addr[:at+1] + domain})
	}
	return out, nil
}

func (o Outgoing) writeText(out io.Writer, h mail.Header) error {
	h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	w, err := mail.CreateSingleInlineWriter(out, h)
	if err != nil {
		return err
	}
	return writeClose(w, o.body())
}

// body gives the text with plain line ends and one at its end.
func (o Outgoing) body() []byte {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(o.Text, "\uFFFD"))
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return []byte(text)
}

func writeClose(w io.WriteCloser, content []byte) error {
	if _, err := w.Write(content); err != nil {
		return err
	}
	return w.Close()
}

func (o Outgoing) writeMixed(out io.Writer, h mail.Header) error {
	boundary, err := newBoundary(o.Random)
	if err != nil {
		return err
	}
	h.SetContentType("multipart/mixed", map[string]string{"boundary": boundary})
	w, err := message.CreateWriter(out, h.Header)
	if err != nil {
		return err
	}
	var text message.Header
	text.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	text.Set("Content-Transfer-Encoding", "quoted-printable")
	if err := writePart(w, text, o.body()); err != nil {
		return err
	}
	for _, f := range o.Files {
		if err := writePart(w, f.header(), f.Content); err != nil {
			return err
		}
	}
	return w.Close()
}

func writePart(w *message.Writer, h message.Header, content []byte) error {
	part, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	return writeClose(part, content)
}

// header gives the fields of an attachment. Messages and multiparts go as plain
// bytes, since RFC 2046 forbids to encode those types.
func (f File) header() message.Header {
	kind, params, err := mime.ParseMediaType(f.ContentType)
	if err != nil || !strings.Contains(kind, "/") || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		kind, params = "application/octet-stream", nil
	}
	if charset := params["charset"]; strings.HasPrefix(kind, "text/") && !strings.EqualFold(charset, "utf-8") {
		params = nil
	}
	var h message.Header
	h.SetContentType(kind, params)
	h.Set("Content-Transfer-Encoding", "base64")
	name := SafeName(f.Name)
	if name == "" {
		name = stem(kind) + extension(kind)
	}
	h.SetContentDisposition("attachment", map[string]string{"filename": name})
	return h
}

func newBoundary(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw a boundary: %w", err)
	}
	// "=_" never stands in quoted-printable nor base64 text.
	return "=_" + hex.EncodeToString(b[:]), nil
}
