package exercise

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/oklog/ulid/v2"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/inbox/watch"
	"vigie/store"
)

// Source is the real workspace as an exercise is made from it: it is only read.
// *store.Workspace is one.
type Source interface {
	Roster(ctx context.Context) (team.Roster, error)
	Rules(ctx context.Context) (inbox.Rules, error)
	Playbooks(ctx context.Context) ([]store.PlaybookVersion, error)
	PlaybookText(ctx context.Context, hash string) (string, error)
}

// Plan is what a person wants of an exercise.
type Plan struct {
	Brand    string
	Book     crisis.Pin
	BookText string // is published in the exercise; "" is a draft of the house, which stays one
	Storm    string
	Lang     string // of the messages, "fr" or "en"
	Product  string // what it is about; "" is the storm's own
	Pace     int    // one of Paces
	Seed     uint64
	Me       team.MemberID // who sits at the computer, or leads the team's
	Waits    bool          // no message comes before the animator lets them
}

// Around is what the making of an exercise gets from outside. Log may be nil.
type Around struct {
	Now    func() time.Time
	Random io.Reader // for ids
	Log    *slog.Logger
}

// Create makes an exercise below root, ready to be opened. It comes into sight
// whole or not at all.
func Create(ctx context.Context, root string, from Source, p Plan, around Around) (Meta, error) {
	id, err := ulid.New(ulid.Timestamp(around.Now()), around.Random)
	if err != nil {
		return Meta{}, fmt.Errorf("make an id: %w", err)
	}
	m := Meta{
		ID: id.String(), Made: around.Now().UTC().Truncate(time.Millisecond), Brand: p.Brand, Book: p.Book, Storm: p.Storm, Lang: p.Lang, Product: p.Product,
		Seed: p.Seed, Pace: p.Pace, Leader: p.Me, Paused: p.Waits,
	}
	if !slices.Contains(Paces(), p.Pace) {
		return m, fault.New(fault.Invalid, "exercise.pace")
	}
	s, err := readScript(p.Storm, p.Lang)
	if err != nil {
		return m, fault.Wrap(err, fault.NotFound, "exercise.no-storm")
	}
	posts, err := write(s, m)
	if err != nil {
		return m, err
	}
	m.Title, m.Product, m.All = s.Title, cmp.Or(p.Product, s.Product), len(posts)
	if err := sweep(root); err != nil && around.Log != nil {
		around.Log.Warn("what a crash left of an exercise is still there", "err", err)
	}
	dir := Dir(root, m.ID) + newEnd
	if err := fill(ctx, dir, from, p, &m, around); err != nil {
		return m, errors.Join(fmt.Errorf("make the exercise: %w", err), os.RemoveAll(dir))
	}
	if err := keep(dir, m); err != nil {
		return m, errors.Join(err, os.RemoveAll(dir))
	}
	return m, store.PutInPlace(store.ComputersDisk{}, dir, Dir(root, m.ID))
}

// clock is the time by which the store works while it is filled.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func fill(ctx context.Context, dir string, from Source, p Plan, m *Meta, around Around) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	c := &clock{at: m.Made.AddDate(0, 0, -usualDays-1)}
	w, err := store.Open(ctx, dir, store.Options{Now: c.now, Random: around.Random})
	if err != nil {
		return err
	}
	f := &filler{ctx: ctx, w: w, from: from, p: p, m: *m, clock: c}
	hello, err := w.Hello(ctx)
	m.Epoch = hello.Epoch
	return errors.Join(err, f.fill(), w.Close())
}

// filler fills the workspace of an exercise.
type filler struct {
	ctx   context.Context
	w     *store.Workspace
	from  Source
	p     Plan
	m     Meta
	clock *clock
}

func (f *filler) fill() error {
	if err := f.w.MarkExercise(f.ctx, f.m.ID); err != nil {
		return err
	}
	for _, step := range []func() error{f.people, f.playbooks, f.usual, f.watch, f.settle} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// people copies who works in the house and the house's rules, and gives the
// exercise its accounts.
func (f *filler) people() error {
	roster, err := f.from.Roster(f.ctx)
	if err != nil {
		return err
	}
	for _, d := range roster.Departments {
		if err := f.w.PutDepartment(f.ctx, d, ""); err != nil {
			return err
		}
	}
	for _, m := range roster.Members {
		if err := f.w.PutMember(f.ctx, m, ""); err != nil {
			return err
		}
	}
	rules, err := f.from.Rules(f.ctx)
	if err != nil {
		return err
	}
	if err := f.w.PutRules(f.ctx, rules, ""); err != nil {
		return err
	}
	department := ""
	if len(roster.Departments) > 0 {
		department = string(roster.Departments[0].ID)
	}
	for _, a := range accounts(f.m, department, f.clock.at) {
		if err := f.w.PutAccount(f.ctx, a, ""); err != nil {
			return err
		}
	}
	return nil
}

// playbooks copies every version that the house has, in the order in which they
// were written, and the one that is rehearsed.
func (f *filler) playbooks() error {
	kept, err := f.from.Playbooks(f.ctx)
	if err != nil {
		return err
	}
	slices.SortStableFunc(kept, func(a, b store.PlaybookVersion) int { return a.WrittenAt.Compare(b.WrittenAt) })
	for _, v := range kept {
		text, err := f.from.PlaybookText(f.ctx, v.Hash)
		if err != nil {
			return err
		}
		if err := f.book(text, v.State); err != nil {
			return err
		}
	}
	if f.p.BookText == "" {
		return nil
	}
	return f.book(f.p.BookText, published)
}

// The states of a playbook's version in the store.
const (
	published = "published"
	retired   = "retired"
)

// book brings a version in, a moment later than the one before: what is offered
// is what was written last.
func (f *filler) book(text, state string) error {
	f.clock.at = f.clock.at.Add(time.Millisecond)
	hash, err := f.w.PutPlaybook(f.ctx, text, "")
	if err == nil && (state == published || state == retired) {
		err = f.w.PublishPlaybook(f.ctx, hash, "")
	}
	if err == nil && state == retired {
		err = f.w.RetirePlaybook(f.ctx, hash, "")
	}
	return err
}

// watch has the early warning listen for the brand.
func (f *filler) watch() error {
	q, err := watch.Parse(query(f.m.Brand))
	if err != nil {
		return fmt.Errorf("watch for %s: %w", f.m.Brand, err)
	}
	one := watch.Watch{ID: watch.ID(f.m.ID), Name: cmp.Or(f.m.Brand, f.m.Title), Query: q, Into: watch.Inbox}
	if err := f.w.PutWatch(f.ctx, one, ""); err != nil {
		return err
	}
	return f.w.FillWatch(f.ctx, one.ID, nil)
}

// query is the brand's name as a query has it.
func query(brand string) string {
	clean := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return ' '
	}, cmp.Or(brand, "Acme"))
	return `"` + strings.Join(strings.Fields(clean), " ") + `"`
}

// settle writes what makes the directory a workspace to sit down at.
func (f *filler) settle() error {
	f.clock.at = f.m.Made
	if err := f.w.PutSetting(f.ctx, store.SettingMember, string(f.p.Me)); err != nil {
		return err
	}
	return f.w.PutSetting(f.ctx, store.SettingBrand, cmp.Or(f.m.Brand, f.m.Title))
}
