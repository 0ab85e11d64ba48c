package vm

import (
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/team"
)

// NavEntry is one line of the navigation: a heading, or a view with its count.
type NavEntry struct {
	ID      string // stays the same: "inbox", "department:…"; empty for a heading
	Text    string
	Heading bool
	Count   int
	Most    int // what a count is shown up to, as "99+"; zero has no bound
	View    inbox.View
	Saved   string // the id of the saved view that it is
	// Trouble says in words what is wrong with an account; Tone how badly.
	Trouble string
	Tone    Tone
	Paused  bool
}

// maxTags is how many tags the navigation lists; the others are found by
// searching.
const maxTags = 8

// Nav writes the navigation of a house.
type Nav struct {
	Formats
	House House
}

// Entries are the lines of the navigation from top to bottom.
func (n Nav) Entries() []NavEntry {
	out := n.views()
	if deps := n.departments(); len(deps) > 0 {
		out = append(out, n.heading("view.departments"))
		out = append(out, deps...)
	}
	if saved := n.saved(); len(saved) > 0 {
		out = append(out, n.heading("find.saved-views"))
		out = append(out, saved...)
	}
	if tags := n.tags(); len(tags) > 0 {
		out = append(out, n.heading("view.tags"))
		out = append(out, tags...)
	}
	if accounts := n.accounts(); len(accounts) > 0 {
		out = append(out, n.heading("view.channels"))
		out = append(out, accounts...)
	}
	return out
}

// Entry finds a line by its id.
func (n Nav) Entry(id string) (NavEntry, bool) {
	entries := n.Entries()
	i := slices.IndexFunc(entries, func(e NavEntry) bool { return e.ID == id && !e.Heading })
	if i < 0 {
		return NavEntry{}, false
	}
	return entries[i], true
}

func (n Nav) heading(key string) NavEntry {
	return NavEntry{Text: n.Texts.T(key, nil), Heading: true}
}

// ToDo are the statuses of what is still to be worked on.
func ToDo() []inbox.Status { return []inbox.Status{inbox.New, inbox.Open} }

func (n Nav) views() []NavEntry {
	me := n.House.Me
	handed := 0
	for _, d := range me.Departments {
		handed += n.count(inbox.CountHanded(d))
	}
	only := func(s inbox.Status) inbox.View { return inbox.View{Statuses: []inbox.Status{s}} }
	out := []NavEntry{
		n.entry("inbox", n.count(inbox.CountInbox), active(inbox.View{})),
		n.entry("mine", n.count(inbox.CountMember(me.ID)), active(inbox.View{Assignee: me.ID})),
		n.entry("unassigned", n.count(inbox.CountUnassigned), active(inbox.View{Unassigned: true})),
		n.entry("handed", handed, inbox.View{HandedTo: orNone(me.Departments), Sort: inbox.DueFirst}),
		n.entry("waiting", n.count(inbox.CountWaiting), only(inbox.Waiting)),
		n.entry("snoozed", n.count(inbox.CountSnoozed), only(inbox.Snoozed)),
		n.entry("resolved", 0, only(inbox.Resolved)),
		n.entry("ignored", 0, only(inbox.Ignored)),
		n.entry("automatic", n.count(inbox.CountAutomatic), inbox.View{Automatic: true}),
	}
	if aside := n.count(inbox.CountWatched); aside > 0 {
		out = append(out, n.entry("watched", aside, inbox.View{Watched: true}))
	}
	return out
}

// orNone keeps a view of no department from being a view of everything.
func orNone(deps []team.DepartmentID) []team.DepartmentID {
	if len(deps) == 0 {
		return []team.DepartmentID{"-"}
	}
	return deps
}

// active narrows a view to what is to be done, what is due first on top.
func active(v inbox.View) inbox.View {
	v.Statuses, v.Sort = ToDo(), inbox.DueFirst
	return v
}

func (n Nav) entry(id string, count int, v inbox.View) NavEntry {
	return NavEntry{ID: id, Text: n.Texts.T("view."+id, nil), Count: count, View: v}
}

func (n Nav) count(c inbox.Counter) int { return n.House.Counts[c] }

func (n Nav) departments() []NavEntry {
	var out []NavEntry
	for _, d := range n.House.Departments() {
		out = append(out, NavEntry{ID: "department:" + string(d.ID), Text: d.Name, Count: n.count(inbox.CountDepartment(d.ID)), View: active(inbox.View{Department: d.ID})})
	}
	return out
}

func (n Nav) tags() []NavEntry {
	var out []NavEntry
	for _, t := range n.House.Tags[:min(maxTags, len(n.House.Tags))] {
		out = append(out, NavEntry{ID: "tag:" + t, Text: "#" + t, Count: n.count(inbox.CountTag(t)), View: active(inbox.View{Tag: t})})
	}
	return out
}

func (n Nav) accounts() []NavEntry {
	var out []NavEntry
	for _, a := range n.House.Accounts {
		e := NavEntry{
			ID: "account:" + string(a.ID), Text: n.accountText(a), Count: n.count(inbox.CountAccount(a.ID)),
			View: active(inbox.View{Account: a.ID}), Paused: a.Paused,
		}
		e.Trouble, e.Tone = n.trouble(n.House.HealthOf(a.ID))
		out = append(out, e)
	}
	return out
}

// accountText is "Email · contact@": the network, then the short name.
func (n Nav) accountText(a inbox.Account) string {
	if a.Channel == inbox.ChannelClip {
		return n.Texts.T("clip.account", nil)
	}
	name := a.Name
	if name == "" {
		name = a.Address
	}
	if at := strings.IndexByte(name, '@'); at > 0 {
		name = name[:at+1]
	}
	return n.Texts.T("view.account", map[string]any{"Network": n.ChannelText(a.Channel), "Name": name})
}

// ChannelText names a network.
func (f Formats) ChannelText(c inbox.Channel) string {
	return f.Texts.T("view.channel-"+string(c), nil)
}

// trouble says what a person should know of an account's connection.
func (n Nav) trouble(h inbox.Health) (string, Tone) {
	switch h.State {
	case inbox.Refused:
		return n.Texts.T("view.health-refused", nil), Alarm
	case inbox.Retrying:
		return n.Texts.T("view.health-retrying", nil), Caution
	case inbox.Stopped:
		return n.Texts.T("view.health-stopped", nil), Plain
	case inbox.Collecting:
		return n.Texts.T("view.health-collecting", nil), Brand
	}
	if h.Quarantined > 0 {
		return n.Texts.N("view.health-quarantined", h.Quarantined, nil), Caution
	}
	return "", Plain
}
