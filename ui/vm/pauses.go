package vm

import (
	"slices"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
)

// Paused is a pause of publishing as a banner tells of it. Two people who do not
// hear of each other can each pause the same accounts: that is one to who reads.
type Paused struct {
	ID      string          // of all of them; another when one is added or lifted
	By      []team.MemberID // each once, the first first
	At      time.Time       // of the first
	Reasons []string        // each once
}

// Pauses are the pauses that hold, those of the same accounts as one.
func (a Afoot) Pauses() []Paused {
	var out []Paused
	var scopes [][]inbox.AccountID
	for _, z := range a.Holds {
		scope := slices.Sorted(slices.Values(z.Only))
		if slices.ContainsFunc(scopes, func(s []inbox.AccountID) bool { return slices.Equal(s, scope) }) {
			continue
		}
		scopes = append(scopes, scope)
		var same []crisis.Freeze
		for _, o := range a.Holds {
			if slices.Equal(slices.Sorted(slices.Values(o.Only)), scope) {
				same = append(same, o)
			}
		}
		out = append(out, pausedBy(same))
	}
	return out
}

// pausedBy tells of pauses of the same accounts as of one.
func pausedBy(same []crisis.Freeze) Paused {
	slices.SortStableFunc(same, func(x, y crisis.Freeze) int { return x.At.Compare(y.At) })
	p := Paused{At: same[0].At}
	for i, z := range same {
		if i > 0 {
			p.ID += "+"
		}
		p.ID += z.ID
		if !slices.Contains(p.By, z.By) {
			p.By = append(p.By, z.By)
		}
		if z.Reason != "" && !slices.Contains(p.Reasons, z.Reason) {
			p.Reasons = append(p.Reasons, z.Reason)
		}
	}
	return p
}
