package ui

import (
	"vigie/assets/icon"
	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/ui/kit"
)

// rail is the dark strip at the left that leads to the screens.
type rail struct{ *kit.IconRail }

// railStop is where an icon of the rail leads, and the key of its name.
type railStop struct {
	place, key string
	icon       icon.Name
}

// railStops are where the rail leads, from top to bottom; the last stands at
// the foot.
func railStops() []railStop {
	return []railStop{
		{"inbox", "shell.inbox", icon.Inbox},
		{"people", "people.title", icon.User},
		{"watch", "watch.title", icon.Eye},
		{"alert", "alert.title", icon.Bell},
		{"crisis", "crisisroom.title", icon.Flag},
		{"settings/outbox", "shell.outbox", icon.Send},
		{"settings/accounts", "shell.accounts", icon.Mail},
		{"settings/general", "shell.settings", icon.Gear},
	}
}

func newRail(t *locale.Texts, goTo func(place string)) *rail {
	var entries []kit.RailEntry
	stops := railStops()
	for i, s := range stops {
		entries = append(entries, kit.RailEntry{ID: s.place, Name: t.T(s.key, nil), Icon: s.icon, Foot: i == len(stops)-1})
	}
	return &rail{kit.NewIconRail(entries, "", goTo)}
}

// mark shows which place is in sight.
func (r *rail) mark(place string) { r.SetSelected(stopOf(place)) }

// stopOf gives the stop of a place. Pages of the settings that have no stop of
// their own are under the gear.
func stopOf(place string) string {
	at := ""
	switch screenOf(place) {
	case "retex", "exercise": // what follows a crisis, and what it is rehearsed by
		return "crisis"
	}
	for _, s := range railStops() {
		switch {
		case s.place == place:
			return place
		case s.icon == icon.Gear && screenOf(s.place) == screenOf(place):
			at = s.place
		}
	}
	return at
}

// set shows the counts: what is to be done, and what needs a person.
func (r *rail) set(s state) {
	r.SetCount("inbox", s.counts[inbox.CountInbox])
	r.SetCount("alert", len(s.ringing))
	r.SetCount("crisis", len(s.afoot))
	r.SetCount("settings/outbox", s.outbox.Stuck)
	r.SetCount("settings/accounts", survey(s.accounts, s.health).refused)
}
