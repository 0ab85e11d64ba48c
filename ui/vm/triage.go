package vm

import (
	"context"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
)

// Then is where an act that ends the work on a conversation leads.
type Then string

// The ways to go on.
const (
	GoNext Then = ""     // to the next conversation
	Stay   Then = "stay" // on the same
	ToList Then = "list" // to the list, with nothing open
)

// Toast is a short notice; Undo, when there is one, takes back what it tells.
type Toast struct {
	Text string
	Undo func()
	For  time.Duration // zero is the usual time
}

// Triage is the state of the triage screen: navigation, list, open
// conversation and composer, and the acts on them. All of it belongs to the
// window's goroutine.
type Triage struct {
	Desk     Desk
	Formats  Formats
	List     *List
	Opened   *Opened
	Drafts   *Drafts
	Composer *Composer
	After    Then

	sched  Scheduler
	house  House
	nav    string
	busy   bool // the house is being read
	again  bool
	ready  bool
	err    error
	undone []lastAct
	wait   func() // until collected notices are acted on
	notice inbox.Notice

	lull       func() // until saved views are counted
	counting   bool
	countAgain bool
	turn       string // the view to turn to when it is there

	beyond  beyond
	present presence
	idle    func() // until the member counts as looking only

	// OnChanged hears that anything changed but rows and typed text.
	OnChanged func()
	// Tell shows a notice.
	Tell func(Toast)
	// Report shows what became of an act on many.
	Report func(BulkResult)
	// Progress shows how far an act on many has come.
	Progress func(done, total int)
	// OnReleased hears that a text left the composer: what is typed next is not
	// meant for it.
	OnReleased func()
	// OnDone hears what the person did, each time that it succeeded; nil is
	// nobody.
	OnDone func(Deed)
	cancel func()
}

// NewTriage makes the state of a screen and begins to read.
func NewTriage(desk Desk, sched Scheduler, f Formats) *Triage {
	t := &Triage{Desk: desk, Formats: f, sched: sched, nav: "inbox", List: NewList(desk, sched), Opened: NewOpened(desk, sched)}
	t.Drafts = NewDrafts(desk, sched, desk.NewID)
	t.Composer = NewComposer(t.Drafts, f)
	t.Composer.named = t.named
	t.Opened.OnChanged = t.opened
	t.List.OnSelected = t.Opened.Open
	t.cancel = desk.Subscribe(func(n inbox.Notice) { sched.UI(func() { t.Notice(n) }) })
	t.attend()
	return t
}

// Start reads the house and the first view.
func (t *Triage) Start() {
	t.readHouse()
}

// Stop ends listening and forgets what waits to be saved: the caller has it by
// Drafts.Unsaved.
func (t *Triage) Stop() {
	t.cancel()
	t.leave()
	if t.wait != nil {
		t.wait()
	}
	if t.lull != nil {
		t.lull()
	}
	if t.beyond.lull != nil {
		t.beyond.lull()
	}
	t.Drafts.stop()
}

// Close saves what was typed and ends listening. It gives why something could
// not be saved.
func (t *Triage) Close() error {
	t.cancel()
	t.leave()
	return t.Drafts.Close(5 * time.Second)
}

func (t *Triage) changed() {
	if t.OnChanged != nil {
		t.OnChanged()
	}
}

func (t *Triage) tell(n Toast) {
	if t.Tell != nil {
		t.Tell(n)
	}
}

// done tells what the person did.
func (t *Triage) done(d Deed) {
	if t.OnDone != nil {
		t.OnDone(d)
	}
}

// House is what is known of the house.
func (t *Triage) House() House { return t.house }

// Ready reports whether the house was read.
func (t *Triage) Ready() bool { return t.ready }

// Fault is why the house could not be read.
func (t *Triage) Fault() error { return t.err }

// Faces writes rows and cards.
func (t *Triage) Faces() Faces {
	return Faces{Formats: t.Formats, House: t.house, Others: t.Others, Brought: t.Brought}
}

// Nav writes the navigation.
func (t *Triage) Nav() Nav { return Nav{Formats: t.Formats, House: t.house} }

// NavID is the view that is shown; empty while a search is.
func (t *Triage) NavID() string { return t.nav }

// Go turns to a view of the navigation.
func (t *Triage) Go(id string) {
	e, ok := t.Nav().Entry(id)
	if !ok {
		e, _ = t.Nav().Entry("inbox")
	}
	t.nav = e.ID
	t.show(e.View)
}

func (t *Triage) show(v inbox.View) {
	t.List.Show(v)
	t.seek(v)
	t.changed()
}

