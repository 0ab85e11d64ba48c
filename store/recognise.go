package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// firstYear is before any true date of a message: an earlier one comes from a
// broken clock, and the arrival counts instead.
const firstYear = 1971

// atOnce is how many keys one look-up asks for.
const atOnce = 100

// packAll compresses the payloads of a batch, before the transaction and on
// both cores.
func (w *Workspace) packAll(events []channel.Event) [][]byte {
	out := make([][]byte, len(events))
	half := (len(events) + 1) / 2
	var both sync.WaitGroup
	for _, part := range [][2]int{{0, half}, {half, len(events)}} {
		both.Go(func() {
			for i := part[0]; i < part[1]; i++ {
				out[i] = w.pack(rawOf(events[i]))
			}
		})
	}
	both.Wait()
	return out
}

func rawOf(e channel.Event) []byte {
	switch e := e.(type) {
	case channel.Upsert:
		return e.Raw
	case channel.Poison:
		if e.Raw == nil {
			return []byte{}
		}
		return e.Raw
	default:
		return nil
	}
}

// pack compresses a payload; nil stays nil.
func (w *Workspace) pack(raw []byte) []byte {
	if raw == nil {
		return nil
	}
	return w.squeeze.EncodeAll(raw, nil)
}

func (w *Workspace) unpackRaw(packed []byte) ([]byte, error) {
	raw, err := w.expand.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("expand payload: %w", err)
	}
	return raw, nil
}

// tidy gives a message what every stored one has: times to the millisecond,
// the author's not ahead of ours, and texts that any reader can take.
func (in *intake) tidy(m inbox.Message) inbox.Message {
	m.Account = in.account.ID
	if m.ReceivedAt.IsZero() {
		m.ReceivedAt = in.now
	}
	if m.SentAt.Year() < firstYear || m.SentAt.After(m.ReceivedAt) {
		m.SentAt = m.ReceivedAt
	}
	m.SentAt, m.ReceivedAt = m.SentAt.UTC().Truncate(time.Millisecond), m.ReceivedAt.UTC().Truncate(time.Millisecond)
	for _, text := range []*string{
		&m.Native, &m.Subject, &m.Text, &m.Quoted, &m.Signature, &m.Author.Handle, &m.Author.Name, &m.MailID, &m.InReplyTo, &m.Root, &m.Parent,
	} {
		*text = strings.ReplaceAll(strings.ToValidUTF8(*text, "\uFFFD"), "\x00", "")
	}
	return m
}

// recognise looks up, for the whole batch at once, which natives are known and
// which mails carry or name the Message-IDs that it carries and names.
func (in *intake) recognise(events []channel.Event) error {
	var natives, handles []string
	var hashes []int64
	for _, e := range events {
		switch e := e.(type) {
		case channel.Upsert:
			natives = append(natives, e.Message.Native, e.Replaces)
			m := e.Message
			m.Account = in.account.ID
			handles = append(handles, handleKey(counterpart(m).Handle))
			hashes = append(hashes, refHashes(m)...)
		case channel.Removed:
			natives = append(natives, e.Native)
		case channel.Poison:
			natives = append(natives, e.Native, e.Replaces)
		}
	}
	slices.Sort(natives)
	slices.Sort(hashes)
	slices.Sort(handles)
	if in.w.engine.served {
		return in.recogniseAtOnce(slices.Compact(natives), slices.Compact(hashes), slices.Compact(handles))
	}
	if err := in.knownNatives(slices.Compact(natives)); err != nil {
		return fmt.Errorf("look up natives: %w", err)
	}
	if err := in.knownRefs(slices.Compact(hashes)); err != nil {
		return fmt.Errorf("look up references: %w", err)
	}
	if err := in.knownHandles(slices.Compact(handles)); err != nil {
		return fmt.Errorf("look up handles: %w", err)
	}
	return nil
}

