package store

import (
	"cmp"
	"context"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
)

// intake is one batch being stored.
type intake struct {
	*writing
	account  inbox.Account
	id       string // of the one message that is taken in; empty makes one
	rules    inbox.Rules
	quiet    bool              // nobody is told: an import or a first reading
	known    map[string]bool   // natives that may be in the file already
	hits     map[int64][]int64 // the mails that carry or name a Message-ID
	mails    map[int64]mail    // what is known of those mails
	subjects map[int64][]inbox.ConversationID
	parked   bool // the account has messages in quarantine
	erasures *int // how many asked to be forgotten; nil is not read yet
	watches  watch.Set
	out      Ingested
}

// Ingest stores a batch and its cursor in one transaction: neither can be
// there without the other, and a batch that comes twice changes nothing.
func (w *Workspace) Ingest(ctx context.Context, acc inbox.AccountID, b channel.Batch) (Ingested, error) {
	packed := w.packAll(b.Events)
	out, err := w.take(ctx, acc, func(in *intake) error {
		in.quiet = b.Total > 0
		if err := in.events(b.Events, packed); err != nil {
			return err
		}
		return in.moveCursor(acc, b.Next)
	})
	if err != nil {
		return Ingested{}, err
	}
	w.index(ctx, b.More)
	return out, nil
}

// Import stores old messages that a person brings in. Nobody is told of them.
func (w *Workspace) Import(ctx context.Context, acc inbox.AccountID, messages []channel.Upsert) (Ingested, error) {
	events := make([]channel.Event, len(messages))
	for i, u := range messages {
		events[i] = u
	}
	packed := w.packAll(events)
	out, err := w.take(ctx, acc, func(in *intake) error {
		in.quiet = true
		return in.events(events, packed)
	})
	if err != nil {
		return Ingested{}, err
	}
	w.index(ctx, false)
	return out, nil
}

// take runs the intake of one account in one transaction. On a server the full
// text is made with it: to read the texts again costs more than to make it. Were
// it to fail over that, the texts wait in line: nothing is kept out for the sake
// of the search.
func (w *Workspace) take(ctx context.Context, acc inbox.AccountID, f func(*intake) error) (Ingested, error) {
	out, err := w.takeWith(ctx, acc, w.engine.served, f)
	if w.engine.served && fault.KindOf(err) == fault.Internal {
		w.opts.Log.Warn("a batch is taken in without its full text", "account", string(acc), "error", err)
		return w.takeWith(ctx, acc, false, f)
	}
	return out, err
}

func (w *Workspace) takeWith(ctx context.Context, acc inbox.AccountID, indexes bool, f func(*intake) error) (Ingested, error) {
	var in *intake
	queued := 0
	err := w.write(ctx, func(x *writing) error {
		x.indexes = indexes
		account, err := x.account(acc)
		if err != nil {
			return err
		}
		if in, err = x.intakeOf(account); err != nil {
			return err
		}
		if err := f(in); err != nil {
			return err
		}
		if in.parked {
			if err := x.countAside(account.ID); err != nil {
				return err
			}
		}
		x.notice.Arrived += in.out.Arrived
		queued = x.inLine()
		return nil
	})
	if err != nil {
		return Ingested{}, err
	}
	w.waiting.Add(int64(queued))
	in.out.Conversations = in.written()
	return in.out, nil
}

// intakeOf begins to take in what comes on an account.
func (x *writing) intakeOf(acc inbox.Account) (*intake, error) {
	in := &intake{
		writing: x, account: acc, known: map[string]bool{}, hits: map[int64][]int64{}, mails: map[int64]mail{},
		subjects: map[int64][]inbox.ConversationID{},
	}
	return in, in.look()
}

// look reads what every batch wants to know of the house.
func (in *intake) look() (err error) {
	if in.w.engine.served {
		return in.lookAtOnce()
	}
	if in.rules, err = in.houseRules(); err != nil {
		return err
	}
	if in.watches, err = in.watchSet(); err != nil {
		return err
	}
	in.parked, err = first(in, plain[bool], anyQuarantined, in.account.ID)
	return err
}

const (
	anyQuarantined = `SELECT EXISTS (SELECT 1 FROM quarantine WHERE account = ?)`
	howManyErased  = `SELECT COUNT(*) FROM erasure`
	highestNum     = `SELECT COALESCE(MAX(num), 0) FROM message`
)

// lookAtOnce is look with one question. What the transaction counts already, it
// goes on counting.
func (in *intake) lookAtOnce() error {
	var marks []string
	err := in.askAll([]inquiry{
		in.askRules(),
		heard(watchMarks, nil, readWatchMark, func(m string) { marks = append(marks, m) }),
		heard(anyQuarantined, []any{in.account.ID}, plain[bool], func(is bool) { in.parked = is }),
		heard(howManyErased, nil, plain[int], func(n int) { in.erasures = &n }),
		heard(highestNum, nil, plain[int64], func(n int64) { in.lastNum = max(in.lastNum, n) }),
	})
	if err != nil {
		return err
	}
	in.rules = *in.writing.rules
	in.watches, err = in.watchSetOf(marks)
	return err
}

