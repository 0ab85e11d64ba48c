package store

import (
	"context"
	"fmt"
	"reflect"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// announcedSetting says in a house which exercise of its team there is, and in an
// exercise's own workspace what it is. It is the store's own: no order of a
// member reaches it. Desktops get it as they get any setting.
const announcedSetting = "exercise.announced"

// Announce tells the desktops of an exercise that their team takes part in, or
// how far it is now. What is told already is not told again.
func (w *Workspace) Announce(ctx context.Context, e wire.Exercise) error {
	if had, err := w.Announced(ctx); err != nil || had == e {
		return err
	}
	return w.write(ctx, func(x *writing) error {
		text, err := pack(e)
		if err != nil {
			return err
		}
		x.notice.Team = true
		return x.set(announcedSetting, text)
	})
}

// Announced is the last exercise that was announced; one without an id is none.
func (w *Workspace) Announced(ctx context.Context) (wire.Exercise, error) {
	e, err := maybe(w.glance(ctx), body[wire.Exercise], `SELECT value FROM setting WHERE name = ?`, announcedSetting)
	if err != nil {
		return e, fmt.Errorf("read what was announced: %w", explain(err))
	}
	return e, nil
}

// Welcome lets a device of the house take part in an exercise: the device and
// its member are kept there as the house has them now, so that nobody may more
// in an exercise than in the house. Only the workspace of an exercise takes them.
func (w *Workspace) Welcome(ctx context.Context, s Seat) error {
	had, err := w.Seat(ctx, s.Device.ID)
	switch {
	case err == nil && had.Device.Key == s.Device.Key && reflect.DeepEqual(had.Member, s.Member):
		return nil
	case err != nil && fault.KindOf(err) != fault.NotFound:
		return err
	}
	return w.write(ctx, func(x *writing) error {
		if err := x.onlyInExercise(); err != nil {
			return err
		}
		if err := x.putMember(s.Member, ""); err != nil {
			return fmt.Errorf("take member %s into the exercise: %w", s.Member.ID, err)
		}
		known, err := maybe(x, readDevice, `SELECT `+deviceColumns+` FROM device d WHERE d.id = ?`, s.Device.ID)
		if err != nil || known.ID != "" {
			return err
		}
		return x.insertDevice(&s.Device)
	})
}

// onlyInExercise refuses in a real house.
func (x *writing) onlyInExercise() error {
	id, err := exerciseOf(x)
	if err == nil && id == "" {
		err = fault.New(fault.Forbidden, "exercise.only-there")
	}
	return err
}

// peopleOfHouse refuses in an exercise that a member changes who is who: its
// people are the house's.
func (x *writing) peopleOfHouse(by team.MemberID) error {
	if by == "" {
		return nil
	}
	id, err := exerciseOf(x)
	if err == nil && id != "" {
		err = fault.New(fault.Forbidden, "exercise.people-of-house")
	}
	return err
}
