package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
)

// found is a handle that a few letters may mean, with when it was last heard of.
type found struct {
	inbox.Identity
	last int64
}

// newestMessages is how many of the newest messages with the letters in their
// people are looked at, so that letters that half the inbox has cost no more
// than others.
const newestMessages = 2000

// FindContacts gives the handles of contacts of whom a word of the name, or the
// handle, begins like what was typed, accents and case apart: those heard of
// last come first. It looks into the index of handles and into the people of
// the newest messages.
func (w *Workspace) FindContacts(ctx context.Context, typed string, limit int) ([]inbox.Identity, error) {
	typed = strings.TrimLeft(strings.TrimSpace(typed), "@")
	if !strings.ContainsFunc(typed, letterOrDigit) {
		return nil, nil
	}
	byID := map[string]found{}
	err := w.snapshot(ctx, func(r reading) error {
		for _, look := range []func(reading, string) ([]found, error){byHandle, w.byPeople} {
			list, err := look(r, typed)
			if err != nil {
				return fmt.Errorf("find contacts: %w", err)
			}
			for _, f := range list {
				if means(f.Identity, typed) {
					byID[string(f.Channel)+" "+f.Handle] = f
				}
			}
		}
		return nil
	})
	var out []found
	for _, f := range byID {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Or(cmp.Compare(b.last, a.last), strings.Compare(a.Handle, b.Handle)) })
	var list []inbox.Identity
	for _, f := range out[:min(limit, len(out))] {
		list = append(list, f.Identity)
	}
	return list, err
}

func letterOrDigit(r rune) bool { return r > ' ' && !strings.ContainsRune(`"'()*:-`, r) }

// means reports whether a name or handle has a word that begins like what was
// typed.
func means(i inbox.Identity, typed string) bool {
	typed = inbox.Fold(typed)
	for _, text := range []string{i.Name, i.Handle} {
		text = inbox.Fold(text)
		if strings.HasPrefix(text, typed) || strings.Contains(text, " "+typed) {
			return true
		}
	}
	return false
}

const foundColumns = `SELECT i.channel, i.handle, CASE p.name WHEN '' THEN i.name ELSE p.name END, i.contact, p.last_at
	FROM identity i
	JOIN contact p ON p.id = i.contact`

func readFound(s scanner) (f found, err error) {
	err = s.Scan(&f.Channel, &f.Handle, &f.Name, &f.Contact, &f.last)
	return f, err
}

// byHandle goes through the key of the handles, channel by channel.
func byHandle(r reading, typed string) ([]found, error) {
	var out []found
	typed = handleKey(typed)
	for _, ch := range inbox.Channels() {
		list, err := all(r, readFound, foundColumns+`
			WHERE i.channel = ? AND i.handle >= ? AND i.handle < ?
			LIMIT 50`, ch, typed, typed+"\U0010FFFF")
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// byPeople goes through the full-text index, which knows no accents.
func (w *Workspace) byPeople(r reading, typed string) ([]found, error) {
	return all(r, readFound, foundColumns+`
		WHERE i.contact IN (
			SELECT m.contact
			FROM (`+w.engine.match+` ORDER BY num DESC LIMIT ?) s
			JOIN message m ON m.num = s.num
			WHERE m.contact <> '')`, matchWord(inbox.Word{Text: typed, Field: inbox.People, Prefix: true}), newestMessages)
}
