package people

import (
	"context"

	"vigie/inbox"
	"vigie/ui/kit"
)

// pageSize is how many contacts are read at once, and mostAgain how many at
// most when the list is read again.
const (
	pageSize  = 200
	mostAgain = 1000
)

// pager holds a list of contacts as far as it was scrolled. It belongs to the
// UI goroutine.
type pager struct {
	desk  Desk
	sched kit.Scheduler
	view  inbox.ContactView
	rows  []inbox.ContactRow
	at    map[inbox.ContactID]int
	all   bool // nothing follows
	busy  bool
	again bool // what is shown became old while it was read
	turn  int  // of the view: what was asked for an earlier one is dropped
	err   error
	news  func() // the rows changed, or could not be read
}

// show begins another view.
func (p *pager) show(v inbox.ContactView) {
	p.view, p.rows, p.at, p.all, p.busy, p.err = v, nil, nil, false, false, nil
	p.turn++
	p.more()
}

// more reads the next page, if there is one and none is on its way.
func (p *pager) more() {
	if p.all || p.busy {
		return
	}
	var after inbox.ContactPlace
	if n := len(p.rows); n > 0 {
		after = p.rows[n-1].Place
	}
	p.read(after, pageSize, func(list []inbox.ContactRow) []inbox.ContactRow { return append(p.rows, list...) })
}

// reload reads what is shown once more.
func (p *pager) reload() {
	if p.busy {
		p.again = true
		return
	}
	n := min(mostAgain, max(pageSize, len(p.rows)))
	p.read(inbox.ContactPlace{}, n, func(list []inbox.ContactRow) []inbox.ContactRow { return list })
}

func (p *pager) read(after inbox.ContactPlace, n int, join func([]inbox.ContactRow) []inbox.ContactRow) {
	p.busy = true
	turn, view := p.turn, p.view
	p.sched.Go(func(ctx context.Context) {
		list, err := p.desk.Contacts(ctx, view, after, n)
		p.sched.UI(func() {
			if turn != p.turn {
				return
			}
			p.busy, p.err = false, err
			if err == nil {
				p.rows, p.all = join(list), len(list) < n
				p.index()
			}
			p.news()
			if p.again {
				p.again = false
				p.reload()
			}
		})
	})
}

// index finds the contacts. One that was heard of between two pages can come
// twice: the later line goes.
func (p *pager) index() {
	p.at = make(map[inbox.ContactID]int, len(p.rows))
	kept := p.rows[:0]
	for _, r := range p.rows {
		if _, twice := p.at[r.ID]; twice {
			continue
		}
		p.at[r.ID] = len(kept)
		kept = append(kept, r)
	}
	p.rows = kept
}
