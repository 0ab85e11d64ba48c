package app

import (
	"context"
	"os"
	"strings"
	"time"

	"vigie/inbox/team"
)

// Duty gives who is on duty when.
func (d settingsDesk) Duty(ctx context.Context) (team.Duty, error) {
	return inside(d.at, func(h *house) (team.Duty, error) { return h.store.Duty(ctx) })
}

// PutDuty changes it.
func (d settingsDesk) PutDuty(ctx context.Context, duty team.Duty) error {
	return triageDesk(d).withHouse(func(h *house) error { return h.store.PutDuty(ctx, duty, h.member()) })
}

// Zone is this computer's time zone by its IANA name; UTC where the system
// does not name it.
func (d settingsDesk) Zone() string {
	if name := time.Local.String(); name != "Local" && name != "" {
		return name
	}
	if to, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(to, "zoneinfo/"); ok {
			return name
		}
	}
	return "UTC"
}
