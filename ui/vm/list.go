package vm

import (
	"context"
	"slices"

	"vigie/inbox"
)

// farLoad is how many rows are read at once on the way to a far row.
const farLoad = 2000

// List is a view with its rows, the selection and the marks. Rows are read by
// pages, off the window's goroutine; a row that is not there yet is asked for
// by being looked at.
type List struct {
	desk    Reader
	sched   Scheduler
	view    inbox.View
	pages   pages
	total   int
	known   bool
	opening bool // nothing of the view was read yet
	stepped bool // a person moved down before there was a row: the first one opens when it is there
	busy    bool
	again   bool
	want    int // the highest row looked at
	first   int // the rows that are seen now
	last    int
	turn    int // grows with each view, so that late answers are dropped
	err     error

	selected inbox.ConversationID
	at       int // where the selection last was
	marks    map[inbox.ConversationID]bool

	// OnChanged hears that rows, selection or marks changed.
	OnChanged func()
	// OnSelected hears which conversation is selected now; "" is none.
	OnSelected func(inbox.ConversationID)
	// OnMoved hears that the person moved to a row; nil is nobody.
	OnMoved func()
}

// NewList makes a list that shows nothing yet.
func NewList(desk Reader, sched Scheduler) *List {
	return &List{desk: desk, sched: sched, marks: map[inbox.ConversationID]bool{}, at: -1}
}

// View is what is shown.
func (l *List) View() inbox.View { return l.view }

// Show turns to a view, from its start. The selection stays where the view has
// it.
func (l *List) Show(v inbox.View) {
	l.turn++
	l.view, l.pages, l.err = v, pages{sort: v.Sort}, nil
	l.opening, l.stepped, l.busy, l.again, l.want, l.first, l.last = true, false, false, false, PageSize-1, 0, 0
	l.total, l.known, l.at = 0, false, -1
	clear(l.marks)
	l.changed()
	l.load()
}

// Len is the number of rows, with those that are still to be read as far as
// they are known of.
func (l *List) Len() int {
	n := l.pages.len()
	switch {
	case l.pages.all:
		return n
	case l.known && l.total > n:
		return l.total
	case n > 0:
		return n + 1
	default:
		return 0
	}
}

// Total is how many conversations the view has; known is false for a search
// that was not read to its end.
func (l *List) Total() (n int, known bool) {
	if l.pages.all {
		return l.pages.len(), true
	}
	return l.total, l.known
}

// Opening reports whether nothing was read yet; Fault is what stopped reading.
func (l *List) Opening() bool { return l.opening }

// Fault is why the rows could not be read; nil when they could.
func (l *List) Fault() error { return l.err }

// Row gives a row when it is at hand. It asks for nothing: the screen says by
// Look what it wants to see.
func (l *List) Row(i int) (inbox.Row, bool) { return l.pages.row(i) }

// Find is where a conversation is in the view; -1 when it is not at hand.
func (l *List) Find(id inbox.ConversationID) int { return l.pages.index(id) }

// Look says which rows are seen now.
func (l *List) Look(first, last int) {
	l.first, l.last = first, last
	l.want = last + PageSize/2
	l.load()
}

// Refresh reads again what is seen, because something changed.
func (l *List) Refresh() {
	if l.busy {
		l.again = true
		return
	}
	l.reread()
}

// load reads what is wanted and not there.
func (l *List) load() {
	if l.busy {
		return
	}
	if k, missing := l.missing(); missing {
		l.run(l.readPage(k))
		return
	}
	if l.pages.all || l.pages.len() > l.want {
		return
	}
	want := PageSize
	if l.want-l.pages.len() > 2*PageSize {
		want = farLoad
	}
	view, after := l.view, l.pages.next
	l.run(func(ctx context.Context) (func() bool, error) {
		rows, err := l.desk.Rows(ctx, view, after, want)
		total, known := l.desk.Total(ctx, view)
		return func() bool { l.pages.append(rows, want); l.total, l.known = total, known; return true }, err
	})
}

// missing finds a page that is seen and whose rows are not kept.
func (l *List) missing() (int, bool) {
	for i := max(0, l.first); i <= l.last; i++ {
		if k, _, ok := l.pages.at(i); ok && l.pages.list[k].rows == nil && l.pages.list[k].n > 0 {
			return k, true
		}
	}
	return 0, false
}

// reread reads again the first page, where news arrives, and the pages seen.
func (l *List) reread() {
	if len(l.pages.list) == 0 {
		l.pages.all = false
		l.load()
		return
	}
	seen := []int{0}
	for _, i := range []int{l.first, l.last, l.at} {
		if k, _, ok := l.pages.at(i); ok && !slices.Contains(seen, k) {
			seen = append(seen, k)
		}
	}
	l.pages.forget(seen)
	readings := make([]reading, len(seen))
	for i, k := range seen {
		readings[i] = l.readPage(k)
	}
	l.run(l.together(readings))
}

// together makes one reading of several, with the total after them.
func (l *List) together(readings []reading) reading {
	view := l.view
	return func(ctx context.Context) (func() bool, error) {
		var apply []func() bool
		for _, read := range readings {
			f, err := read(ctx)
			if err != nil {
				return nil, err
			}
			apply = append(apply, f)
		}
		total, known := l.desk.Total(ctx, view)
		return func() bool {
			whole := true
			for _, f := range apply {
				whole = f() && whole
				if !whole {
					break
				}
			}
			l.total, l.known = total, known
			return whole
		}, nil
	}
}

// readPage prepares to read one page again; what the reading gives puts the
// rows in and says whether the page was read to its end. No page changes while
// the list is busy.
func (l *List) readPage(k int) reading {
	view, start, want := l.view, l.pages.list[k].start, l.pages.list[k].n+PageSize
	return func(ctx context.Context) (func() bool, error) {
		rows, err := l.desk.Rows(ctx, view, start, want)
		return func() bool {
			if l.pages.reread(k, rows, want) {
				return true
			}
			l.pages.restart() // more came in than a page takes: read from the start
			return false
		}, err
	}
}

// reading is work off the window's goroutine; what it gives is applied on it.
type reading func(context.Context) (apply func() bool, err error)

// restart forgets everything but the order.
func (p *pages) restart() { *p = pages{sort: p.sort} }

// run does one piece of reading at a time.
func (l *List) run(read reading) {
	l.busy = true
	turn := l.turn
	l.sched.Go(func(ctx context.Context) {
		apply, err := read(ctx)
		l.sched.UI(func() {
			if turn == l.turn {
				l.done(apply, err)
			}
		})
	})
}

func (l *List) done(apply func() bool, err error) {
	l.busy, l.opening, l.err = false, false, err
	if err == nil {
		if !apply() {
			l.again = false
		}
		l.place()
		l.step()
	}
	l.changed()
	if err != nil {
		return
	}
	if l.again {
		l.again = false
		l.reread()
		return
	}
	l.load()
}

func (l *List) changed() {
	if l.OnChanged != nil {
		l.OnChanged()
	}
}
