package email

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email/letter"
)

// maxHeader is how many bytes of a header are read before its body.
const maxHeader = 64 << 10

// numbered is a mailbox with the numbering that UIDs are of.
type numbered struct {
	name     string
	validity uint32
}

// fetched is one mail, or its header, as the server gave it.
type fetched struct {
	uid  uint32
	raw  []byte
	size int64
	at   time.Time // of arrival, by the server's clock
}

// readHeads reads the newest headers that are left.
func (s *Session) readHeads(ctx context.Context, b box, m *mark, limit int) ([]channel.Event, error) {
	asked := m.Heads.newest(limit)
	section := &imap.FetchItemBodySection{
		Specifier: imap.PartSpecifierHeader, Peek: true,
		Partial: &imap.SectionPartial{Offset: 0, Size: maxHeader},
	}
	got := make([]fetched, 0, len(asked))
	err := s.fetch(ctx, numbered{b.name, m.Validity}, spansOf(asked), section, func(f fetched) { got = append(got, f) })
	if err != nil {
		return nil, err
	}
	newestFirst(got)
	events := make([]channel.Event, 0, len(got))
	var given []uint32
	for _, f := range got {
		if h, err := letter.ParseHeader(f.raw); err == nil {
			events = append(events, channel.Upsert{Message: s.header(b, m.Validity, f, h)})
			given = append(given, f.uid)
		}
	}
	m.Heads = m.Heads.minus(spansOf(asked))
	m.Given = m.Given.union(spansOf(given))
	return events, nil
}

// header is a message of which only the header is here.
func (s *Session) header(b box, validity uint32, f fetched, h letter.Header) inbox.Message {
	m := headerMessage(s.account, h, arrival{s.arrived(f.at), b.outbound})
	m.Native, m.Pending = provisional(b.name, validity, f.uid), true
	return m
}

// arrived is when a mail arrived: by the server, but not after now.
func (s *Session) arrived(at time.Time) time.Time {
	now := s.env.Now()
	if at.IsZero() || at.After(now) || at.Year() < 1980 {
		return now
	}
	return at.UTC()
}

func newestFirst(got []fetched) {
	slices.SortFunc(got, func(a, b fetched) int { return int(int64(b.uid) - int64(a.uid)) })
}

// fetch brings a section of mails, calling take for each as it comes. A nil
// section asks for the sizes alone.
func (s *Session) fetch(ctx context.Context, from numbered, uids spans, section *imap.FetchItemBodySection, take func(fetched)) error {
	k, err := s.ensure(ctx, from)
	if err != nil {
		return err
	}
	defer k.conn.ask(ctx)()
	options := &imap.FetchOptions{UID: true, InternalDate: true, RFC822Size: section == nil}
	if section != nil {
		options.BodySection = []*imap.FetchItemBodySection{section}
	}
	cmd := k.client.Fetch(uids.uidSet(), options)
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		f, whole, err := collect(msg)
		if err != nil {
			_ = cmd.Close()
			return imapFailure(k.at, "fetch mails", err)
		}
		if whole && uids.has(f.uid) {
			take(f)
		}
	}
	return imapFailure(k.at, "fetch mails", cmd.Close())
}

// collect reads one message of a FETCH. whole is false for news of flags,
// which servers send unasked.
func collect(msg *imapclient.FetchMessageData) (f fetched, whole bool, err error) {
	for part := msg.Next(); part != nil; part = msg.Next() {
		switch part := part.(type) {
		case imapclient.FetchItemDataUID:
			f.uid = uint32(part.UID)
		case imapclient.FetchItemDataInternalDate:
			f.at = part.Time
		case imapclient.FetchItemDataRFC822Size:
			f.size, whole = part.Size, true
		case imapclient.FetchItemDataBodySection:
			whole = true
			if part.Literal == nil {
				continue
			}
			if part.Literal.Size() > maxMail {
				return f, false, errTooLarge
			}
			f.raw = make([]byte, part.Literal.Size())
			if _, err := io.ReadFull(part.Literal, f.raw); err != nil {
				return f, false, fmt.Errorf("read mail %d: %w", f.uid, err)
			}
			_, _ = part.Literal.Read(make([]byte, 1)) // its end lets the library go on
		}
	}
	return f, whole, nil
}
