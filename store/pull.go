package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox/team"
	"vigie/store/wire"
)

// standing is the workspace's one row, with what it says of the device.
type standing struct {
	uid, epoch          string
	rev, floor          int64
	lastSeq, scopeEpoch int64
	erased              int64 // the revision of the last erasure
}

func standingOf(r reading, device string) (standing, error) {
	v, err := first(r, func(s scanner) (v standing, err error) {
		err = s.Scan(&v.uid, &v.epoch, &v.rev, &v.floor, &v.lastSeq, &v.scopeEpoch, &v.erased)
		return v, err
	}, `SELECT w.uid, w.log_epoch, w.rev, w.log_floor, COALESCE(d.last_seq, 0), COALESCE(d.scope_epoch, 0), COALESCE((SELECT MAX(e.rev) FROM erasure e), 0)
		FROM workspace w LEFT JOIN device d ON d.id = ?`, device)
	if err != nil {
		return v, fmt.Errorf("read where the workspace stands: %w", err)
	}
	return v, nil
}

// Revision is the number of the last change.
func (w *Workspace) Revision(ctx context.Context) (int64, error) {
	n, err := first(w.glance(ctx), plain[int64], `SELECT rev FROM workspace`)
	return n, explain(err)
}

// Hello is what the workspace says of itself to anybody. The version of the
// program is for the server to add.
func (w *Workspace) Hello(ctx context.Context) (wire.Hello, error) {
	v, err := standingOf(w.glance(ctx), "")
	if err != nil {
		return wire.Hello{}, explain(err)
	}
	brand, err := w.Setting(ctx, SettingBrand)
	if err != nil {
		return wire.Hello{}, err
	}
	return wire.Hello{
		ProtoMin: wire.Proto, ProtoMax: wire.Proto, Workspace: v.uid, Brand: brand, Epoch: v.epoch, Now: millis(w.now()),
	}, nil
}

// Pull gives what changed since a cursor and the caller sees, of one moment.
func (w *Workspace) Pull(ctx context.Context, by Caller, p wire.Pull) (wire.Page, error) {
	var page wire.Page
	var seat Seat
	var now standing
	err := w.snapshot(ctx, func(r reading) (err error) {
		if seat, err = seatOf(r, by); err != nil {
			return err
		}
		if now, err = standingOf(r, by.Device); err != nil {
			return err
		}
		if err := now.refuses(p); err != nil {
			return err
		}
		g := &gathering{r: r, m: seat.Member, page: wire.Page{
			To: now.rev, LastSeq: now.lastSeq, Floor: now.floor, ScopeEpoch: now.scopeEpoch,
		}}
		if err := w.since(g, now, p.Cursor, limitOf(p.Limit)); err != nil {
			return err
		}
		if p.Sums && !g.page.More {
			if g.page.Sums, err = sums(r, seat.Member, p.Horizon); err != nil {
				return err
			}
		}
		page = g.page
		return nil
	})
	if p := asProblem(err); p != nil {
		return wire.Page{}, p
	}
	if err == nil && !p.Mid {
		if failed := w.acked(ctx, seat.Device, now.erased, p.Cursor); failed != nil { // it proves nothing yet, and is made again
			w.opts.Log.Warn("it is not noted how far a device is", "device", by.Device, "error", failed)
		}
	}
	return page, err
}

func limitOf(asked int) int {
	if asked <= 0 || asked > wire.MostRows {
		return wire.MostRows
	}
	return asked
}

// refuses says why a desktop cannot go on from where it stands.
func (s standing) refuses(p wire.Pull) error {
	switch {
	case p.Schema < RowsVersion:
		return &wire.Problem{Code: wire.CodeUpgrade}
	case p.Epoch != s.epoch || p.Cursor < s.floor || p.Cursor > s.rev || p.ScopeEpoch != s.scopeEpoch:
		return &wire.Problem{Code: wire.CodeResync}
	default:
		return nil
	}
}

// gathering collects a page for one member.
type gathering struct {
	r    reading
	m    team.Member
	page wire.Page
	sent map[rowKey]bool
}

// line is what the change log says of one row since the cursor.
type line struct {
	rowKey
	rev       int64
	op        string
	sawBefore bool // it was seen as of the cursor, where a move is logged
	moved     bool
	left      bool // it was seen at some time and may be no more
}

// since gathers what became of rows since a cursor, from what others were given
// where it is the same.
func (w *Workspace) since(g *gathering, now standing, cursor int64, limit int) error {
	if limit == wire.MostRows {
		if kept := w.pages.at(now, cursor); kept != nil {
			return kept.page(g, cursor, limit)
		}
	}
	entries, err := logSince(g.r, cursor, limit)
	if err != nil {
		return err
	}
	return g.gather(entries, limit)
}

// entry is a line of the change log as it stands there.
type entry struct {
	rowKey
	rev        int64
	op, before string
}

