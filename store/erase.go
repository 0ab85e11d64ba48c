package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// Erase forgets a contact who asked for it: name, handles, what they wrote and
// what we wrote to or about them, on this computer and on every desktop. What
// remains is that there were conversations, when, and who worked on them. Their
// handle is kept as a keyed hash, so that what they wrote before is not taken in
// again. It cannot be undone.
func (w *Workspace) Erase(ctx context.Context, id inbox.ContactID, by team.MemberID) error {
	if err := w.issue(ctx, orderContactErase, idOnly{string(id)}, by); err != nil {
		return err
	}
	if w.copied() {
		return nil
	}
	return w.Scrub(ctx)
}

func (x *writing) eraseContact(n idOnly, by team.MemberID) error {
	if err := x.mayManage(by); err != nil {
		return err
	}
	id := inbox.ContactID(n.ID)
	h, err := x.contact(id)
	if err != nil {
		return err
	}
	if h == nil {
		return fault.New(fault.NotFound, "fault.contact-gone")
	}
	if x.w.copied() {
		return nil // the server does it, and says so to every desktop
	}
	conversations, err := all(x, plain[inbox.ConversationID], `SELECT id FROM conversation WHERE contact = ?
		UNION SELECT conversation FROM message WHERE contact = ?`, id, id)
	if err != nil {
		return fmt.Errorf("find conversations: %w", err)
	}
	if err := x.redact(id, h.Name, conversations); err != nil {
		return fmt.Errorf("redact the runs: %w", err)
	}
	before := map[string]bool{}
	for _, c := range conversations {
		names, err := scopeOf(x, c)
		if err != nil {
			return err
		}
		for _, who := range names {
			before[who] = true
		}
		if err := x.eraseConversation(c); err != nil {
			return fmt.Errorf("erase conversation %s: %w", c, err)
		}
	}
	if err := x.erasePerson(id, slices.Sorted(maps.Keys(before))); err != nil {
		return err
	}
	if err := x.forgetRadar(""); err != nil {
		return err
	}
	x.notice.All = true
	return x.settled("contact.erase", by, map[string]string{"contact": n.ID})
}

// eraseConversation removes the words of a conversation and keeps that it was.
func (x *writing) eraseConversation(id inbox.ConversationID) error {
	messages, err := all(x, plain[string], `SELECT id FROM message WHERE conversation = ?`, id)
	if err != nil {
		return err
	}
	if err := x.eraseBodies(messages); err != nil {
		return err
	}
	for _, table := range words("note draft outbox handover") {
		k, _ := kindNamed(table)
		ids, err := k.ids(x, `conversation = ?`, id)
		if err != nil {
			return err
		}
		for _, row := range ids {
			x.erased(table, row)
		}
		if _, err := x.exec(`DELETE FROM `+table+` WHERE conversation = ?`, id); err != nil {
			return err
		}
	}
	events, err := all(x, plain[string], `SELECT id FROM event WHERE conversation = ?`, id)
	if err != nil {
		return err
	}
	for _, e := range events {
		x.put("event", e)
	}
	if _, err := x.exec(`UPDATE event SET facts = '{}', before = '' WHERE conversation = ?`, id); err != nil {
		return err
	}
	c, err := x.conversation(id)
	if err != nil || c.ID == "" {
		return err
	}
	x.erased(wire.Words, string(id))
	c.Subject, c.Snippet, c.Contact, c.Handover, c.HandedTo = "", "", "", "", ""
	c.Messages, c.Attachments, c.Status = 0, false, inbox.Resolved
	c.Version++
	c.Heard++ // a reply that was on its way does not leave any more
	return x.keep(c)
}

// eraseBodies removes messages with all that is made of them.
func (x *writing) eraseBodies(ids []string) error {
	for _, id := range ids {
		for _, k := range kinds() {
			if k.reach != byMessage {
				continue
			}
			rows, err := k.ids(x, k.on+` = ?`, id)
			if err != nil {
				return err
			}
			for _, row := range rows {
				x.erased(k.name, row)
			}
			if _, err := x.exec(`DELETE FROM `+k.name+` WHERE `+k.on+` = ?`, id); err != nil {
				return err
			}
		}
		x.erased("message", id)
		if err := x.dropMessage(id); err != nil {
			return err
		}
	}
	return nil
}

