package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
	room "vigie/ui/exercise"
)

// together is an exercise that the team takes part in: it is played on the
// server, and this desktop has a copy of its workspace.
type together struct {
	crew  *crew // whose line leads to the exercise
	store *store.Workspace
}

// joinedDir is where the copy of an exercise of the team is, with an outbox of
// its own.
func (d *desk) joinedDir(id string) string {
	return filepath.Join(d.exercisesDir(), "joined-"+filepath.Base(id))
}

// Mark says how it stands, as the server last told.
func (t together) Mark() room.Mark {
	ctx := context.Background()
	m := room.Mark{On: true, Team: true}
	e, err := t.store.Announced(ctx)
	if err != nil {
		return m
	}
	m.Title, m.Book, m.Paused, m.Over, m.Prepared = e.Title, e.Book, e.Paused, e.State == wire.ExerciseOver, e.State == wire.ExercisePrepared
	m.Follows, m.Leader = e.Leader != t.crew.Member, nameIn(ctx, t.store, e.Leader)
	return m
}

// manages reports that who sits here manages the house: they may end what its
// leader left behind.
func (t together) manages(ctx context.Context) bool {
	roster, err := t.store.Roster(ctx)
	m, _ := roster.Member(team.MemberID(t.crew.Member))
	return err == nil && m.Profile.May(team.Manage)
}

// nameIn is a member's name in a workspace; "" where it is not known.
func nameIn(ctx context.Context, w *store.Workspace, id string) string {
	roster, err := w.Roster(ctx)
	if err != nil {
		return ""
	}
	m, _ := roster.Member(team.MemberID(id))
	return m.Name
}