// index catches up with the full text, unless more is coming and little waits.
// What is stored is stored: a failure here is no failure of the intake, and the
// next round takes up what this one left.
func (w *Workspace) index(ctx context.Context, coming bool) {
	waits := w.waiting.Load()
	if waits == 0 || coming && waits < enough || w.copied() && waits > enough {
		return // a desktop's copy has much indexed behind, see replica
	}
	if err := w.catchUp(ctx); err != nil {
		w.opts.Log.Warn("the full text was not brought up to date", "waiting", waits, "error", err)
	}
}

// events stores each piece of news. packed are the compressed payloads, in
// step with them.
func (in *intake) events(events []channel.Event, packed [][]byte) error {
	if err := in.recognise(events); err != nil {
		return err
	}
	part := partOf(len(events))
	for i, e := range events {
		var err error
		switch e := e.(type) {
		case channel.Upsert:
			err = in.upsert(e, packed[i])
		case channel.Removed:
			err = in.remove(e)
		case channel.Poison:
			err = in.quarantine(e, packed[i])
		default:
			err = fmt.Errorf("unknown event %T", e)
		}
		if err == nil && in.indexes && (i+1)%part == 0 && i+1 < len(events) {
			err = in.sendPart()
		}
		if err != nil {
			return fmt.Errorf("take in: %w", err)
		}
	}
	return nil
}

// upsert stores a message that is new, complete at last, or edited.
func (in *intake) upsert(u channel.Upsert, packed []byte) error {
	m := in.tidy(u.Message)
	if gone, err := in.forgotten(m); gone || err != nil {
		in.out.Duplicates++
		return err
	}
	if err := in.released(m.Native, u.Replaces); err != nil {
		return err
	}
	old, there, err := in.find(m.Native)
	if err != nil {
		return err
	}
	header, headed, err := in.find(u.Replaces)
	if err != nil {
		return err
	}
	headed = headed && header.Pending && header.num != old.num
	switch {
	case there && headed:
		if err := in.dropHeader(header); err != nil {
			return err
		}
		return in.again(old, m, packed)
	case there:
		return in.again(old, m, packed)
	case headed:
		return in.complete(header, m, packed)
	}
	adopted, err := in.adopt(m, packed)
	if adopted || err != nil {
		return err
	}
	return in.arrive(m, packed)
}

// find looks for a message of the account by its native id.
func (in *intake) find(native string) (numbered, bool, error) {
	if native == "" || !in.known[native] {
		return numbered{}, false, nil
	}
	return messageWhere(in, `WHERE m.account = ? AND m.native = ?`, in.account.ID, native)
}

// arrive stores a new message and what it does to its conversation.
func (in *intake) arrive(m inbox.Message, packed []byte) error {
	id := cmp.Or(in.id, in.w.newID(in.now))
	m.ID = inbox.MessageID(id)
	var err error
	if m.Contact, err = in.meet(in.account.Channel, counterpart(m), m.SentAt, id); err != nil {
		return err
	}
	if done, err := in.bounce(m, packed); done || err != nil {
		return err
	}
	home, err := in.place(m)
	if err != nil {
		return err
	}
	m, c, err := in.settle(m, home.known, packed)
	if err != nil {
		return err
	}
	in.out.Inserted++
	if m.Class == inbox.Person && m.Direction == inbox.Inbound && !in.quiet && !c.Watched {
		in.out.Arrived++
	}
	return in.unite(c.ID, home.others)
}

// settle asks the domain what the message does to the conversation that it
// joins (nil opens one), and stores both.
func (in *intake) settle(m inbox.Message, known *inbox.Conversation, packed []byte) (inbox.Message, inbox.Conversation, error) {
	hit := in.watches.Hits(m, in.account.Channel)
	m, c := inbox.Arrive(inbox.Arrival{
		Message: m, Known: known, Account: in.account, Rules: in.rules, ID: string(m.ID),
		Aside: in.account.WatchOnly && !watch.WantedInside(hit),
	})
	if err := in.shelve(m, c, known); err != nil {
		return m, c, err
	}
	num, err := in.insert(m, packed)
	if err != nil {
		return m, c, err
	}
	in.remember(num, m)
	in.hit(m, hit)
	if known != nil && known.ID == c.ID && known.Status == inbox.Resolved && c.Status == inbox.Open {
		err = in.happened(c, "message.reopened", nil, c.Assignee)
	}
	return m, c, err
}

// shelve keeps the conversation of a message; a new one is found by its
// subject from now on.
func (in *intake) shelve(m inbox.Message, c inbox.Conversation, known *inbox.Conversation) error {
	if known != nil && known.ID == c.ID {
		return in.keep(c)
	}
	key := baseKey(m.Account, m.BaseSubject)
	in.open(c, key)
	if key != 0 {
		in.subjects[key] = append(in.subjects[key], c.ID)
	}
	return nil
}

// counterpart is the person outside: who wrote to us, or to whom we wrote.
func counterpart(m inbox.Message) inbox.Author {
	if m.Direction != inbox.Outbound {
		return m.Author
	}
	if len(m.Recipients) > 0 {
		return inbox.Author{Handle: m.Recipients[0]}
	}
	return inbox.Author{}
}
