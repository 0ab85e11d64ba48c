package crisisroom

import (
	"context"
	"slices"

	"vigie/crisis"
	"vigie/inbox/team"
)

// give has the member act, one act after another, on what they saw.
func (s *Screen) give(done string, orders ...crisis.Order) { s.giveThen(done, func() {}, orders...) }

func (s *Screen) giveThen(done string, then func(), orders ...crisis.Order) {
	if s.reopening {
		return
	}
	run, base, me := s.room.Run.ID, s.room.Run.Seq, s.me.ID
	if s.asked(orders) {
		done = s.t("crisisact.asked")
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		err := s.carry(ctx, run, base, me, orders)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.refused(err, done, then, orders)
			} else {
				then()
				if done != "" {
					s.host.Toast(done)
				}
			}
			s.reload()
		})
	})
}

// asked reports whether the server decides what this desktop only asks.
func (s *Screen) asked(orders []crisis.Order) bool {
	return s.room.Copy && slices.ContainsFunc(orders, func(o crisis.Order) bool { return crisis.NeedsAuthority(s.room.Plan, s.room.Run, o.Act) })
}

// carry gives orders one by one. What the earlier ones made the member has
// seen; what others did meanwhile they have not.
func (s *Screen) carry(ctx context.Context, run crisis.RunID, base int64, me team.MemberID, orders []crisis.Order) error {
	for i, o := range orders {
		o.Run, o.Base = run, base
		if err := s.desk.ActInRun(ctx, o); err != nil {
			return err
		}
		if i == len(orders)-1 {
			break
		}
		room, err := s.desk.CrisisRoom(ctx, run)
		if err != nil {
			return err
		}
		mine := true
		for _, e := range room.Events {
			mine = mine && (e.Seq <= base || e.By == me)
		}
		if mine {
			base = room.Run.Seq
		}
	}
	return nil
}
