package store

import (
	"context"
	"fmt"
	"slices"

	"vigie/crisis/alert"
	"vigie/inbox/team"
)

const dutySetting = "duty"

// Duty gives who is on duty when.
func (w *Workspace) Duty(ctx context.Context) (team.Duty, error) {
	d, err := dutyOf(w.glance(ctx))
	return d, explain(err)
}

func dutyOf(r reading) (team.Duty, error) {
	d, err := maybe(r, body[team.Duty], `SELECT value FROM setting WHERE name = ?`, dutySetting)
	if err != nil {
		return d, fmt.Errorf("read who is on duty: %w", err)
	}
	return d, nil
}

// PutDuty changes who is on duty when.
func (w *Workspace) PutDuty(ctx context.Context, d team.Duty, by team.MemberID) error {
	return w.issue(ctx, orderDuty, d, by)
}

func (x *writing) putDuty(d team.Duty, by team.MemberID) error {
	if err := x.mayManage(by); err != nil {
		return err
	}
	d, err := d.Clean()
	if err != nil {
		return err
	}
	for _, s := range d.Shifts {
		if _, err := x.member(s.Member); err != nil {
			return err
		}
	}
	text, err := pack(d)
	if err != nil {
		return err
	}
	if err := x.set(dutySetting, text); err != nil {
		return err
	}
	x.notice.Team = true
	return x.settled(orderDuty, by, nil)
}

// listeners are who hears of an alert: those on duty who may judge it and are
// there; where there is none, everybody who may. An alert that nobody hears
// is worse than one that too many hear.
func (x *writing) listeners() ([]team.MemberID, error) {
	roster, err := x.everybody()
	if err != nil {
		return nil, err
	}
	duty, err := dutyOf(x)
	if err != nil {
		return nil, err
	}
	now := duty.At(x.now)
	var all, on []team.MemberID
	for _, m := range roster.Members {
		if alert.May(m) != nil {
			continue
		}
		all = append(all, m.ID)
		if slices.Contains(now, m.ID) && !m.Away {
			on = append(on, m.ID)
		}
	}
	if len(on) > 0 {
		return on, nil
	}
	return all, nil
}
