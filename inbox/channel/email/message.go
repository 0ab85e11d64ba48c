package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/email/letter"
)

// arrival is when a mail arrived and whether it lay in the mailbox of what was
// sent.
type arrival struct {
	at       time.Time
	outbound bool
}

// message turns a letter into a message of an account.
func message(acc inbox.Account, l letter.Letter, raw []byte, a arrival) inbox.Message {
	m := headerMessage(acc, l.Header, a)
	m.Native = nativeOf(l, raw)
	m.Class = classOf(l.Class)
	m.Text, m.Quoted, m.Signature = l.Text, l.Quoted, l.Signature
	for _, k := range l.Links {
		m.Links = append(m.Links, inbox.Link{Text: k.Text, Target: k.Target, Suspicious: k.Suspicious, Start: k.Start, End: k.End})
	}
	for _, f := range l.Attachments {
		m.Attachments = append(m.Attachments, inbox.Attachment{
			Index: f.Index, Name: f.Name, Type: f.ContentType, Size: int64(f.Size), Inline: f.Inline,
		})
	}
	if l.Bounce != nil {
		m.Failure = failureOf(*l.Bounce)
	}
	return m
}

// headerMessage is what the header alone says.
func headerMessage(acc inbox.Account, h letter.Header, a arrival) inbox.Message {
	m := inbox.Message{
		Account: acc.ID, Kind: inbox.Email, Direction: inbox.Inbound, Class: classOf(h.Class),
		Author:  inbox.Author{Handle: strings.ToLower(h.From.Addr), Name: h.From.Name},
		Subject: h.Subject, Visibility: inbox.Private,
		SentAt: h.Date.UTC(), ReceivedAt: a.at,
		MailID: h.MessageID, InReplyTo: h.InReplyTo, References: h.References,
	}
	if h.Date.IsZero() || h.Date.After(a.at) {
		m.SentAt = a.at
	}
	for _, to := range append(append([]letter.Address(nil), h.To...), h.Cc...) {
		if to.Addr != "" {
			m.Recipients = append(m.Recipients, to.Addr)
		}
	}
	if len(h.ReplyTo) > 0 && !strings.EqualFold(h.ReplyTo[0].Addr, h.From.Addr) {
		m.ReplyTo = h.ReplyTo[0].Addr
	}
	if a.outbound || ourOwn(acc, m) {
		m.Direction = inbox.Outbound
	}
	return m
}

// ourOwn tells a copy of what the house wrote, in its own inbox, from a mail
// that a web form or a forger sent in our name: those are addressed to us or
// want the answer elsewhere. In doubt it is inbound, where a person sees it.
func ourOwn(acc inbox.Account, m inbox.Message) bool {
	if !strings.EqualFold(m.Author.Handle, acc.Address) || m.ReplyTo != "" || m.Class != inbox.Person || len(m.Recipients) == 0 {
		return false
	}
	for _, r := range m.Recipients {
		if strings.EqualFold(r, acc.Address) {
			return false
		}
	}
	return true
}

// classOf takes a letter's class. What a machine sent of itself may hold a web
// form that a person filled in, so it opens a conversation.
func classOf(c letter.Class) inbox.Class {
	switch c {
	case letter.Bounce:
		return inbox.Bounce
	case letter.AutoReply, letter.Complaint:
		return inbox.AutoReply
	case letter.Newsletter:
		return inbox.Newsletter
	default:
		return inbox.Person
	}
}

// failureOf picks the recipient that matters most of a report: one that will
// never get the mail before one that may yet.
func failureOf(f letter.Failure) *inbox.Failure {
	out := &inbox.Failure{OriginalID: f.OriginalID, Permanent: f.Permanent}
	for _, r := range f.Recipients {
		told := r.Action == "delivered" || r.Action == "relayed" || r.Action == "expanded"
		if told || out.Recipient != "" && !r.Permanent {
			continue
		}
		out.Recipient, out.Code, out.Reason, out.Permanent = r.Address, r.Status, r.Diagnostic, r.Permanent
		if r.Permanent {
			break
		}
	}
	return out
}

// nativeOf names a mail: by its letter's fingerprint, which every copy of it
// shares. A mail without a Message-ID may share it with another that differs in
// what the fingerprint leaves out, so its own bytes count too: to show a mail
// twice is better than to lose one.
func nativeOf(l letter.Letter, raw []byte) string {
	if l.MessageID != "" {
		return l.Fingerprint()
	}
	// Dovecot and others give CRLF for LF, and 0x80 for NUL, which IMAP cannot
	// carry: an imported file and the same mail on a server are one.
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte{0}, []byte{0x80})
	sum := sha256.Sum256(bytes.TrimRight(raw, "\r\n"))
	return l.Fingerprint() + "-" + hex.EncodeToString(sum[:8])
}
