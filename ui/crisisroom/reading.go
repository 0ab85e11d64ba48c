package crisisroom

import (
	"context"
	"slices"
	"time"

	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
)

// beatEvery is how often the spans of time on the board are written anew.
const beatEvery = 15 * time.Second

func (s *Screen) beat() {
	s.tick = s.host.Scheduler().After(beatEvery, func() {
		if s.visible {
			s.draw()
			s.beat()
		}
	})
}

// gather is how long changes are joined before the room is read again.
const gather = 300 * time.Millisecond

// Changed reads anew what may be old.
func (s *Screen) Changed(n inbox.Notice) {
	if !s.visible || !n.All && !n.Team {
		return
	}
	s.again.After(s.host.Scheduler(), gather, s.reload)
}

// known is what one reading gives.
type known struct {
	runs   []*crisis.Run
	books  []Book
	roster team.Roster
	me     team.Member
	tools  []string
	typed  Typed
	looked Confirmed
	alerts []alert.Alert
	room   Room
}

func (s *Screen) reload() {
	run, lang := s.run, s.host.Texts().Language()
	s.host.Scheduler().Go(func(ctx context.Context) {
		k, err := s.fetch(ctx, run, lang)
		s.host.Scheduler().UI(func() { s.loaded(run, k, err) })
	})
}

func (s *Screen) fetch(ctx context.Context, run crisis.RunID, lang string) (k known, err error) {
	if k.runs, err = s.desk.CrisisRuns(ctx); err != nil {
		return k, err
	}
	if k.books, err = s.desk.CrisisBooks(ctx, lang); err != nil {
		return k, err
	}
	if k.roster, k.me, err = s.desk.CrisisPeople(ctx); err != nil {
		return k, err
	}
	if k.tools, err = s.desk.CrisisTools(ctx); err != nil {
		return k, err
	}
	if k.looked, err = s.desk.CrisisContacts(ctx); err != nil {
		return k, err
	}
	if k.typed, err = s.desk.CrisisTyped(ctx, k.me.ID); err != nil {
		return k, err
	}
	if k.alerts, err = s.desk.CrisisAlerts(ctx); err != nil {
		return k, err
	}
	if i := slices.IndexFunc(k.runs, func(r *crisis.Run) bool { return r.ID == run }); i < 0 && len(k.runs) > 0 && alive(k.runs[0]) {
		run = k.runs[0].ID
	} else if i < 0 {
		return k, nil
	}
	k.room, err = s.desk.CrisisRoom(ctx, run)
	k.room.Tools = k.tools
	return k, err
}

func alive(r *crisis.Run) bool { return Room{Run: r}.Live() }

func (s *Screen) loaded(asked crisis.RunID, k known, err error) {
	switch {
	case err != nil && s.read:
		s.host.Fault(err)
		return
	case err != nil:
		s.panes.Collapse(0, true) // there is nothing to list
		s.panes.Collapse(2, true)
		s.stage.SetCentre(kit.NewError(s.t("crisisroom.unread"), s.host.Texts().Fault(err), s.t("crisisroom.try-again"), s.reload))
		return
	case asked != s.run && s.read:
		return // another was chosen meanwhile
	}
	s.runs, s.books, s.roster, s.me, s.tools, s.looked = k.runs, k.books, k.roster, k.me, k.tools, k.looked
	s.alerts = k.alerts
	s.typedBy(k.me.ID, k.typed)
	first := !s.read
	s.panes.Collapse(0, false)
	s.read, s.room = true, k.room
	s.answerable = s.mayAnswer()
	if s.turn != "" || first && s.alert != "" { // what was asked for comes before what was left
		s.aside()
	}
	if k.room.Run != nil && (s.book == "" || !first) {
		s.run = k.room.Run.ID
	}
	s.draw()
	s.host.Hint()
	if first && s.alert != "" {
		s.start()
	}
	s.turned()
	if s.visible && (s.typing.back != nil || s.typing.Book != nil && s.form == nil) {
		s.goOn()
	}
}
