package crisisroom

import (
	"slices"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
)

// PauseTarget is an account or an outside tool that a pause of publishing must
// really stop, and who says that it is.
type PauseTarget struct {
	ID   string // as the act names it
	Name string
	Tool bool // outside of Vigie
	By   string
	At   time.Time
}

// Confirmed reports whether somebody looked.
func (t PauseTarget) Confirmed() bool { return t.By != "" }

// toolPrefix begins the name of an outside tool among the targets of a pause,
// so that no account is taken for it.
const toolPrefix = "tool:"

// Targets lists what a pause must stop: its accounts, then the outside tools.
// One that was confirmed and is gone from the house stays.
func (r Room) Targets(z crisis.Freeze) []PauseTarget {
	var out []PauseTarget
	for _, a := range r.Accounts {
		if z.Covers(a.ID) || !z.On() && (len(z.Only) == 0 || slices.Contains(z.Only, a.ID)) {
			out = append(out, PauseTarget{ID: string(a.ID), Name: accountName(a)})
		}
	}
	for _, t := range r.Tools {
		out = append(out, PauseTarget{ID: toolPrefix + t, Name: t, Tool: true})
	}
	for id := range z.Acks {
		if !slices.ContainsFunc(out, func(t PauseTarget) bool { return t.ID == id }) {
			out = append(out, PauseTarget{ID: id, Name: r.TargetName(id), Tool: strings.HasPrefix(id, toolPrefix)})
		}
	}
	for i := range out {
		if ack, ok := z.Acks[out[i].ID]; ok {
			out[i].By, out[i].At = r.Name(ack.By), ack.At
		}
	}
	slices.SortStableFunc(out, func(a, b PauseTarget) int { return order(a.Tool) - order(b.Tool) })
	return out
}

func order(tool bool) int {
	if tool {
		return 1
	}
	return 0
}

// TargetName names what a pause must stop.
func (r Room) TargetName(id string) string {
	if name, is := strings.CutPrefix(id, toolPrefix); is {
		return name
	}
	for _, a := range r.Accounts {
		if string(a.ID) == id {
			return accountName(a)
		}
	}
	return id
}

func accountName(a inbox.Account) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Address
}

// Pause gives the pause of the run that holds; false where none does.
func (r Room) Pause() (crisis.Freeze, bool) {
	if r.Run == nil {
		return crisis.Freeze{}, false
	}
	for _, z := range r.Run.Freezes {
		if z.On() {
			return z, true
		}
	}
	return crisis.Freeze{}, false
}

// Unread are the texts that lifted pauses gave back and that are drafts still:
// nothing of it is sent until its author has read it again.
func (r Room) Unread() []GivenBack {
	var out []GivenBack
	for _, z := range r.Run.Freezes {
		for _, g := range z.Gave {
			i := slices.IndexFunc(r.Given, func(row inbox.Row) bool { return row.ID == g.Conversation })
			if i < 0 || !r.Given[i].HasDraft || slices.ContainsFunc(out, func(o GivenBack) bool { return o.Row.ID == g.Conversation && o.Author == g.Author }) {
				continue
			}
			out = append(out, GivenBack{Row: r.Given[i], Author: g.Author})
		}
	}
	return out
}

// GivenBack is a text that a lifted pause gave back to its author.
type GivenBack struct {
	Row    inbox.Row
	Author team.MemberID
}

// toolsOf reads the names that a person typed, one a line or between commas.
func toolsOf(text string) []string {
	var out []string
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
