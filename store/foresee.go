package store

import (
	"database/sql"
	"fmt"
	"strings"

	"vigie/inbox"
)

// foresight is what the orders of a transaction will ask first, asked for all
// of them at once: on a server each question is a way there and back. What is in
// it is as the transaction has it; who writes one of its rows takes it out. The
// zero value foresees nothing.
type foresight struct {
	seats     map[string]Seat // by device
	digests   map[inbox.CommandID]string
	asked     map[inbox.CommandID]bool // whose digest was asked for
	scopes    map[inbox.ConversationID][]string
	handovers map[inbox.ConversationID][]inbox.Handover
	places    map[rowKey]inbox.ConversationID // where rows hang; "" is that there is none
	drafts    map[inbox.DraftID]inbox.Draft
	blind     bool // see blind
}

// wishes are the keys that a group of pushes will ask for.
type wishes struct {
	devices, orders, conversations, drafts []string
}

func wishesOf(group []*pushing) wishes {
	var w wishes
	for _, p := range group {
		w.devices = append(w.devices, p.by.Device)
		for _, o := range p.orders {
			w.orders = append(w.orders, o.ID)
			act, err := inbox.DecodeAct(o.Name, o.Args)
			if err != nil || o.Conversation == "" {
				continue
			}
			w.conversations = append(w.conversations, o.Conversation)
			want := inbox.WantsOf(act)
			if want.Other != "" {
				w.conversations = append(w.conversations, string(want.Other))
			}
			if want.Draft != "" {
				w.drafts = append(w.drafts, string(want.Draft))
			}
		}
	}
	return w
}

// hung are the kinds whose rows an act on a conversation writes.
func hung() []string { return words("draft handover note outbox") }

// inquiry is one of several that are asked at once, with what hears the answer.
type inquiry struct {
	text string
	args []any
	hear func(answer reading) error
}

// heard makes an inquiry of a query and what takes each of its rows.
func heard[T any](text string, args []any, read func(scanner) (T, error), take func(T)) inquiry {
	return inquiry{text, args, func(answer reading) error {
		list, err := all(answer, read, "")
		for _, v := range list {
			take(v)
		}
		return err
	}}
}

// foresee asks what the orders of a group will ask. The answers are good for
// this transaction as long as nothing else is written (see blind).
func (x *writing) foresee(group []*pushing) error {
	w := wishesOf(group)
	f := foresight{
		seats: map[string]Seat{}, digests: map[inbox.CommandID]string{}, asked: map[inbox.CommandID]bool{},
		scopes: map[inbox.ConversationID][]string{}, handovers: map[inbox.ConversationID][]inbox.Handover{},
		places: map[rowKey]inbox.ConversationID{}, drafts: map[inbox.DraftID]inbox.Draft{},
	}
	for _, id := range w.orders {
		f.asked[inbox.CommandID(id)] = true
	}
	questions := []inquiry{
		heard(`SELECT `+deviceColumns+`, m.body FROM device d JOIN member m ON m.id = d.member WHERE d.id = ANY(?)`, []any{w.devices}, readSeat,
			func(s Seat) { f.seats[s.Device.ID] = s }),
	}
	if len(w.orders) > 0 {
		questions = append(questions, f.ofOrders(w)...)
	}
	if len(w.conversations) > 0 {
		questions = append(questions, x.ofConversations(w, &f)...)
	}
	if err := x.askAll(questions); err != nil {
		return fmt.Errorf("foresee: %w", err)
	}
	x.ahead = f
	return nil
}

// pair is a row of two texts.
type pair struct{ a, b string }

func readPair(s scanner) (p pair, err error) {
	err = s.Scan(&p.a, &p.b)
	return p, err
}

// ofOrders asks which of the orders ran, where their rows hang, and for the
// drafts that they name.
func (f foresight) ofOrders(w wishes) []inquiry {
	out := []inquiry{
		heard(`SELECT id, digest FROM command WHERE id = ANY(?)`, []any{w.orders}, readPair,
			func(p pair) { f.digests[inbox.CommandID(p.a)] = p.b }),
	}
	if len(w.conversations) == 0 {
		return out
	}
	var parts []string
	for _, kind := range hung() {
		parts = append(parts, `SELECT '`+kind+`', id, conversation FROM `+kind+` WHERE id = ANY(?1)`)
		for _, id := range w.orders { // a row is often named after the order that makes it
			f.places[rowKey{kind, id}] = ""
		}
	}
	type hanging struct {
		rowKey
		at inbox.ConversationID
	}
	out = append(out, heard(strings.Join(parts, ` UNION ALL `), []any{w.orders}, func(s scanner) (r hanging, err error) {
		err = s.Scan(&r.kind, &r.id, &r.at)
		return r, err
	}, func(r hanging) { f.places[r.rowKey] = r.at }))
	if len(w.drafts) == 0 {
		return out
	}
	for _, id := range w.drafts {
		f.places[rowKey{"draft", id}], f.drafts[inbox.DraftID(id)] = "", inbox.Draft{}
	}
	type row struct {
		inbox.Draft
		place inbox.ConversationID
	}
	return append(out, heard(`SELECT conversation, body FROM draft WHERE id = ANY(?)`, []any{w.drafts}, func(s scanner) (r row, err error) {
		var raw []byte
		if err = s.Scan(&r.place, &raw); err != nil {
			return r, err
		}
		return r, unpack(raw, &r.Draft)
	}, func(r row) { f.places[rowKey{"draft", string(r.ID)}], f.drafts[r.ID] = r.place, r.Draft }))
}

