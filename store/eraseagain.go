package store

import (
	"context"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Erasures is the list of who asked to be forgotten, by keyed hashes: it is
// kept outside a backup, so that a restore can forget again who was erased
// after the backup was made. Who has the key can ask of a handle whether it is
// in the list, and nothing else.
type Erasures struct {
	Key    string    `json:"key"` // hexadecimal, "" while nobody was erased
	Prints []Erasure `json:"prints"`
}

// Erasure is one handle that was erased.
type Erasure struct {
	Print string `json:"print"`
	At    int64  `json:"at"` // milliseconds since 1970 UTC
}

// Erasures gives the list as it is now.
func (w *Workspace) Erasures(ctx context.Context) (Erasures, error) {
	out := Erasures{Prints: []Erasure{}}
	err := w.snapshot(ctx, func(r reading) (err error) {
		if out.Key, err = maybe(r, plain[string], `SELECT value FROM setting WHERE name = ?`, erasureSetting); err != nil {
			return err
		}
		list, err := erasuresOf(r)
		out.Prints = append(out.Prints, list...)
		return err
	})
	return out, err
}

func erasuresOf(r reading) ([]Erasure, error) {
	return all(r, func(s scanner) (e Erasure, err error) {
		err = s.Scan(&e.Print, &e.At)
		return e, err
	}, `SELECT print, at FROM erasure ORDER BY at, print`)
}

// EraseAgain erases who is in a list and was not erased here yet, and says how
// many contacts it found. What they wrote after their erasure goes too: in a
// workspace that was restored there is none. A list of another workspace is
// Invalid.
func (w *Workspace) EraseAgain(ctx context.Context, list Erasures) (erased int, err error) {
	if len(list.Prints) == 0 {
		return 0, nil
	}
	err = w.write(ctx, func(x *writing) error {
		erased, err = x.eraseAgain(list)
		return err
	})
	if err == nil {
		err = w.Scrub(ctx)
	}
	return erased, err
}

func (x *writing) eraseAgain(list Erasures) (erased int, err error) {
	had, err := maybe(x, plain[string], `SELECT value FROM setting WHERE name = ?`, erasureSetting)
	if err != nil {
		return 0, err
	}
	if list.Key == "" || had != "" && had != list.Key {
		return 0, fault.New(fault.Invalid, "fault.erasures-foreign")
	}
	if err := x.set(erasureSetting, list.Key); err != nil {
		return 0, err
	}
	key, err := x.erasureKey()
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "fault.erasures-foreign")
	}
	news, err := x.newErasures(list.Prints)
	if err != nil {
		return 0, err
	}
	found, err := x.contactsOf(key, news)
	if err != nil {
		return 0, err
	}
	for _, id := range found {
		if err := x.eraseContact(idOnly{string(id)}, ""); err != nil {
			return 0, fmt.Errorf("erase again: %w", err)
		}
	}
	return len(found), x.rememberErasures(news)
}

// newErasures leaves out what was done here already: who wrote again after it
// may be here.
func (x *writing) newErasures(list []Erasure) (map[string]int64, error) {
	own, err := erasuresOf(x)
	if err != nil {
		return nil, fmt.Errorf("read erasures: %w", err)
	}
	done := map[string]int64{}
	for _, e := range own {
		done[e.Print] = e.At
	}
	out := map[string]int64{}
	for _, e := range list {
		if e.At > done[e.Print] {
			out[e.Print] = e.At
		}
	}
	return out, nil
}

// contactsOf finds whose handles are in a list.
func (x *writing) contactsOf(key []byte, prints map[string]int64) ([]inbox.ContactID, error) {
	type owned struct {
		channel inbox.Channel
		handle  string
		contact inbox.ContactID
	}
	handles, err := all(x, func(s scanner) (o owned, err error) {
		err = s.Scan(&o.channel, &o.handle, &o.contact)
		return o, err
	}, `SELECT channel, handle, contact FROM identity ORDER BY contact`)
	if err != nil {
		return nil, fmt.Errorf("read handles: %w", err)
	}
	var out []inbox.ContactID
	for _, h := range handles {
		_, in := prints[erasurePrint(key, h.channel, h.handle)]
		if in && (len(out) == 0 || out[len(out)-1] != h.contact) {
			out = append(out, h.contact)
		}
	}
	return out, nil
}

// rememberErasures keeps the times of the list: nothing older is taken in.
func (x *writing) rememberErasures(prints map[string]int64) error {
	rev, err := x.revision()
	if err != nil {
		return err
	}
	for print, at := range prints {
		_, err := x.exec(`INSERT INTO erasure (print, at, rev) VALUES (?, ?, ?) ON CONFLICT (print) DO UPDATE SET at = excluded.at`, print, at, rev)
		if err != nil {
			return fmt.Errorf("remember erasure: %w", err)
		}
	}
	return nil
}
