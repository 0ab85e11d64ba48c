package place

import (
	"slices"

	"vigie/inbox/team"
	"vigie/ui/kit"
)

// People offers the members who are here, but for some.
func People(r team.Roster, but ...team.MemberID) []kit.Option {
	out := []kit.Option{}
	for _, m := range r.Members {
		if !m.Retired && !slices.Contains(but, m.ID) {
			out = append(out, kit.Option{ID: string(m.ID), Text: m.Name})
		}
	}
	return out
}
