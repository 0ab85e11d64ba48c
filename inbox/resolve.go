package inbox

import (
	"slices"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Asker is what the names of a search are made sense of with.
type Asker struct {
	Me       team.MemberID // who "me" is; empty is nobody
	Roster   team.Roster
	Accounts []Account
	// Now is the time that days are counted from; its zone is the one that the
	// days begin in.
	Now time.Time
}

// Resolve gives the terms with their names found in the house. A name that is
// nobody's, or that several share, is refused with what was typed and where.
func (t Terms) Resolve(a Asker) (Terms, error) {
	names := t.Names
	t.Names = nil
	for _, n := range names {
		if err := t.resolve(n, a); err != nil {
			return Terms{}, err
		}
	}
	return t, nil
}

func (t *Terms) resolve(n Name, a Asker) (err error) {
	switch n.Mark {
	case MarkAccount:
		return resolveTo(&t.Accounts, n, a.account)
	case MarkChannel:
		return resolveTo(&t.Channels, n, a.channel)
	case MarkDepartment:
		return resolveTo(&t.Departments, n, a.department)
	case MarkAssignee:
		return resolveTo(&t.Assignees, n, a.member)
	default:
		return t.resolveDay(n, a.Now)
	}
}

func resolveTo[T comparable](into *Among[T], n Name, find func(Name) (T, error)) error {
	v, err := find(n)
	if err == nil {
		into.add(v, n.Not)
	}
	return err
}

// resolveDay takes a day for its beginning; -before: is after: and the other
// way round.
func (t *Terms) resolveDay(n Name, now time.Time) error {
	day, ok := Day(n.Text, now)
	if !ok {
		return n.wrong("fault.search-day")
	}
	if (n.Mark == MarkAfter) != n.Not {
		if day.After(t.After) {
			t.After = day
		}
		return nil
	}
	if t.Before.IsZero() || day.Before(t.Before) {
		t.Before = day
	}
	return nil
}

func (n Name) wrong(key string, pairs ...any) error {
	return fault.New(fault.Invalid, key, append([]any{"Mark", n.Typed, "Value", n.Text, "Column", n.At}, pairs...)...)
}

// named is something of the house with the names that it goes by.
type named[T any] struct {
	value T
	show  string
	exact []string
}

// choose finds what a name means: that whose name it is, or else the only one
// with a name, or a word of a name, that begins like it.
func choose[T any](n Name, list []named[T], none string) (T, error) {
	typed := Fold(strings.TrimPrefix(n.Text, "@"))
	var nothing T
	var begin []named[T]
	for _, k := range list {
		for _, name := range k.exact {
			if Fold(name) == typed {
				return k.value, nil
			}
		}
		if slices.ContainsFunc(k.exact, func(name string) bool { return begins(Fold(name), typed) }) {
			begin = append(begin, k)
		}
	}
	switch len(begin) {
	case 0:
		return nothing, n.wrong(none)
	case 1:
		return begin[0].value, nil
	}
	var shown []string
	for _, k := range begin[:min(4, len(begin))] {
		shown = append(shown, k.show)
	}
	return nothing, n.wrong("fault.search-several", "Names", strings.Join(shown, ", "))
}

// begins reports whether a name, or one of its words, begins like what was
// typed.
func begins(name, typed string) bool {
	return strings.HasPrefix(name, typed) || slices.ContainsFunc(strings.Fields(name), func(w string) bool { return strings.HasPrefix(w, typed) })
}

func (a Asker) account(n Name) (AccountID, error) {
	var list []named[AccountID]
	for _, k := range a.Accounts {
		list = append(list, named[AccountID]{k.ID, k.Name, []string{k.Name, k.Address, string(k.ID)}})
	}
	return choose(n, list, "fault.search-account")
}

// Channels lists the channels that a conversation can come by, in the order in
// which they are offered.
func Channels() []Channel {
	return []Channel{ChannelEmail, ChannelMastodon, ChannelFeed, ChannelClip, ChannelImport}
}

func (a Asker) channel(n Name) (Channel, error) {
	var list []named[Channel]
	for _, c := range Channels() {
		k := named[Channel]{c, string(c), []string{string(c)}}
		switch c {
		case ChannelEmail:
			k.exact = append(k.exact, "e-mail", "mail")
		case ChannelFeed:
			k.exact = append(k.exact, "flux", "rss")
		case ChannelClip:
			k.exact = append(k.exact, "relevé")
		}
		list = append(list, k)
	}
	return choose(n, list, "fault.search-channel")
}

func (a Asker) department(n Name) (team.DepartmentID, error) {
	if slices.Contains([]string{"none", "aucun", "-"}, Fold(n.Text)) {
		return "", nil
	}
	var list []named[team.DepartmentID]
	for _, d := range a.Roster.Departments {
		list = append(list, named[team.DepartmentID]{d.ID, d.Name, []string{d.Name, string(d.ID)}})
	}
	return choose(n, list, "fault.search-department")
}

func (a Asker) member(n Name) (team.MemberID, error) {
	switch typed := Fold(n.Text); {
	case slices.Contains([]string{"nobody", "none", "personne", "aucun", "-"}, typed):
		return "", nil
	case slices.Contains([]string{"me", "moi"}, typed) && a.Me == "":
		return "", n.wrong("fault.search-me")
	case slices.Contains([]string{"me", "moi"}, typed):
		return a.Me, nil
	}
	var list []named[team.MemberID]
	for _, m := range a.Roster.Members {
		list = append(list, named[team.MemberID]{m.ID, m.Name, []string{m.Handle, m.Name, string(m.ID)}})
	}
	return choose(n, list, "fault.search-member")
}

// Day reads a day as a person types it: 2026-03-10, 10/03/2026, 10/03 (the last
// one), today, yesterday, a weekday's distance as 7d, 2w or 3m ago, and the same
// in French. It gives the beginning of the day in now's zone.
func Day(typed string, now time.Time) (time.Time, bool) {
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	typed = Fold(strings.TrimSpace(typed))
	switch typed {
	case "today", "aujourd'hui", "aujourd’hui":
		return today, true
	case "yesterday", "hier":
		return today.AddDate(0, 0, -1), true
	}
	if day, ok := ago(typed, today); ok {
		return day, true
	}
	for _, layout := range []string{"2006-1-2", "2/1/2006", "2.1.2006", "2006-1", "1/2006", "2/1"} {
		day, err := time.ParseInLocation(layout, typed, now.Location())
		if err != nil {
			continue
		}
		if layout == "2/1" {
			if day = time.Date(y, day.Month(), day.Day(), 0, 0, 0, 0, now.Location()); day.After(today) {
				day = day.AddDate(-1, 0, 0)
			}
		}
		return day, true
	}
	return time.Time{}, false
}

// ago reads "7d", "7j", "2w", "2s", "3m" and "1y", "1a" before today.
func ago(typed string, today time.Time) (time.Time, bool) {
	n, i := 0, 0
	for i < len(typed) && typed[i] >= '0' && typed[i] <= '9' && i < 4 {
		n, i = n*10+int(typed[i]-'0'), i+1
	}
	if i == 0 {
		return time.Time{}, false
	}
	switch typed[i:] {
	case "d", "j":
		return today.AddDate(0, 0, -n), true
	case "w", "s", "sem":
		return today.AddDate(0, 0, -7*n), true
	case "m":
		return today.AddDate(0, -n, 0), true
	case "y", "a":
		return today.AddDate(-n, 0, 0), true
	default:
		return time.Time{}, false
	}
}
