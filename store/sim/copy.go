package sim

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// copied is a desktop's copy: rows with the shadows of those that orders
// changed here, and where it stands.
type copied struct {
	rows   table
	shadow map[key]*row // nil: the server has no such row
	said   table        // what the server said, without shadows: what the copy is checked by
	on     bool         // changes leave shadows
	ran    map[string]bool

	ready      bool
	cursor     int64
	epoch      string
	scopeEpoch int64
	taken      int64
	token      string
	from       int64
}

func newCopy() *copied {
	return &copied{rows: table{}, shadow: map[key]*row{}, said: table{}, ran: map[string]bool{}, on: true}
}

func (c *copied) clone() *copied {
	out := *c
	out.rows, out.shadow, out.said, out.ran = maps.Clone(c.rows), maps.Clone(c.shadow), maps.Clone(c.said), maps.Clone(c.ran)
	return &out
}

func (c *copied) get(k key) (row, bool)      { r, ok := c.rows[k]; return r, ok }
func (c *copied) of(kind, conv string) []row { return c.rows.of(kind, conv) }

// put writes a row that an order changed.
func (c *copied) put(k key, r row) {
	if _, kept := c.shadow[k]; !kept && c.on {
		c.shadow[k] = nil
		if had, ok := c.rows[k]; ok {
			c.shadow[k] = &had
		}
	}
	r.rev, r.print = c.rows[k].rev, 0
	c.rows[k] = r
}

// take takes a row of the server: older ones than it has are left aside.
func (c *copied) take(k key, r row) {
	if c.said[k].rev >= r.rev {
		return
	}
	c.said[k] = r
	if _, kept := c.shadow[k]; kept {
		c.shadow[k] = &r
		return
	}
	c.rows[k] = r
}

func (c *copied) takeAll(puts table) {
	for _, k := range puts.sorted() {
		c.take(k, puts[k])
	}
}

// takeGone removes what is gone; what hangs on a conversation out of sight
// goes with it.
func (c *copied) takeGone(gone map[key]wire.Op) {
	for k, op := range gone {
		c.drop(k)
		if op != wire.OpLeave {
			continue
		}
		for other, r := range c.rows {
			if r.conv == k.id {
				c.drop(other)
			}
		}
		for other, r := range c.said {
			if r.conv == k.id {
				c.drop(other)
			}
		}
	}
}

func (c *copied) drop(k key) {
	delete(c.rows, k)
	delete(c.shadow, k)
	delete(c.said, k)
}

// rebase restores the shadows and carries the waiting orders out again; those
// that do not apply any more are left out.
func (c *copied) rebase(d *desk, waiting []wire.Order) {
	if d.w.plant != NoRestore {
		for k, r := range c.shadow {
			if delete(c.rows, k); r != nil {
				c.rows[k] = *r
			}
		}
	}
	clear(c.shadow)
	clear(c.ran)
	for _, o := range waiting {
		c.carryOut(d, o)
	}
}

// carryOut decides an order on the copy and applies it, where it is allowed.
func (c *copied) carryOut(d *desk, o wire.Order) {
	if changes, ok := c.decide(d, o); ok {
		apply(c, changes)
		c.ran[o.ID] = true
	}
}

// decide says what an order changes; false is a refusal.
func (c *copied) decide(d *desk, o wire.Order) (inbox.Changes, bool) {
	act, err := d.w.read(o)
	if err != nil || c.ran[o.ID] {
		return inbox.Changes{}, false
	}
	cmd := inbox.Command{ID: inbox.CommandID(o.ID), Conversation: inbox.ConversationID(o.Conversation), Act: act}
	changes, err := inbox.Decide(d.w.server.house.stateOf(c, cmd), cmd, d.who(), d.now())
	return changes, err == nil
}

// check compares the copy with what it must be: the server's state as far as
// it is known here, with the waiting orders upon it.
func (c *copied) check(d *desk, waiting []wire.Order) {
	model := &copied{rows: c.said, shadow: map[key]*row{}, ran: map[string]bool{}}
	if len(waiting) > 0 {
		model.rows = maps.Clone(c.said)
	}
	for _, o := range waiting {
		model.carryOut(d, o)
	}
	if diff := differ(c.rows, model.rows, true); diff != "" && !d.damaged {
		d.w.found("I7: %s shows %s", d.name, diff)
	}
}

// differ says where two tables differ; "" is nowhere. loosely ignores when
// something happened.
func differ(have, want table, loosely bool) string {
	if alike(have, want, loosely) {
		return ""
	}
	for _, k := range want.sorted() {
		h, ok := have[k]
		switch {
		case !ok:
			return fmt.Sprintf("no %s %s", k.kind, k.id)
		case !loosely && h.rev != want[k].rev:
			return fmt.Sprintf("%s %s as of %d, not %d", k.kind, k.id, h.rev, want[k].rev)
		case !same(h.body, want[k].body, loosely):
			return fmt.Sprintf("%s %s as %+v, not %+v", k.kind, k.id, h.body, want[k].body)
		}
	}
	for _, k := range have.sorted() {
		if _, ok := want[k]; !ok {
			return fmt.Sprintf("%s %s, which is not there", k.kind, k.id)
		}
	}
	return ""
}

// alike reports that two tables do not differ, without an order.
func alike(have, want table, loosely bool) bool {
	if len(have) != len(want) {
		return false
	}
	for k, w := range want {
		h, ok := have[k]
		if !ok || !loosely && h.rev != w.rev || (h.print == 0 || h.print != w.print) && !same(h.body, w.body, loosely) {
			return false
		}
	}
	return true
}

func same(a, b any, loosely bool) bool {
	if loosely {
		x, isConversation := a.(inbox.Conversation)
		y, both := b.(inbox.Conversation)
		if !isConversation || !both {
			return reflect.TypeOf(a) == reflect.TypeOf(b)
		}
		return x.Assignee == y.Assignee && x.Status == y.Status && x.Priority == y.Priority && slices.Equal(x.Tags, y.Tags) && x.Heard == y.Heard
	}
	return reflect.DeepEqual(a, b)
}

// hidden names a row on the copy that its member may not see; "" is none.
func (c *copied) hidden(m team.Member) string {
	for _, k := range c.said.sorted() {
		if r := c.said[k]; !m.MaySee(audience(c, r.conv)) && len(c.shadow) == 0 {
			return k.kind + " " + k.id
		}
	}
	return ""
}
