package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"time"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/server/exercise"
	"vigie/store"
	"vigie/store/wire"
	"vigie/ui"
	"vigie/ui/crisisroom"
	room "vigie/ui/exercise"
)

// exerciseDesk is the desk as the place of exercises sees it.
type exerciseDesk struct{ crisisDesk }

// exercisesName is the directory of the exercises, beside the person's own
// workspace.
const exercisesName = "exercises"

func (d *desk) exercisesDir() string {
	return filepath.Join(filepath.Dir(d.options.workspace), exercisesName)
}

// ExerciseOffer gives what can be played in a language, and what is kept.
func (d exerciseDesk) ExerciseOffer(ctx context.Context, lang string) (room.Offer, error) {
	o := room.Offer{Paces: exercise.Paces()}
	storms, err := exercise.Storms(lang)
	if err != nil {
		return o, err
	}
	for _, s := range storms {
		o.Storms = append(o.Storms, room.Storm{ID: s.ID, Title: s.Title, Summary: s.Summary, Product: s.Product, Messages: s.Messages, Lasts: s.Lasts})
	}
	books, err := d.CrisisBooks(ctx, lang)
	if err != nil {
		return o, err
	}
	for _, b := range books {
		o.Books = append(o.Books, room.Book{Hash: b.Hash, ID: b.ID, Title: b.Title, Version: b.Version, Rehearsed: b.Rehearsed, Storm: exercise.StormFor(storms, b.ID)})
	}
	kept, err := exercise.List(d.exercisesDir())
	for _, m := range kept {
		o.Kept = append(o.Kept, room.Kept{ID: m.ID, Title: m.Title, Book: m.Book.Title, Made: m.Made, Ended: m.Ended})
	}
	if err != nil {
		return o, err
	}
	h, err := d.at()
	if err == nil {
		err = d.teamOffer(ctx, h, &o)
	}
	return o, err
}

// StartExercise makes an exercise from the workspace that is open, and goes
// into it.
func (d exerciseDesk) StartExercise(ctx context.Context, s room.Start) error {
	d.turning.Lock()
	defer d.turning.Unlock()
	h, err := d.outside()
	if err != nil {
		return err
	}
	books, err := d.CrisisBooks(ctx, s.Lang)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(books, func(b crisisroom.Book) bool { return b.Hash == s.Hash })
	if i < 0 {
		return fault.New(fault.NotFound, "crisis.no-playbook")
	}
	b := books[i]
	text := b.Text
	if b.Draft {
		text = "" // it stays one
	}
	if s.Team && h.crew != nil {
		return d.startTogether(ctx, h, wire.ExercisePlan{Hash: b.Hash, Text: text, Lang: s.Lang, Storm: s.Storm, Product: s.Product, Pace: s.Pace})
	}
	seed, err := rand.Int(rand.Reader, big.NewInt(1<<31))
	if err != nil {
		return fmt.Errorf("make a seed: %w", err)
	}
	p := exercise.Plan{
		Brand: h.brand, BookText: text, Book: crisis.Pin{ID: b.ID, Version: b.Version, Hash: b.Hash, Title: b.Title, Lang: b.Lang},
		Storm: s.Storm, Lang: s.Lang, Product: s.Product, Pace: s.Pace, Seed: seed.Uint64(), Me: h.member(),
	}
	m, err := exercise.Create(ctx, d.exercisesDir(), h.store, p, exercise.Around{Now: time.Now, Random: rand.Reader, Log: d.log})
	if err != nil {
		return err
	}
	d.log.Info("an exercise begins", "exercise", m.ID, "playbook", m.Book.ID, "storm", m.Storm)
	return d.goRehearse(ctx, m.ID)
}

// OpenExercise goes into one that is kept.
func (d exerciseDesk) OpenExercise(ctx context.Context, id string) error {
	d.turning.Lock()
	defer d.turning.Unlock()
	h, err := d.outside()
	if err != nil {
		return err
	}
	if h.crew != nil && !exercise.Is(exercise.Dir(d.exercisesDir(), filepath.Base(id))) {
		return d.join(ctx, h, id)
	}
	return d.goRehearse(ctx, id)
}

// outside is the workspace before which an exercise can be opened: there is no
// other one open.
func (d *desk) outside() (*house, error) {
	h, err := d.at()
	if err == nil && h.exercise != nil {
		err = fault.New(fault.Conflict, "exercise.inside")
	}
	return h, err
}

// DeleteExercise removes one that is kept.
func (d exerciseDesk) DeleteExercise(ctx context.Context, id string) error {
	h, err := d.at()
	if err != nil || h.crew == nil || exercise.Is(exercise.Dir(d.exercisesDir(), filepath.Base(id))) {
		return errors.Join(err, exercise.Delete(ctx, d.exercisesDir(), id))
	}
	if err := h.crew.line.DeleteExercise(ctx, id); err != nil {
		return h.crew.noExercise(err)
	}
	return os.RemoveAll(d.joinedDir(id))
}

// goRehearse opens an exercise before the workspace that is open, which goes on
// working behind it: mail is collected, the early warning looks. It is called
// while turning is held.
func (d *desk) goRehearse(ctx context.Context, id string) error {
	h, err := d.enterExercise(ctx, exercise.Dir(d.exercisesDir(), filepath.Base(id)))
	if err != nil {
		return err
	}
	return d.goBefore(ctx, h)
}

