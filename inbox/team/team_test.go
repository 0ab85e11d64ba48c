package team_test

import (
	"testing"

	"vigie/inbox/team"
)

func TestProfile_MaySendOnlyWhenAutonomous(t *testing.T) {
	sends := map[team.Profile]bool{team.Senior: true, team.Agency: true, team.Coordinator: true}
	for _, p := range append(team.Profiles(), "unknown") {
		if p.May(team.Send) != sends[p] {
			t.Errorf("%s: may send is %v", p, p.May(team.Send))
		}
		if p.May(team.Manage) != (p == team.Coordinator) {
			t.Errorf("%s: may manage is %v", p, p.May(team.Manage))
		}
		if p.May(team.Moderate) != (p == team.Senior || p == team.Coordinator) {
			t.Errorf("%s: may moderate alone is %v", p, p.May(team.Moderate))
		}
	}
}

func TestRoster_FindsItsOwn(t *testing.T) {
	r := team.Roster{
		Members: []team.Member{
			{ID: "a", Handle: "léa", Departments: []team.DepartmentID{"d"}},
			{ID: "b", Handle: "marc", Departments: []team.DepartmentID{"d"}, Retired: true},
		},
		Departments: []team.Department{{ID: "d", Name: "Service"}},
	}
	if m, ok := r.ByHandle("léa"); !ok || m.ID != "a" {
		t.Errorf("got %+v, %v", m, ok)
	}
	if _, ok := r.Member("z"); ok {
		t.Error("found nobody")
	}
	if d, ok := r.Department("d"); !ok || d.Name != "Service" {
		t.Errorf("got %+v, %v", d, ok)
	}
	if got := r.Of("d"); len(got) != 1 || got[0].ID != "a" {
		t.Errorf("who has left still works there: %+v", got)
	}
}
