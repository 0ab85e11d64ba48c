package email

import (
	"context"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email/letter"
)

// maxCandidates is how many mails are looked into when one is searched.
const maxCandidates = 50

// Fetch brings the bytes of a mail again, found by its Message-ID or, without
// one, by the day on which it arrived.
func (s *Session) Fetch(ctx context.Context, m inbox.Message) ([]byte, error) {
	found, _, err := s.locate(ctx, m)
	if err != nil {
		return nil, s.lost(ctx, err)
	}
	return found.raw, nil
}

// Moderate moves a mail to the junk or the archive mailbox. It is the only call
// that opens a mailbox for writing.
func (s *Session) Moderate(ctx context.Context, m inbox.Message, act inbox.Action, _ inbox.Why) error {
	if err := s.moderate(ctx, m, act); err != nil {
		return s.lost(ctx, err)
	}
	return nil
}

func (s *Session) moderate(ctx context.Context, m inbox.Message, act inbox.Action) error {
	to := s.special[act]
	if to == "" {
		return channel.Fail(channel.Unsupported, string(act), nil)
	}
	found, mailbox, err := s.locate(ctx, m)
	if channel.ReasonOf(err) == channel.Gone {
		return s.alreadyIn(ctx, to, m, err)
	}
	if err != nil {
		return err
	}
	k, err := s.reach(ctx)
	if err != nil {
		return err
	}
	if _, err := k.open(ctx, mailbox, false); err != nil {
		return err
	}
	defer k.conn.ask(ctx)()
	if _, err := k.client.Move(imap.UIDSetNum(imap.UID(found.uid)), to).Wait(); err != nil {
		return imapFailure(k.at, "move a mail to "+to, err)
	}
	return nil
}

// alreadyIn is nil when a mail that is not where it is read lies where it was to
// go: a move whose answer was lost may be asked for again.
func (s *Session) alreadyIn(ctx context.Context, mailbox string, m inbox.Message, gone error) error {
	found, err := s.find(ctx, mailbox, m, func(l letter.Letter, raw []byte) bool { return nativeOf(l, raw) == m.Native })
	if err == nil && found == nil {
		err = gone
	}
	return err
}

// locate finds a kept message in the mailboxes that are read.
func (s *Session) locate(ctx context.Context, m inbox.Message) (*fetched, string, error) {
	if _, err := s.fresh(ctx); err != nil {
		return nil, "", err
	}
	match := func(l letter.Letter, raw []byte) bool { return nativeOf(l, raw) == m.Native }
	for _, b := range s.boxes {
		found, err := s.find(ctx, b.name, m, match)
		if err != nil {
			return nil, "", err
		}
		if found != nil {
			return found, b.name, nil
		}
	}
	return nil, "", channel.Fail(channel.Gone, "", fmt.Errorf("no mail with the fingerprint %q", m.Native))
}

// find searches a mailbox for candidates and gives the first that matches.
func (s *Session) find(ctx context.Context, mailbox string, m inbox.Message, match func(l letter.Letter, raw []byte) bool) (*fetched, error) {
	k, err := s.reach(ctx)
	if err != nil {
		return nil, err
	}
	data, err := k.examine(ctx, mailbox)
	if err != nil {
		return nil, err
	}
	uids, err := k.search(ctx, criteria(m))
	if err != nil {
		return nil, err
	}
	for _, uid := range spansOf(uids).newest(maxCandidates) {
		var found *fetched
		section := &imap.FetchItemBodySection{Peek: true}
		err := s.fetch(ctx, numbered{mailbox, data.UIDValidity}, spansOf([]uint32{uid}), section, func(f fetched) { found = &f })
		if err != nil {
			return nil, err
		}
		if found == nil {
			continue
		}
		if l, err := s.connector.readLetter(found.raw); err == nil && match(l, found.raw) {
			return found, nil
		}
	}
	return nil, nil
}

// criteria narrows a search down to few mails.
func criteria(m inbox.Message) *imap.SearchCriteria {
	if m.MailID != "" {
		return &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: m.MailID}}}
	}
	const day = 24 * time.Hour
	return &imap.SearchCriteria{Since: m.ReceivedAt.Add(-day), Before: m.ReceivedAt.Add(2 * day)}
}

func (k *link) search(ctx context.Context, c *imap.SearchCriteria) ([]uint32, error) {
	defer k.conn.ask(ctx)()
	d, err := k.client.UIDSearch(c, nil).Wait()
	if err != nil {
		return nil, imapFailure(k.at, "search a mail", err)
	}
	set, ok := d.All.(imap.UIDSet)
	if !ok {
		return nil, nil
	}
	uids, _ := set.Nums()
	out := make([]uint32, len(uids))
	for i, u := range uids {
		out[i] = uint32(u)
	}
	return out, nil
}

// append lays a mail of our own into a mailbox, as read.
func (k *link) append(ctx context.Context, mailbox string, raw []byte) error {
	defer k.conn.ask(ctx)()
	cmd := k.client.Append(mailbox, int64(len(raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}})
	if _, err := cmd.Write(raw); err != nil {
		_ = cmd.Close()
		return imapFailure(k.at, "append", err)
	}
	if err := cmd.Close(); err != nil {
		return imapFailure(k.at, "append", err)
	}
	_, err := cmd.Wait()
	return imapFailure(k.at, "append", err)
}
