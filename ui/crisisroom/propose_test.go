package crisisroom_test

import (
	"testing"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/team"
	"vigie/ui/crisisroom"
)

// sampleTeam is a house with a member of every profile.
func sampleTeam() team.Roster {
	return team.Roster{
		Departments: []team.Department{{ID: "d1", Name: "Service client"}, {ID: "d2", Name: "Marketing"}, {ID: "d3", Name: "Juridique"}, {ID: "d4", Name: "Produit"}},
		Members: []team.Member{
			{ID: "lead", Name: "Léa", Profile: team.Coordinator, Departments: []team.DepartmentID{"d2"}},
			{ID: "marc", Name: "Marc", Profile: team.Senior, Departments: []team.DepartmentID{"d1"}},
			{ID: "ines", Name: "Inès", Profile: team.Trainee, Departments: []team.DepartmentID{"d2"}},
			{ID: "jo", Name: "Jo", Profile: team.Junior, Departments: []team.DepartmentID{"d1"}},
			{ID: "nadia", Name: "Nadia", Profile: team.Adviser, Departments: []team.DepartmentID{"d3"}},
			{ID: "agency", Name: "Agence", Profile: team.Agency, Departments: []team.DepartmentID{"d2"}},
			{ID: "paul", Name: "Paul", Profile: team.Senior, Departments: []team.DepartmentID{"d4"}},
			{ID: "gone", Name: "Parti", Profile: team.Coordinator, Departments: []team.DepartmentID{"d2"}, Retired: true},
		},
	}
}

func TestProposeRoles_ProposesPeopleWhoMayDoIt(t *testing.T) {
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	ro := sampleTeam()
	for _, f := range files {
		t.Run(f.ID+" "+f.Lang, func(t *testing.T) {
			b, _ := playbook.Read(f.Text)
			roles := crisisroom.ProposeRoles(b, ro, ro.Members[0])
			if lead := crisis.NewPlan(b).LeadRole(); roles[lead].Holder != "lead" {
				t.Errorf("%q leads", roles[lead].Holder)
			}
			for _, r := range b.Roles {
				if r.Required && roles[r.ID].Holder == "" || roles[r.ID].Holder == "gone" {
					t.Errorf("%s is %q", r.ID, roles[r.ID].Holder)
				}
			}
			for _, st := range b.Statements {
				yes := map[team.MemberID]bool{}
				for _, role := range st.Approve.Of {
					yes[roles[role].Holder] = true
				}
				if n, _ := st.Approve.Need.Count(len(st.Approve.Of)); len(yes) < n {
					t.Errorf("%s needs %d people, and %d are proposed: %v", st.ID, n, len(yes), yes)
				}
				for _, role := range st.Approve.Of {
					if h := roles[role].Holder; h == "ines" || h == "jo" || h == "agency" {
						t.Errorf("%s, who approves %s, is %s, who may not", role, st.ID, h)
					}
				}
			}
		})
	}
}

func TestProposeRoles_TheDepartmentOfTheFileDecides(t *testing.T) {
	ro := sampleTeam()
	b := playbook.Playbook{
		Roles: []playbook.Role{{ID: "pilote", Required: true, Exclusive: true, Dept: "communication"}, {ID: "sav", Required: true, Dept: "service_client"}, {ID: "droit", Required: true, Dept: "legal"}},
	}
	roles := crisisroom.ProposeRoles(b, ro, ro.Members[2]) // a trainee is at the keyboard
	if roles["pilote"].Holder != "lead" || roles["sav"].Holder != "marc" || roles["droit"].Holder != "nadia" {
		t.Errorf("proposed %v", roles)
	}
}
