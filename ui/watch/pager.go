package watch

import (
	"context"

	domain "vigie/inbox/watch"
	"vigie/ui/kit"
)

// pageSize is how many hits are read at once, and mostAgain how many at most
// when the list is read again.
const (
	pageSize  = 200
	mostAgain = 1000
)

// pager holds the hits of a watch as far as they were scrolled. It belongs to
// the UI goroutine.
type pager struct {
	desk  Desk
	sched kit.Scheduler
	of    domain.ID
	rows  []domain.Hit
	at    map[string]int
	all   bool // nothing follows
	busy  bool
	again bool // what is shown became old while it was read
	turn  int  // of the watch: what was asked for an earlier one is dropped
	err   error
	news  func() // the rows changed, or could not be read
}

// show begins another watch.
func (p *pager) show(id domain.ID) {
	p.of, p.rows, p.at, p.all, p.busy, p.again, p.err = id, nil, nil, false, false, false, nil
	p.turn++
	if id != "" {
		p.more()
	}
}

// more reads the next page, if there is one and none is on its way.
func (p *pager) more() {
	if p.all || p.busy {
		return
	}
	var after domain.HitPlace
	if n := len(p.rows); n > 0 {
		after = p.rows[n-1].Place()
	}
	p.read(after, pageSize, func(list []domain.Hit) []domain.Hit { return append(p.rows, list...) })
}

// reload reads what is shown once more.
func (p *pager) reload() {
	if p.of == "" {
		return
	}
	if p.busy {
		p.again = true
		return
	}
	n := min(mostAgain, max(pageSize, len(p.rows)))
	p.read(domain.HitPlace{}, n, func(list []domain.Hit) []domain.Hit { return list })
}

func (p *pager) read(after domain.HitPlace, n int, join func([]domain.Hit) []domain.Hit) {
	p.busy = true
	turn, of := p.turn, p.of
	p.sched.Go(func(ctx context.Context) {
		list, err := p.desk.WatchHits(ctx, of, after, n)
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

func (p *pager) index() {
	p.at = make(map[string]int, len(p.rows))
	for i, h := range p.rows {
		p.at[string(h.Message)] = i
	}
}