// ofConversations asks for conversations, who sees them, their handovers, their
// accounts, and the house's rules.
func (x *writing) ofConversations(w wishes, f *foresight) []inquiry {
	for _, id := range w.conversations {
		f.scopes[inbox.ConversationID(id)], f.handovers[inbox.ConversationID(id)] = nil, nil
	}
	ids := []any{w.conversations}
	type handover struct {
		inbox.Handover
		of inbox.ConversationID
	}
	return []inquiry{
		heard(`SELECT `+conversationColumns+` FROM conversation c WHERE c.id = ANY(?)`, ids, readConversation,
			func(c inbox.Conversation) { x.conversations[c.ID] = &held{stored: c, now: c} }),
		heard(`SELECT conversation, who FROM conversation_scope WHERE conversation = ANY(?) ORDER BY conversation, who`, ids, readPair, func(p pair) {
			f.scopes[inbox.ConversationID(p.a)] = append(f.scopes[inbox.ConversationID(p.a)], p.b)
		}),
		heard(`SELECT conversation, body FROM handover WHERE conversation = ANY(?) ORDER BY proposed_at, id`, ids, func(s scanner) (h handover, err error) {
			var raw []byte
			if err = s.Scan(&h.of, &raw); err != nil {
				return h, err
			}
			return h, unpack(raw, &h.Handover)
		}, func(h handover) { f.handovers[h.of] = append(f.handovers[h.of], h.Handover) }),
		heard(`SELECT a.body FROM account a WHERE a.id IN (SELECT c.account FROM conversation c WHERE c.id = ANY(?))`, ids, body[inbox.Account],
			func(a inbox.Account) { x.accounts[a.ID] = a }),
		x.askRules(),
	}
}

func (x *writing) askRules() inquiry {
	return inquiry{`SELECT value FROM setting WHERE name = ?`, []any{rulesSetting}, func(answer reading) error {
		r, err := rulesOf(answer)
		x.rules = &r
		return err
	}}
}

// askAll asks several questions in one go, behind what is in line.
func (x *writing) askAll(questions []inquiry) error {
	list := make([]statement, len(questions))
	for i, q := range questions {
		text, args := x.w.engine.bind(q.text, q.args)
		list[i] = statement{text, args}
	}
	answers, err := x.talk(list...)
	if err != nil {
		return err
	}
	for i, q := range questions {
		if err := q.hear(earlier{x, answers[i]}); err != nil {
			return fmt.Errorf("%.60q: %w", q.text, err)
		}
	}
	return nil
}

// earlier reads an answer that is there already, whatever is asked.
type earlier struct {
	x    *writing
	rows *heldRows
}

func (a earlier) query(string, ...any) (*sql.Rows, error) { return a.x.read(a.rows) }

// blind forgets what was foreseen, and what is kept of earlier orders: something
// was written of which it is not known what it changes.
func (x *writing) blind() { x.ahead = foresight{blind: true} }

// rewritten takes out a row that is about to be written.
func (f foresight) rewritten(kind, id string) {
	delete(f.places, rowKey{kind, id})
	switch kind {
	case "draft":
		delete(f.drafts, inbox.DraftID(id))
	case "handover":
		clear(f.handovers) // it may hang on any of them
	}
}

// seatAt gives a caller's seat as the transaction has it.
func (x *writing) seatAt(by Caller) (Seat, error) {
	if s, there := x.ahead.seats[by.Device]; there {
		return s.of(by)
	}
	return seatOf(x, by)
}

// digestOf gives the digest of an order that ran; "" is that it did not.
func (x *writing) digestOf(id inbox.CommandID) (string, error) {
	if x.ahead.asked[id] {
		return x.ahead.digests[id], nil
	}
	return maybe(x, plain[string], `SELECT digest FROM command WHERE id = ?`, id)
}

// scopeOf reads who sees a conversation, besides those who see everything.
func (x *writing) scopeOf(id inbox.ConversationID) ([]string, error) {
	if names, there := x.ahead.scopes[id]; there {
		return names, nil
	}
	return scopeOf(x, id)
}

func (x *writing) handoversOf(id inbox.ConversationID) ([]inbox.Handover, error) {
	if list, there := x.ahead.handovers[id]; there {
		return list, nil
	}
	return handoversOf(x, id)
}

// placeOf gives the conversation on which a row hangs; "" is that there is none.
func (x *writing) placeOf(k kind, id string) (inbox.ConversationID, error) {
	if at, there := x.ahead.places[rowKey{k.name, id}]; there {
		return at, nil
	}
	return maybe(x, plain[inbox.ConversationID], `SELECT `+k.on+` FROM `+k.name+` WHERE id = ?`, id)
}

func (x *writing) draft(id inbox.DraftID) (inbox.Draft, error) {
	if d, there := x.ahead.drafts[id]; there {
		return d, nil
	}
	return maybe(x, body[inbox.Draft], `SELECT body FROM draft WHERE id = ?`, id)
}
