package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

func TestDuty_DecidesWhoHearsOfAnAlert(t *testing.T) {
	h := newHouse(t)
	whole := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	rung := 0
	rings := func() []team.MemberID {
		rung++
		name := "brand" + string(rune('a'+rung))
		h.watches(name, `vigie`, watch.WatchOnly)
		told := make(chan inbox.Notice, 8)
		defer h.Subscribe(func(n inbox.Notice) { told <- n })()
		h.rises(name, radar.Alarm, 12)
		n := h.hears(told)
		var who []team.MemberID
		for _, one := range n.Tell {
			who = append(who, one.Member)
		}
		slices.Sort(who)
		return who
	}
	everybody := rings()
	if len(everybody) < 2 || !slices.Contains(everybody, senior) {
		t.Fatalf("without a duty %v hear", everybody)
	}
	on := func(shifts ...team.Shift) {
		h.must(h.PutDuty(context.Background(), team.Duty{Shifts: shifts}, coordinator))
	}
	on(team.Shift{Member: senior, Days: whole, From: 0, To: 24 * 60})
	if got := rings(); !slices.Equal(got, []team.MemberID{senior}) {
		t.Errorf("with a senior on duty %v hear", got)
	}
	now := h.clock.now().UTC()
	on(team.Shift{Member: senior, Days: []time.Weekday{now.AddDate(0, 0, 3).Weekday()}, From: 0, To: 60})
	if got := rings(); !slices.Equal(got, everybody) {
		t.Errorf("with nobody on duty %v hear, want %v", got, everybody)
	}
	if err := h.PutDuty(context.Background(), team.Duty{}, junior); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a junior changed the duty: %v", err)
	}
	err := h.PutDuty(context.Background(), team.Duty{Shifts: []team.Shift{{Member: "ghost", Days: whole, To: 60}}}, coordinator)
	if err == nil {
		t.Error("somebody who is not here is on duty")
	}
	kept, err := h.Duty(context.Background())
	h.must(err)
	if len(kept.Shifts) != 1 {
		t.Errorf("a refused change was kept: %+v", kept)
	}
}