// ShowView turns to a view that is not in the navigation.
func (t *Triage) ShowView(v inbox.View) {
	t.nav = ""
	t.show(v)
}

// Search shows what has the words, in every status; nothing to search for goes
// back to the view before.
func (t *Triage) Search(words string) {
	words = strings.TrimSpace(words)
	switch {
	case words == "" && t.List.View().Search != "":
		t.Go("inbox")
	case words != "":
		t.ShowView(inbox.View{Search: words, As: t.house.Me.ID})
	}
}

// Sort changes the order of the view, Narrow its statuses; nil is all.
func (t *Triage) Sort(s inbox.Sort) {
	v := t.List.View()
	v.Sort = s
	t.show(v)
}

// Narrow shows only some statuses of the view; nil shows all.
func (t *Triage) Narrow(s []inbox.Status) {
	v := t.List.View()
	v.Statuses = s
	t.show(v)
}

// readHouse reads all but the conversations.
func (t *Triage) readHouse() {
	if t.busy {
		t.again = true
		return
	}
	t.busy = true
	t.sched.Go(func(ctx context.Context) {
		h, err := readHouse(ctx, t.Desk)
		t.sched.UI(func() { t.readDone(h, err) })
	})
}

func readHouse(ctx context.Context, d Desk) (h House, err error) {
	h.Me = d.Me()
	if h.Roster, err = d.Roster(ctx); err != nil {
		return h, err
	}
	if h.Accounts, err = d.Accounts(ctx); err != nil {
		return h, err
	}
	if h.Health, err = d.Health(ctx); err != nil {
		return h, err
	}
	if h.Counts, err = d.Counts(ctx); err != nil {
		return h, err
	}
	if f, ok := d.(Finder); ok {
		if h.Saved, err = f.SavedViews(ctx); err != nil {
			return h, err
		}
	}
	if c, ok := d.(Crises); ok {
		if h.Afoot, err = c.CrisesAfoot(ctx); err != nil {
			return h, err
		}
	}
	tags, err := d.Tags(ctx)
	for tag := range tags {
		h.Tags = append(h.Tags, tag)
	}
	slices.SortFunc(h.Tags, func(a, b string) int {
		if tags[a] != tags[b] {
			return tags[b] - tags[a]
		}
		return strings.Compare(a, b)
	})
	return h, err
}

func (t *Triage) readDone(h House, err error) {
	t.busy, t.err = false, err
	if err == nil {
		other := t.ready && h.Me.ID != t.house.Me.ID
		h.SavedCounts = t.house.SavedCounts
		t.house = h
		t.countSaved()
		if !t.ready || other {
			t.ready = true
			t.Go(t.nav)
			t.opened()
		}
		if _, there := t.Nav().Entry(t.turn); t.turn != "" && there {
			id := t.turn
			t.turn = ""
			t.Go(id)
		}
	}
	t.changed()
	if t.again {
		t.again = false
		t.readHouse()
	}
}

// opened gives the composer what was read.
func (t *Triage) opened() {
	d, ok := t.Opened.Detail()
	if t.Opened.ID() != t.present.on {
		t.looking()
	}
	switch {
	case !ok:
		t.Composer.Await(t.Opened.ID(), t.house.Me)
	case t.ready:
		c := d.Conversation
		t.Composer.Open(d, t.house.Me, d.Account.Caps.ReplyVerdict(c.Kind, c.LastInboundAt, t.Desk.Now()))
	}
	t.changed()
}

// gather is how long notices are collected before the screen reads again.
const gather = 60 * time.Millisecond

// Notice reads again what a notice touches. Many notices in a short time are
// one.
func (t *Triage) Notice(n inbox.Notice) {
	t.notice = inbox.Notice{
		Conversations: append(t.notice.Conversations, n.Conversations...), Accounts: append(t.notice.Accounts, n.Accounts...),
		Outbox: t.notice.Outbox || n.Outbox, Team: t.notice.Team || n.Team, All: t.notice.All || n.All,
	}
	if t.wait == nil {
		t.wait = t.sched.After(gather, t.readAgain)
	}
}

func (t *Triage) readAgain() {
	n := t.notice
	t.wait, t.notice = nil, inbox.Notice{}
	t.readHouse()
	if n.All || n.Team || n.Outbox || len(n.Conversations) > 0 {
		t.List.Refresh()
	}
	if n.All || n.Team || n.Outbox || slices.Contains(n.Conversations, t.Opened.ID()) {
		t.Opened.Refresh()
	}
}

// Refresh reads everything again.
func (t *Triage) Refresh() { t.Notice(inbox.Notice{All: true}) }
