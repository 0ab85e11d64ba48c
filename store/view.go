package store

import (
	"slices"
	"strings"

	"vigie/inbox"
)

// viewQuery is a view on its way to SQL.
type viewQuery struct {
	from     string
	fromArgs []any
	conds    []string
	condArgs []any
	// each lists the statuses that are asked one by one and then merged, so
	// that each has an index in the view's order; empty asks all at once and
	// sorts what is found.
	each []inbox.Status
	// time and tie are the columns of the order, status that of each.
	time, tie, status string
}

func (q *viewQuery) where(condition string, values ...any) {
	q.conds = append(q.conds, condition)
	q.condArgs = append(q.condArgs, values...)
}

// sorted reports whether the view is small enough to find first and sort then.
func sorted(v inbox.View, t inbox.Terms) bool {
	return v.Contact != "" || len(v.HandedTo) > 0 || !t.Empty()
}

func queryOf(v inbox.View, t inbox.Terms, e engine, walk bool) *viewQuery {
	q := &viewQuery{from: `conversation c`, time: "c.last_at", tie: "c.id"}
	shelfColumn, statusColumn := "c.shelf", "c.status"
	switch {
	case sorted(v, t):
		// SQLite's unary plus keeps the order's own index out of the way.
		shelfColumn, statusColumn = e.aside+"c.shelf", e.aside+"c.status"
	case v.Tag != "" && v.Sort != inbox.DueFirst:
		q.from = `conversation_tag g JOIN conversation c ON c.id = g.conversation`
		q.time, q.tie, shelfColumn, statusColumn = "g.last_at", "g.conversation", "g.shelf", "g.status"
		q.where(`g.tag = ?`, v.Tag)
	}
	q.shelves(v, t, shelfColumn)
	if sorted(v, t) {
		if len(v.Statuses) > 0 {
			q.where(statusColumn+` IN `+question(len(v.Statuses)), args(v.Statuses)...)
		}
	} else {
		q.each = v.Statuses
		if len(q.each) == 0 {
			q.each = inbox.Statuses()
		}
		q.status = statusColumn
	}
	q.narrow(v)
	q.search(t, e, walk)
	return q
}

// shelves says which conversations are meant at all: a search finds what
// programs wrote, too.
func (q *viewQuery) shelves(v inbox.View, t inbox.Terms, column string) {
	switch {
	case v.Automatic:
		q.where(column+` = ?`, shelfAutomatic)
	case v.Watched:
		q.where(column+` = ?`, shelfWatched)
	case !t.Empty() || v.Contact != "":
		q.where(column+` < ?`, shelfMerged)
	default:
		q.where(column+` = ?`, shelfPeople)
	}
}

// narrow adds the conditions of the other fields. The "<> ”" let the partial
// indexes be used.
func (q *viewQuery) narrow(v inbox.View) {
	switch {
	case v.Unassigned:
		q.where(`c.assignee = ''`)
	case v.Assignee != "":
		q.where(`c.assignee = ? AND c.assignee <> ''`, v.Assignee)
	}
	if v.Department != "" {
		q.where(`c.department = ? AND c.department <> ''`, v.Department)
	}
	if len(v.HandedTo) > 0 {
		q.where(`c.handed_to IN `+question(len(v.HandedTo))+` AND c.handed_to <> ''`, args(v.HandedTo)...)
	}
	if v.Account != "" {
		q.where(`c.account = ?`, v.Account)
	}
	if v.Contact != "" {
		q.where(`c.contact = ?`, v.Contact)
	}
	if v.Kind != "" {
		q.where(`c.kind = ?`, v.Kind)
	}
	if v.Tag != "" && !strings.HasPrefix(q.from, "conversation_tag") {
		q.where(`c.id IN (SELECT g.conversation FROM conversation_tag g WHERE g.tag = ?)`, v.Tag)
	}
}

// stretch is one run of a view's order: all of it, or for DueFirst what is owed
// and then what owes nothing.
type stretch struct {
	column string // what it is ordered by
	down   bool
	only   string // an additional condition
	begun  bool   // whether after is set
	key    int64
	id     inbox.ConversationID
}

func stretches(v inbox.View, after inbox.Place, q *viewQuery) []stretch {
	begun := after.ID != ""
	if v.Sort != inbox.DueFirst {
		return []stretch{{column: q.time, down: v.Sort != inbox.OldestFirst, begun: begun, key: after.Key, id: after.ID}}
	}
	owed := stretch{column: "c.due_at", only: "c.due_at > 0", begun: begun, key: after.Key, id: after.ID}
	rest := stretch{column: q.time, down: true, only: "c.due_at = 0", id: after.ID}
	if begun && after.Key > inbox.NeverDue/2 {
		rest.begun, rest.key = true, inbox.NeverDue-after.Key
		return []stretch{rest}
	}
	return []stretch{owed, rest}
}

// page writes the query for the ids of one page of a stretch.
func (q *viewQuery) page(s stretch, limit int) (string, []any) {
	way, beyond := "", ">"
	if s.down {
		way, beyond = " DESC", "<"
	}
	end, most := limitTo(limit)
	order := "\n\tORDER BY " + s.column + way + ", " + q.tie + way + "\n\t" + end
	var parts []string
	var values []any
	for _, status := range q.statuses() {
		conds, condArgs := slices.Clone(q.conds), slices.Clone(q.condArgs)
		if s.only != "" {
			conds = append(conds, s.only)
		}
		if status != "" {
			conds, condArgs = append(conds, q.status+" = ?"), append(condArgs, status)
		}
		if s.begun {
			conds = append(conds, "("+s.column+", "+q.tie+") "+beyond+" (?, ?)")
			condArgs = append(condArgs, s.key, s.id)
		}
		text := "SELECT " + q.tie + " AS id, " + s.column + " AS k FROM " + q.from + "\n\tWHERE " + strings.Join(conds, "\n\t  AND ") + order
		parts = append(parts, "SELECT id, k FROM ("+text+") part")
		values = slices.Concat(values, q.fromArgs, condArgs, most)
	}
	text := strings.Join(parts, "\n\tUNION ALL\n\t") + "\n\tORDER BY k" + way + ", id" + way + "\n\t" + end
	return text, append(values, most...)
}

func (q *viewQuery) statuses() []inbox.Status {
	if len(q.each) == 0 {
		return []inbox.Status{""}
	}
	return q.each
}