// goBefore puts an exercise before the workspace that is open, which goes on
// behind it.
func (d *desk) goBefore(ctx context.Context, h *house) error {
	d.mu.Lock()
	real, unlink := d.house, d.unlink
	d.aside, d.house = d.house, nil
	d.asideFiles, d.files = d.files, nil
	d.asideDir, d.unlink = d.dir, nil
	d.mu.Unlock()
	if unlink != nil {
		unlink()
	}
	if real != nil { // what happens there is looked at, and opens nothing here
		hush := real.store.Subscribe(func(inbox.Notice) { d.changed(inbox.Notice{}) })
		d.mu.Lock()
		d.asideUnlink = hush
		d.mu.Unlock()
	}
	d.goInto(h.path)
	d.takeUp(h)
	return d.refreshMe(ctx)
}

// enterExercise opens an exercise and lets it play.
func (d *desk) enterExercise(ctx context.Context, dir string) (*house, error) {
	e, err := exercise.Open(ctx, dir, exercise.Options{Now: time.Now, Log: d.log})
	if err != nil {
		return nil, err
	}
	w := e.Workspace()
	me, err := firstMember(ctx, w)
	if err == nil && me == "" {
		err = fault.New(fault.Corrupt, "exercise.unreadable")
	}
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	eng := engine.New(engine.Options{Workspace: w, Log: d.log})
	h := &house{
		store: w, brand: e.Status().Brand, path: dir, me: me, exercise: alone{e, d}, secrets: &secret.InMemory{}, engine: eng,
		readings: map[inbox.AccountID]progress{},
	}
	h.run(d.log, func(ctx context.Context) error {
		return engine.Together(ctx, map[string]func(context.Context) error{"engine": eng.Run, "story": e.Run})
	})
	return h, nil
}

// LeaveExercise closes the exercise and comes back to the workspace behind it,
// or opens the person's own where there is none.
func (d exerciseDesk) LeaveExercise(ctx context.Context) error {
	d.turning.Lock()
	defer d.turning.Unlock()
	h, err := d.at()
	if err != nil || h.exercise == nil {
		return err
	}
	forget := forgetJoined(h)
	err = errors.Join(d.shutFront(), forget())
	d.mu.Lock()
	real, hush, dir := d.aside, d.asideUnlink, d.asideDir
	d.files, d.aside, d.asideFiles, d.asideUnlink = d.asideFiles, nil, nil, nil
	d.mu.Unlock()
	if hush != nil {
		hush()
	}
	if real == nil {
		d.goInto(d.options.workspace)
		return errors.Join(err, d.open(ctx))
	}
	d.goInto(dir)
	d.takeUp(real)
	return errors.Join(err, d.refreshMe(ctx))
}

// behind is the workspace that works on behind an exercise; nil is none.
func (d *desk) behind() *house {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.aside
}

// playing is the exercise that is open.
func (d *desk) playing() (stage, error) {
	h, err := d.at()
	if err == nil && h.exercise == nil {
		err = fault.New(fault.Conflict, "exercise.only-there")
	}
	if err != nil {
		return nil, err
	}
	return h.exercise, nil
}

// ExercisePlaying gives how the exercise stands.
func (d exerciseDesk) ExercisePlaying(ctx context.Context) (room.Playing, error) {
	h, err := d.at()
	if err != nil || h.exercise == nil {
		return room.Playing{}, err
	}
	return h.exercise.Playing(ctx)
}

// SetExercisePace has the messages come at another pace.
func (d exerciseDesk) SetExercisePace(ctx context.Context, pace int) error {
	return d.animate(func(e stage) error { return e.SetPace(ctx, pace) })
}

// PauseExercise stops the messages, or lets them go on.
func (d exerciseDesk) PauseExercise(ctx context.Context, on bool) error {
	return d.animate(func(e stage) error { return e.Pause(ctx, on) })
}

// SayInExercise has somebody say something now.
func (d exerciseDesk) SayInExercise(ctx context.Context, w room.Word) error {
	return d.animate(func(e stage) error { return e.Say(ctx, w) })
}

// NextInExercise has the next message come now.
func (d exerciseDesk) NextInExercise(ctx context.Context) error {
	return d.animate(func(e stage) error { return e.Next(ctx) })
}

// EndExercise ends it; with the team, for all.
func (d exerciseDesk) EndExercise(ctx context.Context) error {
	return d.animate(func(e stage) error { return e.End(ctx) })
}

// animate does something as the animator and tells the window.
func (d exerciseDesk) animate(do func(stage) error) error {
	e, err := d.playing()
	if err == nil {
		err = do(e)
	}
	if err == nil {
		d.changed(inbox.Notice{Accounts: []inbox.AccountID{""}})
	}
	return err
}

// realAlert says of the gravest alert of the workspace behind an exercise that
// rose meanwhile: a rehearsal never hides the real thing.
func (d *desk) realAlert(ctx context.Context) (*fault.Error, error) {
	real := d.behind()
	if real == nil || real.sample {
		return nil, nil
	}
	list, err := ringing(ctx, real)
	i := slices.IndexFunc(list, func(r ui.Ringing) bool { return r.State == alert.Raised })
	if err != nil || i < 0 {
		return nil, err
	}
	return fault.New(fault.Conflict, "exercise.real-alert", "Watch", list[i].Watch), nil
}

// exerciseMark is what stands over a reply in an exercise.
func exerciseMark(h ui.Host, d *desk) string {
	if e, err := d.playing(); err != nil || e == nil {
		return ""
	}
	return h.Texts().T("exercise.composer", nil)
}

// words are the texts in the language of the window.
func (d *desk) words() *locale.Texts { return locale.New(d.language()) }

// rehearsedAt gives when each playbook was rehearsed last, from the notes of
// exercises.
func rehearsedAt(ctx context.Context, w *store.Workspace, books []crisisroom.Book) error {
	at, err := w.Rehearsals(ctx)
	for i := range books {
		if t := at[books[i].ID]; t.After(books[i].Rehearsed) {
			books[i].Rehearsed = t
		}
	}
	return err
}
