package app

import (
	"os"
	"slices"
	"testing"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store/wire"
	room "vigie/ui/exercise"
)

func (d *desktop) rehearsing() exerciseDesk { return rehearsingDesk(d.desk) }

func (d *desktop) mark() room.Mark {
	h, _ := windowDesk{d.desk}.House()
	return h.Exercise
}

// startOutage has a desktop begin an exercise of the service outage with the
// team.
func (d *desktop) startOutage() {
	d.o.t.Helper()
	o, err := d.rehearsing().ExerciseOffer(d.o.t.Context(), "fr")
	d.o.must(err)
	if !o.Team || o.Invited.On {
		d.o.t.Fatalf("it is offered %+v, %v", o.Invited, o.Team)
	}
	i := slices.IndexFunc(o.Books, func(b room.Book) bool { return b.ID == "panne-service" })
	d.o.must(d.rehearsing().StartExercise(d.o.t.Context(), room.Start{Hash: o.Books[i].Hash, Lang: "fr", Storm: "panne", Pace: 60, Team: true}))
}

// heard gives the conversation that begins with a word of the animator.
func (d *desktop) heard(words string) (on inbox.ConversationID) {
	d.o.t.Helper()
	d.o.until("it hears "+words, func() bool {
		rows, err := d.triage().Rows(d.o.t.Context(), inbox.View{}, inbox.Place{}, 500)
		i := slices.IndexFunc(rows, func(r inbox.Row) bool { return r.Snippet == words })
		if err != nil || i < 0 {
			return false
		}
		on = rows[i].ID
		return true
	})
	return on
}

// rehearsesTogether has two desktops take part in one exercise, from the offer to
// the end, while their real work goes on behind it.
func rehearsesTogether(t *testing.T, program string) {
	o := newOffice(t, program)
	a, b := o.join("cleo"), o.join("sami")
	ctx := t.Context()
	a.startOutage()
	if m := a.mark(); !m.On || !m.Team || m.Follows || !m.Prepared || m.Title != "Panne de service" {
		t.Fatalf("who leads it is in %+v", m)
	}
	var invited room.Invited
	o.until("the other is invited", func() bool {
		invited, _ = windowDesk{b.desk}.ExerciseInvited(ctx)
		return invited.On
	})
	if invited.Leader != "Cléo Chef" || !invited.Prepared || b.mark().On {
		t.Errorf("it is invited to %+v", invited)
	}
	o.must(b.rehearsing().JoinExercise(ctx))
	if m := b.mark(); !m.On || !m.Team || !m.Follows || m.Leader != "Cléo Chef" || b.behind() == nil {
		t.Fatalf("who joined is in %+v", m)
	}
	t.Run("the house itself is out of reach from inside", func(t *testing.T) { staysInside(t, b) })
	o.must(a.rehearsing().PauseExercise(ctx, false))
	o.must(a.rehearsing().SayInExercise(ctx, room.Word{Who: "journalist", On: "social", Text: "Et maintenant ?"}))
	on := b.heard("Et maintenant ?")
	b.act(on, inbox.AddNote{Text: "Je m’en occupe"})
	o.until("the note comes to the other", func() bool {
		d, err := a.triage().Detail(ctx, on, 10)
		return err == nil && len(d.Notes) == 1
	})
	run := runOutage(t, crisisDesk{a.triage()})
	o.until("the run is an exercise on the other too", func() bool {
		got, err := crisisDesk{b.triage()}.CrisisRoom(ctx, run)
		return err == nil && got.Run != nil && got.Run.Exercise && got.Run.State == crisis.Running
	})
	if p, err := b.rehearsing().ExercisePlaying(ctx); err != nil || len(p.Present) != 2 || len(p.Coming) > 0 {
		t.Errorf("who takes part sees %+v, %v", p, err)
	}
	if err := b.rehearsing().EndExercise(ctx); keyOf(err) != "exercise.not-leader" {
		t.Errorf("it is ended by who only takes part: %v", err)
	}
	t.Run("who left finds their work, and comes back", func(t *testing.T) {
		o.must(b.rehearsing().LeaveExercise(ctx))
		b.about("Où est mon colis ?")
		if b.mark().On || b.behind() != nil {
			t.Errorf("it is still in %+v", b.mark())
		}
		o.must(b.rehearsing().JoinExercise(ctx))
		b.heard("Et maintenant ?")
	})
	t.Run("ended by who leads it, it is over for all", func(t *testing.T) { endsForAll(t, a, b) })
}

// staysInside tries from an exercise what concerns the house.
func staysInside(t *testing.T, d *desktop) {
	t.Helper()
	ctx := t.Context()
	_, devices := d.Devices(ctx)
	_, invites := d.Invite(ctx, string(sami))
	for what, err := range map[string]error{
		"its computers": devices, "an invitation": invites, "leaving the team": d.LeaveTeam(ctx), "ending a computer": d.Revoke(ctx, "another"),
		"a second exercise": d.rehearsing().JoinExercise(ctx), "another one": d.rehearsing().StartExercise(ctx, room.Start{Team: true}),
	} {
		if keyOf(err) != "exercise.inside" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// endsForAll ends the exercise of two desktops, one of which is offline.
func endsForAll(t *testing.T, a, b *desktop) {
	t.Helper()
	o, ctx := a.o, t.Context()
	o.must(a.rehearsing().EndExercise(ctx))
	o.until("who leads it is told", func() bool { return a.mark().Over })
	o.until("the other is told", func() bool { return b.mark().Over })
	dir := b.house.path
	o.must(b.rehearsing().LeaveExercise(ctx))
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("its copy is still there: %v", err)
	}
	o.until("the day of the rehearsal is in the house", func() bool {
		days, err := b.house.store.Rehearsals(ctx)
		return err == nil && !days["panne-service"].IsZero()
	})
	if runs, err := (crisisDesk{b.triage()}).CrisisRuns(ctx); err != nil || len(runs) > 0 {
		t.Errorf("%d runs in the real house, %v", len(runs), err)
	}
	o.must(a.rehearsing().LeaveExercise(ctx))
	var offer room.Offer
	o.until("the server says that it is kept", func() bool { // a server that takes its time is left out of an offer
		var err error
		offer, err = a.rehearsing().ExerciseOffer(ctx, "fr")
		return err == nil && len(offer.Kept) == 1
	})
	if !offer.Kept[0].Team || offer.Invited.On {
		t.Fatalf("it is kept as %+v, with %+v", offer.Kept, offer.Invited)
	}
	o.must(b.rehearsing().OpenExercise(ctx, offer.Kept[0].ID))
	b.heard("Et maintenant ?")
	o.must(b.rehearsing().LeaveExercise(ctx))
	o.must(a.rehearsing().DeleteExercise(ctx, offer.Kept[0].ID))
	if err := b.rehearsing().OpenExercise(ctx, offer.Kept[0].ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("it is still there: %v", err)
	}
}

func TestListed_BelievesTheServerThatAnExerciseIsOver(t *testing.T) {
	offer := func(state wire.ExerciseState) (o room.Offer) {
		o.Invited = room.Invited{On: true, Title: "Panne"}
		listed(&o, "e2", []wire.Exercise{{ID: "e1", State: wire.ExerciseOver}, {ID: "e2", State: state}})
		return o
	}
	if o := offer(wire.ExerciseOver); o.Invited.On || len(o.Kept) != 2 {
		t.Errorf("the house has not heard of its end: %+v", o)
	}
	if o := offer(wire.ExerciseRunning); !o.Invited.On || len(o.Kept) != 1 {
		t.Errorf("another is over, this one goes on: %+v", o)
	}
}
