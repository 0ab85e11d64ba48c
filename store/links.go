package store

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// mostAlike is how many handles are compared with one: a name that hundreds
// have tells nothing.
const mostAlike = 50

// proposedTo finds the handles of other contacts that may be this one's.
func proposedTo(r reading, d *inbox.Dossier, _ time.Time) error {
	for _, mine := range d.Identities {
		others, err := all(r, readIdentity, `SELECT `+identityColumns+` FROM identity
			WHERE handle = ?1 AND channel <> ?2 AND contact <> ?3
			UNION
			SELECT `+identityColumns+` FROM identity
			WHERE lower(name) = lower(?4) AND name <> '' AND channel <> ?2 AND contact <> ?3
			LIMIT ?5`, mine.Handle, mine.Channel, d.Contact.ID, mine.Name, mostAlike)
		if err != nil {
			return fmt.Errorf("find handles like %s: %w", mine.Handle, err)
		}
		for _, other := range others {
			if err := propose(r, d, mine, other); err != nil {
				return err
			}
		}
	}
	return nil
}

func propose(r reading, d *inbox.Dossier, mine, other inbox.Identity) error {
	ground, ok := inbox.Alike(mine, other)
	if !ok {
		return nil
	}
	p := inbox.LinkProposal{Mine: mine, Other: other, Ground: ground}
	var err error
	if p.OtherName, err = maybe(r, plain[string], `SELECT name FROM contact WHERE id = ?`, other.Contact); err != nil {
		return err
	}
	a, b := ordered(mine, other)
	refused, err := first(r, plain[bool], `SELECT EXISTS (SELECT 1 FROM link_refusal
		WHERE channel = ? AND handle = ? AND other_channel = ? AND other_handle = ?)`, a.Channel, a.Handle, b.Channel, b.Handle)
	if err != nil {
		return fmt.Errorf("read refusals: %w", err)
	}
	if refused {
		d.Refused = append(d.Refused, p)
	} else {
		d.Proposed = append(d.Proposed, p)
	}
	return nil
}

// ordered gives two handles in the order in which a refusal is kept.
func ordered(a, b inbox.Identity) (inbox.Identity, inbox.Identity) {
	a.Handle, b.Handle = handleKey(a.Handle), handleKey(b.Handle)
	if a.Channel > b.Channel || a.Channel == b.Channel && a.Handle > b.Handle {
		return b, a
	}
	return a, b
}

// RefuseLink keeps that two handles are not one person's: the link is not
// proposed again.
func (w *Workspace) RefuseLink(ctx context.Context, mine, other inbox.Identity, by team.MemberID) error {
	return w.issue(ctx, orderRefuseLink, twoHandles{mine, other}, by)
}

func (x *writing) refuseLink(h twoHandles, by team.MemberID) error {
	a, b := ordered(h.Mine, h.Other)
	if err := x.mayJudge(a, b, by); err != nil {
		return err
	}
	_, err := x.exec(`INSERT INTO link_refusal (channel, handle, other_channel, other_handle, member, at)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, a.Channel, a.Handle, b.Channel, b.Handle, by, millis(x.now))
	if err != nil {
		return fmt.Errorf("refuse link: %w", err)
	}
	x.put("link_refusal", refusalKey(a, b))
	return x.judged("contact.refuse-link", a, b, by)
}

// AllowLink takes a refusal back.
func (w *Workspace) AllowLink(ctx context.Context, mine, other inbox.Identity, by team.MemberID) error {
	return w.issue(ctx, orderAllowLink, twoHandles{mine, other}, by)
}

func (x *writing) allowLink(h twoHandles, by team.MemberID) error {
	a, b := ordered(h.Mine, h.Other)
	if err := x.mayJudge(a, b, by); err != nil {
		return err
	}
	_, err := x.exec(`DELETE FROM link_refusal
		WHERE channel = ? AND handle = ? AND other_channel = ? AND other_handle = ?`, a.Channel, a.Handle, b.Channel, b.Handle)
	if err != nil {
		return fmt.Errorf("allow link: %w", err)
	}
	x.del("link_refusal", refusalKey(a, b))
	return x.judged("contact.allow-link", a, b, by)
}

func refusalKey(a, b inbox.Identity) string {
	return keyOf(string(a.Channel), a.Handle, string(b.Channel), b.Handle)
}

func (x *writing) mayJudge(a, b inbox.Identity, by team.MemberID) error {
	if err := x.mayTriage(by); err != nil {
		return err
	}
	if a.Handle == "" || b.Handle == "" {
		return fault.New(fault.NotFound, "fault.contact-gone")
	}
	return nil
}

func (x *writing) judged(name string, a, b inbox.Identity, by team.MemberID) error {
	x.notice.All = true
	return x.settled(name, by, map[string]string{"contact": string(a.Contact), "other": string(b.Contact)})
}
