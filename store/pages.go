package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"vigie/inbox/team"
	"vigie/store/wire"
)

// pages are what became of rows since a cursor, read once for all desktops that
// ask after a change. They hold for one revision: the rows that travel change
// with it and never without it.
type pages struct {
	mu    sync.Mutex
	epoch string
	rev   int64
	since map[int64]*pageSince
}

const (
	mostCursors = 16 // of one revision: desktops that missed something come from further back
	mostClasses = 64 // of who sees what, at one cursor
	mostEntries = 64 // entries of the change log: longer pages are rare, and large
)

// pageSince is what the change log has since a cursor, and the pages that were
// made of it.
type pageSince struct {
	mu      sync.Mutex
	entries []entry
	read    bool
	heard   audience
	made    map[string]wire.Page // by class
}

// at gives what is known since a cursor; nil where nothing is to be kept.
func (p *pages) at(now standing, cursor int64) *pageSince {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.epoch != now.epoch || p.rev < now.rev {
		p.epoch, p.rev, p.since = now.epoch, now.rev, map[int64]*pageSince{}
	}
	s, known := p.since[cursor]
	if p.rev > now.rev || !known && len(p.since) == mostCursors {
		return nil
	}
	if !known {
		s = &pageSince{made: map[string]wire.Page{}}
		p.since[cursor] = s
	}
	return s
}

// page gives the page of a member, as one who sees the same of it got it.
func (s *pageSince) page(g *gathering, cursor int64, limit int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.read {
		entries, err := logSince(g.r, cursor, limit)
		if err != nil {
			return err
		}
		if s.heard, err = audienceOf(g.r, entries); err != nil {
			return err
		}
		s.entries, s.read = entries, true
	}
	class, alike := s.heard.class(g.m)
	if made, known := s.made[class]; known && alike {
		g.page.To, g.page.More, g.page.Puts, g.page.Gone = made.To, made.More, made.Puts, made.Gone
		return nil
	}
	if err := g.gather(s.entries, limit); err != nil {
		return err
	}
	if alike && len(s.made) < mostClasses {
		s.made[class] = wire.Page{To: g.page.To, More: g.page.More, Puts: slices.Clip(g.page.Puts), Gone: slices.Clip(g.page.Gone)}
	}
	return nil
}

// audience is whom entries of the change log concern.
type audience struct {
	names []string // where a member must be found to see, or to have seen, any of it; sorted
	// everybody is that it may concern anybody, and personal that what each gets
	// of it depends on more than the names.
	everybody, personal bool
}

// Audience is whom changes concern.
type Audience struct {
	names             []string
	everybody, people bool
}

// Everybody is the audience of what may concern anybody, and may have changed
// who sees what.
func Everybody() Audience { return Audience{everybody: true, people: true} }

// Everyone reports that the changes may concern anybody.
func (a Audience) Everyone() bool { return a.everybody }

// People reports that members may have changed, and with them what they see.
func (a Audience) People() bool { return a.people }

// Has reports whether the changes may concern a member: they see, or saw, some
// of it. One too many costs a look, one too few costs a minute.
func (a Audience) Has(m team.Member) bool {
	return a.everybody || m.SeesAll() || slices.ContainsFunc(m.Places(), func(p string) bool { return slices.Contains(a.names, p) })
}

// Audience tells whom the changes after a revision, up to another, concern.
func (w *Workspace) Audience(ctx context.Context, after, to int64) (Audience, error) {
	r := w.glance(ctx) // what changes between two questions is told of by itself
	entries, err := logSince(r, after, mostEntries+1)
	if err != nil || int64(len(entries)) < to-after || len(entries) > mostEntries || after > to {
		return Everybody(), explain(err) // the log was cut, or there is too much
	}
	a, err := audienceOf(r, entries)
	return Audience{a.names, a.everybody, slices.ContainsFunc(entries, func(e entry) bool { return e.kind == "member" })}, explain(err)
}

// class names those who see the same of it.
func (a audience) class(m team.Member) (class string, alike bool) {
	if m.SeesAll() {
		return "*", !a.personal
	}
	places := slices.DeleteFunc(m.Places(), func(p string) bool { return !slices.Contains(a.names, p) })
	return strings.Join(places, " "), !a.personal && !m.Retired
}

// audienceOf reads whom entries concern, as things stand now.
func audienceOf(r reading, entries []entry) (a audience, err error) {
	if len(entries) > mostEntries {
		return audience{everybody: true, personal: true}, nil
	}
	names, asked := map[string]bool{}, map[rowKey]bool{}
	var asks []statement
	for _, e := range entries {
		for _, n := range strings.Fields(e.before) {
			names[n] = true
		}
		k, known := kindNamed(e.kind)
		a.everybody = a.everybody || e.kind == wire.Words
		if !known || k.local(e.id) {
			continue
		}
		switch {
		case k.reach == byMember:
			a.personal, a.everybody = true, true
		case k.reach == toAll, e.op != opPut && k.reach != toWide:
			a.everybody = true // of a row that is gone nothing says who saw it
		}
		if asked[e.rowKey] {
			continue
		}
		asked[e.rowKey] = true
		ask, err := k.concerns(e.id)
		if err != nil {
			return a, err
		}
		asks = append(asks, ask...)
	}
	list, err := united(r, asks)
	if err != nil {
		return a, fmt.Errorf("ask whom changes concern: %w", err)
	}
	for _, n := range list {
		names[n] = true
	}
	for n := range names {
		a.names = append(a.names, n)
	}
	slices.Sort(a.names)
	return a, nil
}

// united asks for names: of a server all at once, since each question is a way
// there and back; of a file one by one, since those are prepared already.
func united(r reading, asks []statement) (out []string, err error) {
	if l, ok := r.(look); ok && l.w.engine.served && len(asks) > 1 {
		var one statement
		texts := make([]string, len(asks))
		for i, ask := range asks {
			texts[i] = ask.text
			one.args = append(one.args, ask.args...)
		}
		one.text = strings.Join(texts, ` UNION `)
		asks = []statement{one}
	}
	for _, ask := range asks {
		list, err := all(r, plain[string], ask.text, ask.args...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// concerns asks for the places from which a row is seen by who does not see
// everything.
func (k kind) concerns(id string) ([]statement, error) {
	var ways []string
	switch k.reach {
	case byConversation:
		ways = []string{`conversation_scope s ON s.conversation = t.` + k.on}
	case byMessage:
		ways = []string{`message m ON m.id = t.` + k.on + ` JOIN conversation_scope s ON s.conversation = m.conversation`}
	case byContact:
		ways = []string{
			`conversation c ON c.contact = t.` + k.on + ` JOIN conversation_scope s ON s.conversation = c.id`,
			`message m ON m.contact = t.` + k.on + ` JOIN conversation_scope s ON s.conversation = m.conversation`,
		}
	default:
		return nil, nil
	}
	if strings.HasPrefix(id, hiddenPrefix) {
		return nil, nil
	}
	parts, err := k.parts(id)
	if err != nil {
		return nil, err
	}
	var out []statement
	for _, way := range ways {
		out = append(out, statement{`SELECT DISTINCT s.who FROM ` + k.name + ` t JOIN ` + way + ` WHERE t.` + strings.Join(k.key, " = ? AND t.") + ` = ?`, parts})
	}
	return out, nil
}
