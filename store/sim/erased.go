package sim

import (
	"bytes"

	"vigie/inbox"
)

// erasure is what the house forgot, and from which revision on a desktop that
// says to be there must not have it any more.
type erasure struct {
	epoch string
	rev   int64
	words map[string]bool
}

// wordsOf lists all that is said in a conversation.
func wordsOf(v view, conv string) map[string]bool {
	out := map[string]bool{}
	for _, kind := range []string{"message", "note", "draft", "outbox"} {
		for _, r := range v.of(kind, conv) {
			for _, text := range texts(r.body) {
				out[text] = true
			}
		}
	}
	delete(out, "")
	return out
}

// texts lists the words of a row.
func texts(body any) []string {
	switch b := body.(type) {
	case inbox.Message:
		return []string{b.Text}
	case inbox.Note:
		return []string{b.Text}
	case inbox.Draft:
		return []string{b.Text}
	case inbox.OutboxEntry:
		return []string{b.Text}
	case inbox.Conversation:
		return []string{b.Snippet, b.Subject}
	case inbox.Event:
		return textsBefore(b.Before)
	default:
		return nil
	}
}

// textsBefore lists the words that an undo would bring back.
func textsBefore(c *inbox.Changes) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, n := range c.Notes {
		out = append(out, n.Text)
	}
	for _, d := range c.Drafts {
		out = append(out, d.Text)
	}
	for _, e := range c.Outbox {
		out = append(out, e.Text)
	}
	for _, c := range c.Conversations {
		out = append(out, c.Snippet, c.Subject)
	}
	return out
}

// acknowledges is called when a desk says to the server how far it is: what was
// erased by then may be nowhere on its disks (I9).
func (d *desk) acknowledges(cursor int64) {
	if d.damaged {
		return // it comes anew once it is compared
	}
	for _, e := range d.w.erasures {
		if e.epoch != d.w.server.state.epoch || e.rev > cursor {
			continue
		}
		if where := d.holds(e); where != "" {
			d.w.found("I9: %s has passed the erasure at %d and still has %s", d.name, e.rev, where)
			return
		}
	}
}

// holds says where a desk has words that were erased. Its own orders on a
// conversation that its member sees no more may keep them as long as somebody
// needs them, and where the copy came anew since: docs/sync.md says so.
func (d *desk) holds(gone erasure) string {
	words := gone.words
	for _, c := range []*copied{d.copy, d.older} {
		if c == nil {
			continue
		}
		for k, r := range c.rows {
			if hasOne(words, r.body) {
				return k.kind + " " + k.id
			}
		}
		for k, r := range c.shadow {
			if r != nil && hasOne(words, r.body) {
				return "the shadow of " + k.kind + " " + k.id
			}
		}
	}
	for _, e := range d.entries {
		_, seen := d.copy.rows[key{"conversation", e.Order.Conversation}]
		if !seen && (e.Needed() || d.copy.from >= gone.rev) {
			continue
		}
		for word := range words {
			if bytes.Contains(e.Order.Args, []byte(word)) {
				return "order " + e.Order.ID
			}
		}
	}
	return ""
}

func hasOne(words map[string]bool, body any) bool {
	for _, text := range texts(body) {
		if words[text] {
			return true
		}
	}
	return false
}
