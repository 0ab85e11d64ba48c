package vm

import (
	"slices"

	"vigie/inbox"
	"vigie/inbox/team"
)

// House is what the screens know of the house besides its conversations. It is
// a value: the triage replaces it whole when something of it changed.
type House struct {
	Me       team.Member
	Roster   team.Roster
	Accounts []inbox.Account
	Health   []inbox.Health
	Tags     []string // in use, most used first
	Counts   map[inbox.Counter]int
	// Saved are the views that this member saved, by name; SavedCounts count
	// some of them, up to inbox.MostCounted, by id.
	Saved       []inbox.SavedView
	SavedCounts map[string]int
	// Afoot are the runs of playbooks that go on.
	Afoot []Afoot
}

// Account finds an account by id.
func (h House) Account(id inbox.AccountID) (inbox.Account, bool) {
	i := slices.IndexFunc(h.Accounts, func(a inbox.Account) bool { return a.ID == id })
	if i < 0 {
		return inbox.Account{}, false
	}
	return h.Accounts[i], true
}

// HealthOf gives how an account fares; the zero value is never tried.
func (h House) HealthOf(id inbox.AccountID) inbox.Health {
	for _, v := range h.Health {
		if v.Account == id {
			return v
		}
	}
	return inbox.Health{Account: id, State: inbox.Idle}
}

// Member is a member's name; empty for nobody.
func (h House) Member(id team.MemberID) string {
	m, _ := h.Roster.Member(id)
	return m.Name
}

// FirstName is the first word of a member's name, for chips.
func (h House) FirstName(id team.MemberID) string { return firstWord(h.Member(id)) }

func firstWord(name string) string {
	for i, r := range name {
		if r == ' ' && i > 0 {
			return name[:i]
		}
	}
	return name
}

// Department is a department's name; empty for none.
func (h House) Department(id team.DepartmentID) string {
	d, _ := h.Roster.Department(id)
	return d.Name
}

// Departments lists the departments that work, in the order of the navigation.
func (h House) Departments() []team.Department {
	var out []team.Department
	for _, d := range h.Roster.Departments {
		if !d.Retired {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b team.Department) int { return a.Position - b.Position })
	return out
}

// Tone is the mood of a chip or a value. It always comes with a word.
type Tone int

// The tones, in the order of the kit's.
const (
	Plain Tone = iota
	Alarm
	Caution
	Good
	Brand
	Special
)

// Chip is a small word with a mood and, perhaps, an icon of assets/icon.
type Chip struct {
	Text string
	Icon string
	Tone Tone
	Tip  string
}