// recogniseAtOnce is recognise with one question, which asks for the contacts too.
func (in *intake) recogniseAtOnce(natives []string, hashes []int64, handles []string) error {
	for _, h := range handles {
		in.identities[h] = inbox.Identity{}
	}
	ch := in.account.Channel
	err := in.askAll([]inquiry{
		heard(`SELECT native FROM message WHERE account = ? AND native = ANY(?)`, []any{in.account.ID, natives}, plain[string],
			func(n string) { in.known[n] = true }),
		heard(`SELECT hash, num FROM mail_ref WHERE hash = ANY(?) ORDER BY hash, num`, []any{hashes}, readMailRef,
			func(r mailRef) { in.hits[r.hash] = append(in.hits[r.hash], r.num) }),
		heard(`SELECT `+identityColumns+` FROM identity WHERE channel = ? AND handle = ANY(?)`, []any{ch, handles}, readIdentity,
			func(i inbox.Identity) { in.identities[i.Handle] = i }),
		heard(`SELECT `+contactColumns+` FROM contact WHERE id IN (SELECT i.contact FROM identity i WHERE i.channel = ? AND i.handle = ANY(?))`,
			[]any{ch, handles}, readContact, func(c inbox.Contact) {
				if in.contacts[c.ID] == nil {
					in.contacts[c.ID] = &heldContact{Contact: c}
				}
			}),
	})
	if err != nil {
		return fmt.Errorf("look up a batch: %w", err)
	}
	return nil
}

func readMailRef(s scanner) (r mailRef, err error) {
	err = s.Scan(&r.hash, &r.num)
	return r, err
}

func (in *intake) knownHandles(handles []string) error {
	for part := range slices.Chunk(handles, atOnce) {
		found, err := all(in, readIdentity, `SELECT `+identityColumns+`
			FROM identity
			WHERE channel = ? AND handle IN `+question(atOnce), append([]any{in.account.Channel}, padded(part)...)...)
		if err != nil {
			return err
		}
		for _, h := range part {
			in.identities[h] = inbox.Identity{}
		}
		var contacts []string
		for _, i := range found {
			in.identities[i.Handle] = i
			contacts = append(contacts, string(i.Contact))
		}
		if err := in.knownContacts(contacts); err != nil {
			return err
		}
	}
	return nil
}

// knownContacts reads contacts that the batch will meet.
func (in *intake) knownContacts(ids []string) error {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return in.contacts[inbox.ContactID(id)] != nil })
	for part := range slices.Chunk(ids, atOnce) {
		list, err := all(in, readContact, `SELECT `+contactColumns+` FROM contact WHERE id IN `+question(atOnce), padded(part)...)
		if err != nil {
			return fmt.Errorf("read contacts: %w", err)
		}
		for _, c := range list {
			in.contacts[c.ID] = &heldContact{Contact: c}
		}
	}
	return nil
}

func (in *intake) knownNatives(natives []string) error {
	for part := range slices.Chunk(natives, atOnce) {
		found, err := all(in, plain[string], `SELECT native
			FROM message
			WHERE account = ? AND native IN `+question(atOnce), append([]any{in.account.ID}, padded(part)...)...)
		if err != nil {
			return err
		}
		for _, n := range found {
			in.known[n] = true
		}
	}
	return nil
}

func (in *intake) knownRefs(hashes []int64) error {
	for part := range slices.Chunk(hashes, atOnce) {
		found, err := all(in, readMailRef, `SELECT hash, num FROM mail_ref WHERE hash IN `+question(atOnce), padded(part)...)
		if err != nil {
			return err
		}
		for _, r := range found {
			in.hits[r.hash] = append(in.hits[r.hash], r.num)
		}
	}
	return nil
}

// padded fills a look-up to its full number of keys, so that one prepared
// statement serves all.
func padded[T any](part []T) []any {
	out := args(part)
	for len(out) < atOnce {
		out = append(out, part[0])
	}
	return out
}
