package rehearse

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/exercise"
	"vigie/store"
	"vigie/store/wire"
)

// Start makes an exercise of the team, and announces it. Its messages wait until
// who leads it lets them come: until then the others join. A house has one at a
// time.
func (h *Host) Start(ctx context.Context, by team.Member, plan wire.ExercisePlan) (wire.Exercise, error) {
	if crisis.MayStart(by, true) != crisis.Freely {
		return wire.Exercise{}, fault.New(fault.Forbidden, "crisis.may-not-start")
	}
	h.making.Lock()
	defer h.making.Unlock()
	kept, err := exercise.List(h.o.Root)
	if err != nil {
		return wire.Exercise{}, err
	}
	if slices.ContainsFunc(kept, func(m exercise.Meta) bool { return !m.Over() }) {
		return wire.Exercise{}, fault.New(fault.Conflict, "exercise.one-at-once")
	}
	m, err := h.make(ctx, by, plan)
	if err != nil {
		return wire.Exercise{}, err
	}
	h.know(m)
	whole := context.WithoutCancel(ctx) // it is there: who asked may go
	var e wire.Exercise
	p, err := h.opened(whole, m.ID)
	if err == nil {
		e, err = p.tell(whole)
	}
	if err != nil {
		return e, errors.Join(err, h.drop(whole, m.ID))
	}
	h.o.Log.Info("an exercise of the team begins", "exercise", m.ID, "playbook", m.Book.ID, "storm", m.Storm)
	return e, nil
}

// drop removes one that could not be begun.
func (h *Host) drop(ctx context.Context, id string) error {
	h.mu.Lock()
	p := h.open[id]
	delete(h.open, id)
	h.mu.Unlock()
	var err error
	if p != nil {
		err = p.close()
	}
	return errors.Join(err, exercise.Delete(ctx, h.o.Root, id))
}

func (h *Host) make(ctx context.Context, by team.Member, plan wire.ExercisePlan) (exercise.Meta, error) {
	pin, err := h.book(ctx, plan)
	if err != nil {
		return exercise.Meta{}, err
	}
	brand, err := h.o.House.Setting(ctx, store.SettingBrand)
	if err != nil {
		return exercise.Meta{}, err
	}
	var seed [8]byte
	if _, err := io.ReadFull(h.o.Random, seed[:]); err != nil {
		return exercise.Meta{}, fmt.Errorf("make a seed: %w", err)
	}
	return exercise.Create(ctx, h.o.Root, h.o.House, exercise.Plan{
		Brand: brand, Book: pin, BookText: plan.Text, Storm: plan.Storm, Lang: plan.Lang, Product: plan.Product, Pace: plan.Pace,
		Seed: binary.BigEndian.Uint64(seed[:]), Me: by.ID, Waits: true,
	}, exercise.Around{Now: h.o.Now, Random: h.o.Random, Log: h.o.Log})
}

// book says which playbook is rehearsed, by its own text.
func (h *Host) book(ctx context.Context, plan wire.ExercisePlan) (crisis.Pin, error) {
	text := plan.Text
	if text == "" {
		var err error
		if text, err = h.o.House.PlaybookText(ctx, plan.Hash); err != nil {
			return crisis.Pin{}, err
		}
	}
	b, _ := playbook.Read([]byte(text))
	hash := playbook.Hash([]byte(text))
	if b.ID == "" || hash != plan.Hash {
		return crisis.Pin{}, fault.New(fault.Invalid, "crisis.no-playbook")
	}
	return crisis.Pin{ID: b.ID, Version: b.Version, Hash: hash, Title: b.Title, Lang: plan.Lang}, nil
}
