package ui_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui"
	"vigie/ui/desktest"
	"vigie/ui/exercise"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// rehearsing is a house in which an exercise is played.
func rehearsing() *desktest.Desk {
	d := staffed()
	now := desktest.Now()
	d.Rehearse.Playing = exercise.Playing{
		Mark:    exercise.Mark{On: true, Title: "Rumour about a product’s safety", Book: "Product safety rumour", Sent: 23, All: 78, Pace: 5},
		Elapsed: 11 * time.Minute, First: now.Add(-9 * time.Minute), Rang: now.Add(-6 * time.Minute), Begun: now.Add(-5 * time.Minute), Ready: now.Add(-2 * time.Minute),
		Messages: 24, Replies: 3, Late: 1, Paces: []int{1, 2, 5, 10, 20, 30, 60},
		Voices: []string{"public", "customer", "relay", "journalist", "authority", "staff", "thanks", "noise"}, Places: []string{"social", "page", "mail"},
		Coming: []exercise.Coming{
			{In: time.Minute, Who: "customer", On: "mail", Name: "Casey Holt", Text: "I will not keep a dangerous appliance at home. I want an immediate refund for my X200."},
			{In: 9 * time.Minute, Who: "public", On: "page", Name: "Nora Finch", Text: "In the emergency room with my son, his wrist is burned."},
		},
	}
	d.In.Exercise = d.Rehearse.Playing.Mark
	return d
}

// offered is a house that may rehearse, with two exercises kept.
func offered() *desktest.Desk {
	d := staffed()
	now := desktest.Now()
	d.Rehearse.Offer = exercise.Offer{
		Storms: []exercise.Storm{{ID: "rumeur-produit", Title: "Rumour about a product’s safety", Summary: "A picture of a burn, then copies by the dozen.", Product: "X200", Messages: 78, Lasts: 50 * time.Minute}},
		Kept: []exercise.Kept{
			{ID: "E2", Title: "Service outage", Book: "Service outage", Made: now.Add(-2 * time.Hour)},
			{ID: "E1", Title: "Hijacked account", Book: "Hijacked account", Made: now.Add(-26 * time.Hour), Ended: now.Add(-25 * time.Hour)},
		},
		Paces: []int{1, 2, 5, 10, 20, 30, 60},
	}
	return d
}

func TestExercise_IsMarkedOnEveryScreen(t *testing.T) {
	o := open(t, rehearsing())
	for _, place := range []string{"inbox", "watch", "alert", "crisis", "people", "exercise", "settings/general", "settings/team"} {
		o.window.GoTo(place)
		if !o.says("EXERCISE – nothing leaves Vigie") {
			t.Errorf("%s does not say that it is an exercise:\n%s", place, o.words())
		}
	}
	if title := o.window.Fyne().Title(); !strings.HasPrefix(title, "EXERCISE – ") {
		t.Errorf("the window is called %q", title)
	}
	o.window.Front(false)
	test.AssertNotificationSent(t, fyne.NewNotification("EXERCISE – Vigie · "+o.desk.In.Brand, o.window.Texts().N("shell.told-arrived", 3, nil)), func() {
		o.desk.Notice(inbox.Notice{Arrived: 3})
		o.sched.Advance(time.Second)
	})
	t.Run("and no more once it was left", func(t *testing.T) {
		o.window.GoTo("exercise")
		o.letter('q')
		if o.says("EXERCISE – ") || strings.Contains(o.window.Fyne().Title(), "EXERCISE") {
			t.Errorf("it says\n%s", o.words())
		}
	})
}

