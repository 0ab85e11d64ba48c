package vm_test

import (
	"slices"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/vm"

	"pgregory.net/rapid"
)

func TestStack_ShowsTheGravestWholeAndNamesTheOthers(t *testing.T) {
	for _, c := range []struct {
		name         string
		list         []vm.Gravity
		unfolded     bool
		whole, named []int
	}{
		{"nothing", nil, false, nil, nil},
		{"two stand whole, the graver first", []vm.Gravity{vm.Cut, vm.Halted}, false, []int{1, 0}, nil},
		{"of three the two lesser are named", []vm.Gravity{vm.Passing, vm.Cut, vm.Urgent}, false, []int{2}, []int{1, 0}},
		{"equals keep their order", []vm.Gravity{vm.Cut, vm.Cut, vm.Cut}, false, []int{0}, []int{1, 2}},
		{"a mark hides nothing", []vm.Gravity{vm.Urgent, vm.Mark, vm.Losing}, false, []int{1, 2, 0}, nil},
		{"nor stands it for the gravest", []vm.Gravity{vm.Urgent, vm.Mark, vm.Losing, vm.Cut}, false, []int{1, 2}, []int{0, 3}},
		{"unfolded, all stand whole", []vm.Gravity{vm.Passing, vm.Cut, vm.Urgent}, true, []int{2, 1, 0}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole, named := vm.Stack(c.list, c.unfolded)
			if !slices.Equal(whole, c.whole) || !slices.Equal(named, c.named) {
				t.Errorf("whole %v, named %v; want %v and %v", whole, named, c.whole, c.named)
			}
		})
	}
}

func TestStack_NeverHidesTheGraverBehindTheLesser(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) vm.Gravity {
			return vm.Gravity(rapid.IntRange(int(vm.Passing), int(vm.Mark)).Draw(t, "gravity"))
		})).Draw(t, "list")
		whole, named := vm.Stack(list, false)
		if all := slices.Sorted(slices.Values(append(slices.Clone(whole), named...))); len(all) != len(list) || len(slices.Compact(all)) != len(list) {
			t.Fatalf("%v is whole and %v named of %d", whole, named, len(list))
		}
		for _, w := range whole {
			for _, n := range named {
				if list[n] > list[w] || list[n] == vm.Mark {
					t.Fatalf("%v is shown whole, and %v only named", list[w], list[n])
				}
			}
		}
		if plain := slices.DeleteFunc(slices.Clone(whole), func(i int) bool { return list[i] == vm.Mark }); len(plain) > 2 || len(list) > 0 && len(plain) == 0 && len(named) > 0 {
			t.Fatalf("whole are %v of %v", whole, list)
		}
	})
}

func TestAfoot_TwoPausesOfTheSameAccountsAreOne(t *testing.T) {
	early := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := vm.Afoot{Holds: []crisis.Freeze{
		{ID: "z2", By: "sam", At: early.Add(10 * time.Minute), Reason: "recall", Only: []inbox.AccountID{"a1", "a2"}},
		{ID: "z1", By: "lea", At: early, Reason: "battery fire", Only: []inbox.AccountID{"a2", "a1"}},
		{ID: "z3", By: "sam", At: early, Reason: "all of it"},
		{ID: "z4", By: "lea", At: early, Reason: "recall", Only: []inbox.AccountID{"a1", "a2"}},
	}}
	got := a.Pauses()
	if len(got) != 2 {
		t.Fatalf("pauses %+v", got)
	}
	one := got[0]
	if !slices.Equal(one.By, []team.MemberID{"lea", "sam"}) || !one.At.Equal(early) || !slices.Equal(one.Reasons, []string{"battery fire", "recall"}) || one.ID != "z1+z4+z2" {
		t.Errorf("of the same accounts it is %+v", one)
	}
	if !slices.Equal(got[1].By, []team.MemberID{"sam"}) || got[1].ID != "z3" {
		t.Errorf("of all accounts it is %+v", got[1])
	}
}
