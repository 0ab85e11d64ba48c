package email

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email/letter"
)

// WarningNoCopy is the warning of a receipt whose mail was sent, but whose copy
// could not be laid into the mailbox of what was sent.
const WarningNoCopy = "fault.channel-no-sent-copy"

// Reply composes the mail, submits it and lays a copy into the sent mailbox.
func (s *Session) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channel.Receipt{}, err
	}
	recipients, err := envelope(bare(out.Entry.To), bare(out.Entry.Cc))
	if err != nil {
		return channel.Receipt{}, err
	}
	from, err := asciiAddress(s.account.Address)
	if err != nil {
		return channel.Receipt{}, &channel.Error{Reason: channel.Invalid, Field: "from", Detail: s.account.Address, Cause: err}
	}
	id := mailID(out.Entry.Key, from)
	raw, err := s.compose(out, id)
	if err != nil {
		return channel.Receipt{}, err
	}
	smtp, err := s.submission(ctx)
	if err != nil {
		return channel.Receipt{}, err
	}
	defer smtp.close()
	if err := smtp.send(ctx, from, recipients, raw); err != nil {
		return channel.Receipt{}, err
	}
	receipt := s.receipt(id, raw)
	receipt.At = s.env.Now()
	if err := s.keepCopy(ctx, raw); err != nil {
		receipt.Warning = WarningNoCopy
		s.env.Log.Warn("no copy of a sent mail was kept", "account", s.account.ID, "mail", id, "cause", err)
	}
	return receipt, nil
}

func (s *Session) receipt(id string, raw []byte) channel.Receipt {
	r := channel.Receipt{MailID: id, Raw: raw}
	if l, err := s.connector.readLetter(raw); err == nil {
		r.Native = nativeOf(l, raw)
		r.At = l.Date
	}
	return r
}

// mailID is the Message-ID of an entry of the outbox.
func mailID(key, from string) string { return key + from[strings.LastIndexByte(from, '@'):] }

// bare takes the addresses out of "Name <address>".
func bare(list []string) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a
		if parsed, err := mail.ParseAddress(a); err == nil {
			out[i] = parsed.Address
		}
	}
	return out
}

func (s *Session) compose(out channel.Outgoing, id string) ([]byte, error) {
	o := letter.Outgoing{
		MessageID: id, Subject: out.Entry.Subject, Date: out.At, Text: out.Entry.Text,
		From: letter.Address{Name: firstOf(out.From.Name, s.set.displayName), Addr: s.account.Address},
		To:   addresses(out.Entry.To), Cc: addresses(out.Entry.Cc), Random: s.env.Random,
	}
	o.InReplyTo, o.References = chain(out)
	for _, f := range out.Files {
		o.Files = append(o.Files, letter.File{Name: f.Name, ContentType: f.Type, Content: f.Data})
	}
	if o.Date.IsZero() {
		o.Date = s.env.Now()
	}
	raw, err := letter.Compose(o)
	var field *letter.FieldError
	switch {
	case errors.As(err, &field):
		return nil, &channel.Error{Reason: channel.Invalid, Field: strings.ToLower(field.Field), Detail: field.Reason, Cause: err}
	case err != nil:
		return nil, channel.Fail(channel.Invalid, "the mail cannot be written", err)
	}
	return raw, nil
}

func addresses(list []string) []letter.Address {
	var out []letter.Address
	for _, a := range list {
		if parsed, err := mail.ParseAddress(a); err == nil {
			out = append(out, letter.Address{Name: parsed.Name, Addr: parsed.Address})
		} else {
			out = append(out, letter.Address{Addr: strings.TrimSpace(a)})
		}
	}
	return out
}

// chain gives what the mail answers: what the target says of itself, else what
// the entry says. Ids that no mail may hold are left out.
func chain(out channel.Outgoing) (inReplyTo string, references []string) {
	inReplyTo, references = out.Entry.InReplyTo, out.Entry.References
	if t := out.Target; t != nil {
		inReplyTo = t.MailID
		if len(references) == 0 {
			references = letter.ReplyChain(letter.Header{MessageID: t.MailID, InReplyTo: t.InReplyTo, References: t.References})
		}
	}
	references = slices.DeleteFunc(slices.Clone(references), func(id string) bool { return !goodID(id) })
	if !goodID(inReplyTo) {
		inReplyTo = ""
	}
	return inReplyTo, references
}

func goodID(id string) bool {
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c >= 0x7f || c == '<' || c == '>' {
			return false
		}
	}
	return id != "" && len(id) <= 900 && strings.Contains(id, "@")
}

// FindSent looks for a mail with the entry's Message-ID in the sent mailbox
// and the inbox. Only a provider that keeps what is sent by itself, or a copy
// that came back, can prove it: without, nil proves nothing.
func (s *Session) FindSent(ctx context.Context, out channel.Outgoing) (*channel.Receipt, error) {
	from, err := asciiAddress(s.account.Address)
	if err != nil {
		return nil, &channel.Error{Reason: channel.Invalid, Field: "from", Detail: s.account.Address, Cause: err}
	}
	id := mailID(out.Entry.Key, from)
	if _, err := s.fresh(ctx); err != nil {
		return nil, s.lost(ctx, err)
	}
	match := func(l letter.Letter, _ []byte) bool { return l.MessageID == id }
	for i := len(s.boxes) - 1; i >= 0; i-- {
		found, err := s.find(ctx, s.boxes[i].name, inbox.Message{MailID: id}, match)
		if err != nil {
			return nil, s.lost(ctx, err)
		}
		if found != nil {
			r := s.receipt(id, found.raw)
			return &r, nil
		}
	}
	return nil, nil
}

// keepCopy lays what was sent into the sent mailbox, unless the provider does.
func (s *Session) keepCopy(ctx context.Context, raw []byte) error {
	if !s.set.appends || s.sent == "" {
		return nil
	}
	k, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	if err := k.append(ctx, s.sent, raw); err != nil {
		return s.lost(ctx, fmt.Errorf("append to %s: %w", s.sent, err))
	}
	return nil
}