// erasePerson removes the contact and the handles, and remembers their hashes.
func (x *writing) erasePerson(id inbox.ContactID, before []string) error {
	handles, err := identitiesOf(x, id)
	if err != nil {
		return err
	}
	key, err := x.erasureKey()
	if err != nil {
		return err
	}
	for _, i := range handles {
		if err := x.eraseHandle(i, before); err != nil {
			return err
		}
		_, err := x.exec(`INSERT INTO erasure (print, at, rev) VALUES (?, ?, 0) ON CONFLICT (print) DO UPDATE SET at = excluded.at`,
			erasurePrint(key, i.Channel, i.Handle), millis(x.now))
		if err != nil {
			return fmt.Errorf("remember erasure: %w", err)
		}
	}
	for _, text := range []string{`DELETE FROM identity WHERE contact = ?`, `DELETE FROM contact_find WHERE contact = ?`, `DELETE FROM contact WHERE id = ?`} {
		if _, err := x.exec(text, id); err != nil {
			return fmt.Errorf("erase contact: %w", err)
		}
	}
	delete(x.contacts, id)
	x.erased("contact", string(id))
	rev, err := x.revision()
	if err != nil {
		return err
	}
	// Written with a little to spare: the last line of this transaction is not
	// known yet, and a device that has this revision has the erasure.
	_, err = x.exec(`UPDATE erasure SET rev = ? WHERE rev = 0`, rev)
	return err
}

// eraseHandle takes a handle out of the change log itself: its key names a
// person. Desktops are told a hash of it.
func (x *writing) eraseHandle(i inbox.Identity, before []string) error {
	refusals, _ := kindNamed("link_refusal")
	gone, err := refusals.ids(x, `(channel = ? AND handle = ?) OR (other_channel = ? AND other_handle = ?)`, i.Channel, i.Handle, i.Channel, i.Handle)
	if err != nil {
		return err
	}
	if _, err := x.exec(`DELETE FROM link_refusal WHERE (channel = ? AND handle = ?) OR (other_channel = ? AND other_handle = ?)`,
		i.Channel, i.Handle, i.Channel, i.Handle); err != nil {
		return err
	}
	keys := []rowKey{{"identity", keyOf(string(i.Channel), i.Handle)}}
	for _, id := range gone {
		keys = append(keys, rowKey{"link_refusal", id})
	}
	for _, k := range keys {
		for _, table := range []string{"changelog", "row_rev"} {
			if _, err := x.exec(`DELETE FROM `+table+` WHERE kind = ? AND id = ?`, k.kind, k.id); err != nil {
				return fmt.Errorf("take a handle out of the log: %w", err)
			}
		}
		x.log(rowKey{k.kind, hiddenKey(k.id)}, opErase, beforeWords(before))
	}
	return nil
}

// hiddenKey is how the change log names a row whose key says who a person is.
func hiddenKey(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hiddenPrefix + hex.EncodeToString(sum[:16])
}

const hiddenPrefix = "#"

// erasureSetting holds the key of the hashes. It never leaves the server.
const erasureSetting = deskPrefix + "erasure"

func (x *writing) erasureKey() ([]byte, error) {
	return x.secret(erasureSetting, 32)
}

// secret gives random bytes of a size that are kept under a name, made at the
// first use.
func (x *writing) secret(name string, size int) ([]byte, error) {
	had, err := maybe(x, plain[string], `SELECT value FROM setting WHERE name = ?`, name)
	if err != nil {
		return nil, fmt.Errorf("read key %s: %w", name, err)
	}
	if had == "" {
		fresh := make([]byte, size)
		if _, err := rand.Read(fresh); err != nil {
			return nil, err
		}
		return fresh, x.set(name, hex.EncodeToString(fresh))
	}
	key, err := hex.DecodeString(had)
	if err == nil && len(key) != size {
		err = fmt.Errorf("it has %d bytes, not %d", len(key), size)
	}
	if err != nil {
		return nil, fmt.Errorf("key %s is damaged: %w", name, err)
	}
	return key, nil
}

func erasurePrint(key []byte, ch inbox.Channel, handle string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(string(ch) + "\n" + handleKey(handle)))
	return hex.EncodeToString(h.Sum(nil))
}

// forgotten reports whether a message is of somebody who was erased after it
// was written.
func (in *intake) forgotten(m inbox.Message) (bool, error) {
	if in.erasures == nil {
		n, err := first(in, plain[int], howManyErased)
		if err != nil {
			return false, err
		}
		in.erasures = &n
	}
	handle := counterpart(m).Handle
	if *in.erasures == 0 || handle == "" {
		return false, nil
	}
	key, err := in.erasureKey()
	if err != nil {
		return false, err
	}
	at, err := maybe(in, plain[int64], `SELECT at FROM erasure WHERE print = ?`, erasurePrint(key, in.account.Channel, handle))
	return at > 0 && millis(m.SentAt) <= at, err
}

// Erased says how many devices have passed every erasure, of how many that are
// in use.
func (w *Workspace) Erased(ctx context.Context) (passed, devices int, err error) {
	type count struct{ passed, all int }
	c, err := first(w.glance(ctx), func(s scanner) (c count, err error) {
		err = s.Scan(&c.passed, &c.all)
		return c, err
	}, `SELECT COALESCE(SUM(CASE WHEN d.acked_rev >= COALESCE((SELECT MAX(e.rev) FROM erasure e), 0) THEN 1 ELSE 0 END), 0), COUNT(*)
		FROM device d WHERE d.revoked_at = 0`)
	return c.passed, c.all, explain(err)
}