// Playing asks the server how it stands. While it is out of reach, only the mark
// is known.
func (t together) Playing(ctx context.Context) (room.Playing, error) {
	p := offered(room.Playing{Mark: t.Mark(), MayEnd: t.manages(ctx)})
	s, err := t.crew.line.Exercise(ctx)
	var refused *wire.Problem
	if err != nil && !errors.As(err, &refused) {
		return p, nil
	}
	if err != nil {
		return p, t.told(err)
	}
	p.Sent, p.All, p.Pace, p.Elapsed = s.Sent, s.All, s.Pace, time.Duration(s.Elapsed)*time.Millisecond
	p.First, p.Rang, p.Begun, p.Ready, p.Approved = at(s.First), at(s.Rang), at(s.Begun), at(s.Ready), at(s.Approved)
	p.Spoke, p.Ended, p.Messages, p.Replies, p.Late, p.SkippedStep = at(s.Spoke), at(s.Ended), s.Messages, s.Replies, s.Late, s.Skipped
	for _, c := range s.Coming {
		p.Coming = append(p.Coming, room.Coming{In: time.Duration(c.In) * time.Millisecond, Who: c.Who, On: c.On, Name: c.Name, Text: c.Text})
	}
	here := map[string]bool{}
	for _, id := range s.Here {
		here[id] = true
	}
	for _, id := range s.Members {
		p.Present = append(p.Present, room.Person{Name: nameIn(ctx, t.store, id), Here: here[id]})
	}
	return p, nil
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// told makes a refusal of the exercise's own gate something to tell a person.
func (t together) told(err error) error { return t.crew.noExercise(err) }

// noExercise says of what is not there that the exercise is gone.
func (c *crew) noExercise(err error) error {
	var p *wire.Problem
	if errors.As(err, &p) && p.Code == wire.CodeNotSeen {
		return fault.Wrap(err, fault.NotFound, "exercise.gone")
	}
	if err == nil {
		return nil
	}
	return c.away(err)
}

func (t together) act(ctx context.Context, a wire.ExerciseAct) error {
	return t.told(t.crew.line.ActInExercise(ctx, a))
}

// SetPace has the messages come at another pace.
func (t together) SetPace(ctx context.Context, pace int) error {
	return t.act(ctx, wire.ExerciseAct{Do: wire.ExercisePace, Pace: pace})
}

// Pause stops the messages, or lets them come.
func (t together) Pause(ctx context.Context, on bool) error {
	if on {
		return t.act(ctx, wire.ExerciseAct{Do: wire.ExercisePause})
	}
	return t.act(ctx, wire.ExerciseAct{Do: wire.ExerciseGoOn})
}

// Say has somebody say something now.
func (t together) Say(ctx context.Context, w room.Word) error {
	return t.act(ctx, wire.ExerciseAct{Do: wire.ExerciseSay, Who: w.Who, On: w.On, Subject: w.Subject, Text: w.Text})
}

// Next has the next message come now.
func (t together) Next(ctx context.Context) error {
	return t.act(ctx, wire.ExerciseAct{Do: wire.ExerciseNext})
}

// End ends it for all. The server notes in the house that it was rehearsed.
func (t together) End(ctx context.Context) error {
	return t.act(ctx, wire.ExerciseAct{Do: wire.ExerciseEnd})
}

// Close has nothing to close: the copy is the house's.
func (t together) Close() error { return nil }

// startTogether has the server make an exercise, and goes into it.
func (d *desk) startTogether(ctx context.Context, h *house, p wire.ExercisePlan) error {
	e, err := h.crew.line.StartExercise(ctx, p)
	if err != nil {
		return h.crew.away(err)
	}
	d.log.Info("an exercise of the team begins", "exercise", e.ID)
	return d.join(ctx, h, e.ID)
}

// JoinExercise goes into the exercise that the team takes part in.
func (d exerciseDesk) JoinExercise(ctx context.Context) error {
	d.turning.Lock()
	defer d.turning.Unlock()
	h, err := d.outside()
	if err != nil {
		return err
	}
	e, err := h.store.Announced(ctx)
	if err == nil && (h.crew == nil || e.ID == "" || e.State == wire.ExerciseOver) {
		err = fault.New(fault.NotFound, "exercise.gone")
	}
	if err != nil {
		return err
	}
	return d.join(ctx, h, e.ID)
}

// join opens the copy of an exercise of the team before the workspace that is
// open. It is called while turning is held.
func (d *desk) join(ctx context.Context, real *house, id string) error {
	h, err := d.enterTogether(ctx, real, id)
	if err != nil {
		return err
	}
	return d.goBefore(ctx, h)
}

// joinTime bounds how long the first part of a copy is waited for.
const joinTime = time.Minute

// enterTogether opens the copy of an exercise of the team. The tokens are the
// house's; nothing else of it is used.
func (d *desk) enterTogether(ctx context.Context, real *house, id string) (*house, error) {
	c := newCrew(real.crew.belonging, d.log)
	c.guest = real.crew.guest
	c.line = replica.Dial(replica.Remote{Address: c.Server, Path: replica.ExercisePath(id), Pin: c.Pin, Token: c.guest.Token})
	dir := d.joinedDir(id)
	_, met := os.Stat(dir)
	if _, err := c.line.Exercise(ctx); err != nil && (met != nil || isProblem(err)) { // where a copy is, it can be looked at offline
		c.line.Close()
		return nil, c.noExercise(err)
	}
	h, err := c.house(ctx, dir, &secret.InMemory{}, d.log)
	if err != nil {
		return nil, err
	}
	h.exercise = together{c, h.store}
	wait, cancel := context.WithTimeout(ctx, joinTime)
	defer cancel()
	if err := h.first(wait, func(int, int) {}); err != nil {
		if wait.Err() != nil && ctx.Err() == nil {
			err = fault.Wrap(err, fault.Unavailable, "fault.team-offline", "Server", c.Server)
		}
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func isProblem(err error) bool {
	var p *wire.Problem
	return errors.As(err, &p)
}

// forgetJoined removes the copy of an exercise that is over and of which nothing
// waits to be sent: the server keeps it.
func forgetJoined(h *house) func() error {
	t, is := h.exercise.(together)
	if !is || !t.Mark().Over || h.crew.replica.State().Waiting > 0 {
		return func() error { return nil }
	}
	return func() error { return os.RemoveAll(h.path) }
}

// teamOffer adds what there is of the team's exercises: the one that is on, and
// those that the server keeps. What cannot be asked is left out.
func (d *desk) teamOffer(ctx context.Context, h *house, o *room.Offer) error {
	if h.crew == nil {
		return nil
	}
	o.Team = true
	announced, err := h.announced(ctx)
	if err != nil {
		return err
	}
	o.Invited = h.invitedTo(ctx, announced)
	soon, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	list, err := h.crew.line.Exercises(soon)
	if err != nil {
		o.Team = o.Team && !isProblem(err) // a server that keeps none
		d.log.Debug("the server's exercises are not known", "error", err)
		return nil
	}
	listed(o, announced.ID, list)
	return nil
}

// listed adds to what is offered what the server keeps. The server knows before
// the copy of the house does that the exercise that was announced is over.
func listed(o *room.Offer, announced string, list []wire.Exercise) {
	for _, e := range list {
		if e.State != wire.ExerciseOver {
			continue
		}
		o.Kept = append(o.Kept, room.Kept{ID: e.ID, Title: e.Title, Book: e.Book, Made: at(e.Made), Ended: at(e.Ended), Team: true})
		if e.ID == announced {
			o.Invited = room.Invited{}
		}
	}
}

// announced is the exercise that the house last heard of; none inside of one.
func (h *house) announced(ctx context.Context) (wire.Exercise, error) {
	if h.crew == nil || h.exercise != nil {
		return wire.Exercise{}, nil
	}
	return h.store.Announced(ctx)
}

// invitedTo is the exercise of the team as one that can be joined.
func (h *house) invitedTo(ctx context.Context, e wire.Exercise) room.Invited {
	if e.ID == "" || e.State == wire.ExerciseOver {
		return room.Invited{}
	}
	return room.Invited{On: true, Title: e.Title, Book: e.Book, Leader: nameIn(ctx, h.store, e.Leader), Prepared: e.State == wire.ExercisePrepared}
}

// ExerciseInvited is the exercise of the team that this desktop can join.
func (d windowDesk) ExerciseInvited(ctx context.Context) (room.Invited, error) {
	h, err := d.at()
	if err != nil {
		return room.Invited{}, err
	}
	e, err := h.announced(ctx)
	if err != nil {
		return room.Invited{}, err
	}
	return h.invitedTo(ctx, e), nil
}

// outsideTeam is the team's workspace for what concerns the house itself, which
// an exercise does not reach: computers, invitations, signing in.
func (d *desk) outsideTeam() (*house, error) {
	h, err := d.crewed()
	if err == nil && h.exercise != nil {
		err = fault.New(fault.Conflict, "exercise.inside")
	}
	return h, err
}
