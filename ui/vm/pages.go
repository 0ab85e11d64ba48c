package vm

import (
	"slices"
	"strings"

	"vigie/inbox"
)

// PageSize is how many rows are read at once.
const PageSize = 200

// keptPages is how many pages keep their rows; of the rest only their length
// and where they begin is kept, so that a list of 200,000 rows costs little.
const keptPages = 24

// page is a stretch of a view: what lies after start and not after the start of
// the next one. It grows and shrinks when its stretch is read again.
type page struct {
	start inbox.Place
	n     int
	rows  []inbox.Row // nil when they are not kept
}

// pages is a view as far as it was read.
type pages struct {
	sort inbox.Sort
	list []page
	next inbox.Place // where what was not read yet begins
	all  bool        // nothing follows
	used []int       // pages with rows, the last used at the end
	// on is the page of each row that is kept.
	on map[inbox.ConversationID]int
}

func (p *pages) len() int {
	n := 0
	for _, pg := range p.list {
		n += pg.n
	}
	return n
}

// at finds the page that a row is on, and which of it.
func (p *pages) at(i int) (pg, in int, ok bool) {
	for k := range p.list {
		if i < p.list[k].n {
			return k, i, i >= 0
		}
		i -= p.list[k].n
	}
	return 0, 0, false
}

// row gives a row when its page is kept.
func (p *pages) row(i int) (inbox.Row, bool) {
	k, in, ok := p.at(i)
	if !ok || in >= len(p.list[k].rows) {
		return inbox.Row{}, false
	}
	p.touch(k)
	return p.list[k].rows[in], true
}

// index finds a row among those kept.
func (p *pages) index(id inbox.ConversationID) int {
	k, ok := p.on[id]
	if !ok {
		return -1
	}
	before := 0
	for _, pg := range p.list[:k] {
		before += pg.n
	}
	in := slices.IndexFunc(p.list[k].rows, func(r inbox.Row) bool { return r.ID == id })
	if in < 0 {
		return -1
	}
	return before + in
}

// append adds what follows; fewer rows than were wanted is the end.
func (p *pages) append(rows []inbox.Row, want int) {
	p.all = len(rows) < want
	for chunk := range slices.Chunk(rows, PageSize) {
		p.list = append(p.list, page{start: p.next})
		p.next = inbox.PlaceOf(chunk[len(chunk)-1].Conversation, p.sort)
		p.keep(len(p.list)-1, chunk)
	}
}

// keep gives a page its rows and takes them from the page that was not used
// for longest.
func (p *pages) keep(k int, rows []inbox.Row) {
	p.drop(k)
	p.list[k].rows, p.list[k].n = slices.Clone(rows), len(rows)
	if p.on == nil {
		p.on = map[inbox.ConversationID]int{}
	}
	for _, r := range rows {
		p.on[r.ID] = k
	}
	p.touch(k)
	if len(p.used) > keptPages {
		p.drop(p.used[0])
		p.used = p.used[1:]
	}
}

// drop forgets the rows of a page, unless another page has them by now.
func (p *pages) drop(k int) {
	for _, r := range p.list[k].rows {
		if p.on[r.ID] == k {
			delete(p.on, r.ID)
		}
	}
	p.list[k].rows = nil
}

func (p *pages) touch(k int) {
	if n := len(p.used); n > 0 && p.used[n-1] == k {
		return
	}
	p.used = append(slices.DeleteFunc(p.used, func(u int) bool { return u == k }), k)
}

// forget drops the rows of every page but those named: they may be old.
func (p *pages) forget(but []int) {
	p.used = slices.DeleteFunc(p.used, func(k int) bool {
		if slices.Contains(but, k) {
			return false
		}
		p.drop(k)
		return true
	})
}

// end is where a page's stretch ends; bounded is false when nothing follows.
func (p *pages) end(k int) (end inbox.Place, bounded bool) {
	if k+1 < len(p.list) {
		return p.list[k+1].start, true
	}
	return p.next, !p.all
}

// reread gives a page what its stretch holds now. rows begins at the page's
// start; want is how many were asked for. It reports whether the stretch was
// read to its end; when not, more must be asked for.
func (p *pages) reread(k int, rows []inbox.Row, want int) bool {
	end, bounded := p.end(k)
	short := len(rows) < want
	if bounded {
		if cut := p.cut(rows, end); cut >= 0 {
			rows, short = rows[:cut], true
		}
	}
	if !short && bounded {
		return false
	}
	p.keep(k, rows)
	if !bounded {
		p.all = short
		if len(rows) > 0 {
			p.next = inbox.PlaceOf(rows[len(rows)-1].Conversation, p.sort)
		}
	}
	return true
}

// cut is how many of the rows lie before the end of a stretch: up to the row
// that ended it when it is still there, or else up to the first row behind it.
func (p *pages) cut(rows []inbox.Row, end inbox.Place) int {
	if last := slices.IndexFunc(rows, func(r inbox.Row) bool { return inbox.PlaceOf(r.Conversation, p.sort) == end }); last >= 0 {
		return last + 1
	}
	return slices.IndexFunc(rows, func(r inbox.Row) bool { return p.after(inbox.PlaceOf(r.Conversation, p.sort), end) })
}

// after reports whether a lies behind b in the order of the view. Rows of one
// moment are ordered by id, the same way round as the moments are.
func (p *pages) after(a, b inbox.Place) bool {
	c := strings.Compare(string(a.ID), string(b.ID))
	switch {
	case a.Key > b.Key:
		c = 1
	case a.Key < b.Key:
		c = -1
	}
	if p.sort == inbox.NewestFirst {
		return c < 0
	}
	return c > 0
}