// logSince reads the change log from a cursor on.
func logSince(r reading, cursor int64, limit int) ([]entry, error) {
	read := func(s scanner) (e entry, err error) {
		err = s.Scan(&e.rev, &e.kind, &e.id, &e.op, &e.before)
		return e, err
	}
	end, most := limitTo(limit)
	list, err := all(r, read, `SELECT rev, kind, id, op, before FROM changelog WHERE rev > ? ORDER BY rev `+end, append([]any{cursor}, most...)...)
	if err != nil {
		return nil, fmt.Errorf("read change log: %w", err)
	}
	return list, nil
}

func (g *gathering) gather(entries []entry, limit int) error {
	g.sent = map[rowKey]bool{}
	lines := g.lines(entries, limit)
	for _, k := range kinds() {
		var mine []line
		for _, l := range lines {
			if l.kind == k.name && !k.local(l.id) {
				mine = append(mine, l)
			}
		}
		if err := g.take(k, mine); err != nil {
			return fmt.Errorf("gather %s: %w", k.name, err)
		}
	}
	for _, l := range lines {
		if l.kind == wire.Words {
			g.page.Gone = append(g.page.Gone, wire.Key{Kind: l.kind, ID: l.id, Rev: l.rev, Op: wire.OpErase})
		}
	}
	return g.withContacts()
}

// lines gives each row once, with what became of it. Rows beyond the limit are
// for the next page.
func (g *gathering) lines(list []entry, limit int) []line {
	if len(list) == limit && list[limit-1].rev < g.page.To {
		g.page.To, g.page.More = list[limit-1].rev, true
	}
	at := map[rowKey]int{}
	var out []line
	for _, e := range list {
		i, known := at[e.rowKey]
		if !known {
			i = len(out)
			at[e.rowKey] = i
			out = append(out, line{rowKey: e.rowKey})
		}
		l := &out[i]
		l.rev, l.op = e.rev, e.op
		if e.before == "" {
			continue
		}
		saw := g.m.MaySee(team.AudienceOf(strings.Fields(e.before)))
		if !l.moved {
			l.moved, l.sawBefore = true, saw
		}
		l.left = l.left || saw
	}
	return out
}

// take adds what became of rows of one kind.
func (g *gathering) take(k kind, lines []line) error {
	var ids []string
	for _, l := range lines {
		if !strings.HasPrefix(l.id, hiddenPrefix) {
			ids = append(ids, l.id)
		}
	}
	seen, err := k.narrowed(g.r, g.m, ids)
	if err != nil {
		return err
	}
	rows, err := k.rows(g.r, seen)
	if err != nil {
		return err
	}
	here := map[string]bool{}
	for _, row := range rows {
		here[row.ID] = true
	}
	g.put(g.ripe(rows, lines)...)
	for _, l := range lines {
		switch {
		case here[l.id] && k.name == "conversation" && l.moved && !l.sawBefore:
			err = g.whole(l.id)
		case !here[l.id]:
			err = g.gone(k, l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ripe leaves out rows that changed once more after the page: they come with a
// later one, together with what they say something of (how many messages there
// are). What came into sight comes now, whole.
func (g *gathering) ripe(rows []wire.Row, lines []line) []wire.Row {
	if !g.page.More {
		return rows
	}
	cameIn := map[string]bool{}
	for _, l := range lines {
		cameIn[l.id] = l.moved && !l.sawBefore
	}
	return slices.DeleteFunc(rows, func(row wire.Row) bool { return row.Rev > g.page.To && !cameIn[row.ID] })
}

// put adds rows, each once in a page.
func (g *gathering) put(rows ...wire.Row) {
	for _, row := range rows {
		if key := (rowKey{row.Kind, row.ID}); !g.sent[key] {
			g.sent[key] = true
			g.page.Puts = append(g.page.Puts, row)
		}
	}
}

// gone says that a row is not there any more, or not for the member. Of what
// they never saw nothing is said, as far as the key itself says something.
func (g *gathering) gone(k kind, l line) error {
	op := wire.Op(l.op)
	if l.op == opPut {
		op = wire.OpLeave
	}
	if op == wire.OpLeave && !l.left {
		return nil
	}
	telling := k.name == "identity" || k.name == "link_refusal"
	if telling && !g.m.SeesAll() && !l.left {
		return nil
	}
	g.page.Gone = append(g.page.Gone, wire.Key{Kind: k.name, ID: l.id, Rev: l.rev, Op: op})
	return nil
}

// whole adds all that hangs on a conversation that came into sight.
func (g *gathering) whole(id string) error {
	rows, err := hangingOn(g.r, []string{id})
	g.put(rowsFrom(rows)...)
	return err
}

// withContacts adds the contacts of what is in the page, for a member who does
// not have them all.
func (g *gathering) withContacts() error {
	if g.m.SeesAll() {
		return nil
	}
	var ids []string
	for _, row := range g.page.Puts {
		switch row.Kind {
		case "conversation", "message":
			ids = append(ids, columnOf(row, "contact"))
		}
	}
	rows, err := contactsOf(g.r, ids)
	g.put(rowsFrom(rows)...)
	return err
}