func TestExercise_IsBegunFromTheCrisisRoom(t *testing.T) {
	o := atRoom(t, offered())
	o.click("Hijacked or impersonated account ")
	o.letter('r')
	if !o.says("Rehearse a playbook with invented messages") || !o.says("Hijacked or impersonated account") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	s := o.desk.Rehearse.Started
	if s.Storm != "rumeur-produit" || s.Pace != 5 || s.Lang != "en" || s.Hash == "" {
		t.Errorf("what began is %+v", s)
	}
	if !o.says("EXERCISE – nothing leaves Vigie") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestExercise_TheAnimatorPlaysThePublicByKeys(t *testing.T) {
	o := open(t, rehearsing())
	o.window.Press(vm.Key{Rune: 'e', Ctrl: true, Shift: true})
	o.letter('p')
	o.letter('n')
	o.letter('s')
	o.fill("And now?")
	o.confirm()
	o.letter('p')
	want := []string{"PauseExercise true", "NextInExercise ", "SayInExercise And now?", "PauseExercise false"}
	if !slices.Equal(o.desk.Asked, want) {
		t.Errorf("it asked for %q", o.desk.Asked)
	}
	if w := o.desk.Rehearse.Words; len(w) != 1 || w[0].Who != "public" || w[0].On != "social" {
		t.Errorf("what was said is %+v", w)
	}
	o.letter('w')
	o.confirm()
	o.sched.Advance(time.Second)
	if !o.says("The exercise is over") || !o.says("EXERCISE, over") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestExercise_KeepsTheFocusWhileItIsPlayed(t *testing.T) {
	o := open(t, rehearsing())
	o.window.GoTo("exercise")
	for range 40 {
		if n, ok := o.canvas().Focused().(interface{ AccessibilityLabel() string }); ok && n.AccessibilityLabel() == "Next message now" {
			break
		}
		test.FocusNext(o.canvas())
	}
	p := &o.desk.Rehearse.Playing
	p.Sent, p.Pace, p.Paused, p.Coming = 24, 10, true, p.Coming[1:]
	o.sched.Advance(3 * time.Second)
	if !o.says("24 of 78") || !o.says("Let messages come") || o.says("Casey Holt") {
		t.Errorf("it does not go on:\n%s", o.words())
	}
	focused, shown := o.canvas().Focused().(fyne.CanvasObject), false
	walk(o.canvas().Content(), func(x fyne.CanvasObject) { shown = shown || x == focused })
	if !shown || len(o.desk.Asked) > 0 {
		t.Fatalf("what has the focus is not on the screen; %q", o.desk.Asked)
	}
	o.key(fyne.KeyReturn)
	if !slices.Contains(o.desk.Asked, "NextInExercise ") {
		t.Errorf("it asked for %q", o.desk.Asked)
	}
}

func TestExercise_AKeptOneIsDeletedOnlyAfterAQuestion(t *testing.T) {
	o := open(t, offered())
	o.window.GoTo("exercise")
	o.click("Delete")
	if len(o.desk.Asked) > 0 {
		t.Fatalf("it asked for %q", o.desk.Asked)
	}
	o.confirm()
	if !slices.Equal(o.desk.Asked, []string{"DeleteExercise E2"}) || o.says("Service outage · ") {
		t.Errorf("it asked for %q", o.desk.Asked)
	}
}

func TestExercise_ARealAlertIsNeverHidden(t *testing.T) {
	d := rehearsing()
	d.Bad = []ui.Trouble{{ID: "real-alert", Grave: true, Fault: fault.New(fault.Conflict, "exercise.real-alert", "Watch", "Acme")}}
	o := open(t, d)
	if !o.says("NOT THE EXERCISE: a real alert rang for “Acme”") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestExercise_EveryRunInItIsOne(t *testing.T) {
	o := open(t, rehearsing())
	o.window.GoTo("crisis")
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	o.fill("X200 mixer")
	if !o.says("Exercise: nothing leaves Vigie.") {
		t.Errorf("it says\n%s", o.words())
	}
}

// exercisePages draws the place of exercises in its states.
func exercisePages(o *opened, suffix string) {
	o.window.GoTo("exercise")
	o.look("exercise-offer" + suffix)
}

func TestLook_Exercise(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for _, theme := range []string{"light", "dark"} {
			for _, size := range []fyne.Size{fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
				if (lang == "fr") != (theme == "dark") && size.Width > 1280 {
					continue
				}
				suffix := fmt.Sprintf("-%s-%s-%d", lang, theme, int(size.Width))
				t.Run(suffix, func(t *testing.T) {
					o := open(t, dressed(offered(), lang, theme))
					o.size(size.Width, size.Height)
					exercisePages(o, suffix)
					o = open(t, dressed(rehearsing(), lang, theme))
					o.size(size.Width, size.Height)
					o.look("exercise-inbox" + suffix)
					o.window.GoTo("exercise")
					o.look("exercise-animator" + suffix)
					o.letter('s')
					o.look("exercise-say" + suffix)
					o.key(fyne.KeyEscape)
					o.window.GoTo("crisis")
					o.look("exercise-crisis" + suffix)
					drilledPages(t, lang, theme, size, suffix)
				})
			}
		}
	}
}

// drilledPages draws what an exercise of the team has besides.
func drilledPages(t *testing.T, lang, theme string, size fyne.Size, suffix string) {
	t.Helper()
	o := open(t, dressed(called(), lang, theme))
	o.size(size.Width, size.Height)
	o.window.GoTo("exercise")
	o.look("exercise-team-offer" + suffix)
	o.window.Press(vm.Key{Rune: 'j', Ctrl: true, Shift: true})
	o.desk.Rehearse.Playing.Present = []exercise.Person{{Name: "Nadia Roche", Here: true}, {Name: "Sami Idrissi"}}
	o.window.GoTo("exercise")
	o.look("exercise-team-part" + suffix)
	o.desk.Rehearse.Playing.Follows, o.desk.Rehearse.Playing.Prepared = false, false
	o.sched.Advance(3 * time.Second)
	o.look("exercise-team-lead" + suffix)
}

// TestLook_WithoutExercise draws exercises and retrospectives where there are
// none, and where they cannot be read.
func TestLook_WithoutExercise(t *testing.T) {
	for _, c := range []struct {
		lang, theme string
		scale       float32
	}{{"fr", "light", 1}, {"fr", "dark", 2}, {"en", "dark", 1}, {"en", "light", 2}} {
		suffix := fmt.Sprintf("-%s-%s-%d", c.lang, c.theme, int(c.scale))
		t.Run(suffix, func(t *testing.T) {
			if c.scale != 1 && os.Getenv("VIGIE_LOOK_DIR") == "" {
				t.Skip("the pictures are only drawn for a person: make look")
			}
			pages := func(d *desktest.Desk, state string) {
				o := open(t, dressed(d, c.lang, c.theme))
				if w, ok := o.canvas().(test.WindowlessCanvas); ok {
					w.SetScale(c.scale)
				}
				o.size(1280, 800)
				exercisePages(o, state+suffix)
				o.window.GoTo("retex")
				o.look("retex" + state + suffix)
			}
			none, bad := offered(), staffed()
			none.Rehearse.Offer.Kept = nil
			pages(none, "-none")
			bad.Fail = map[string]error{}
			for _, call := range []string{"ExercisePlaying", "ExerciseOffer", "CrisisRuns"} {
				bad.Fail[call] = fault.New(fault.Corrupt, "exercise.unreadable")
			}
			pages(bad, "-unread")
		})
	}
}

// called is a desktop of a team that is invited to an exercise.
func called() *desktest.Desk {
	d := offered()
	d.In.Shared = true
	d.Rehearse.Offer.Team = true
	d.Rehearse.Invited = exercise.Invited{On: true, Title: "Service outage", Book: "Service outage", Leader: "Nadia Roche", Prepared: true}
	d.Rehearse.Offer.Invited = d.Rehearse.Invited
	return d
}

func TestExercise_OfTheTeamIsJoinedByOneKey(t *testing.T) {
	o := open(t, called())
	if !o.says("Nadia Roche is preparing an exercise with the team: Service outage") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.window.Press(vm.Key{Rune: 'j', Ctrl: true, Shift: true})
	if !slices.Equal(o.desk.Asked, []string{"JoinExercise Service outage"}) || !o.says("EXERCISE with the team – nothing leaves Vigie. Service outage has not begun") {
		t.Fatalf("it asked for %q and says\n%s", o.desk.Asked, o.words())
	}
	t.Run("who follows drives nothing, and sees who is there", func(t *testing.T) {
		o.desk.Rehearse.Playing.Present = []exercise.Person{{Name: "Nadia Roche", Here: true}, {Name: "Sami Idrissi"}}
		o.window.GoTo("exercise")
		for _, r := range "pnsw" {
			o.letter(r)
		}
		if len(o.desk.Asked) > 1 || o.says("What comes next") || !o.says("You take part in an exercise") || !o.says("Sami Idrissi") {
			t.Errorf("it asked for %q and says\n%s", o.desk.Asked, o.words())
		}
	})
	t.Run("who manages the house may end it", func(t *testing.T) {
		o.desk.Rehearse.Playing.MayEnd = true
		o.sched.Advance(3 * time.Second)
		o.letter('w')
		o.confirm()
		if !slices.Contains(o.desk.Asked, "EndExercise ") {
			t.Errorf("it asked for %q", o.desk.Asked)
		}
	})
	o.letter('q')
	if o.says("EXERCISE with") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestExercise_IsBegunWithTheTeamUnlessSomebodyWantsIt(t *testing.T) {
	for who, team := range map[string]bool{"team": true, "alone": false} {
		d := called()
		d.Rehearse.Invited, d.Rehearse.Offer.Invited = exercise.Invited{}, exercise.Invited{}
		o := open(t, d)
		o.window.GoTo("exercise")
		walk(o.canvas().Content(), func(x fyne.CanvasObject) {
			if c, is := x.(*kit.ChoiceChips); is && c.Selected() == "team" && who != "team" {
				c.OnChanged(who)
			}
		})
		o.window.Press(vm.Key{Name: "Return", Ctrl: true})
		if s := o.desk.Rehearse.Started; s.Team != team || s.Hash == "" {
			t.Errorf("%s: what began is %+v", who, s)
		}
	}
}
