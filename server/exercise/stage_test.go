package exercise

import (
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
)

// stage is a real workspace with an exercise beside it, by a clock that the
// test moves.
type stage struct {
	t    *testing.T
	now  time.Time
	dir  string // of the real workspace
	root string
	real *store.Workspace
	ids  io.Reader
	*Exercise
	engine *engine.Engine
}

const (
	lou  = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZM1")
	hana = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZM2")
	noe  = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZM3")
	work = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZD1")
)

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, now: time.Date(2026, 3, 12, 14, 1, 0, 0, time.UTC), ids: rand.NewChaCha8([32]byte{7})}
	home := t.TempDir()
	s.dir, s.root = filepath.Join(home, "solo"), filepath.Join(home, "exercises")
	w, err := store.Open(t.Context(), s.dir, store.Options{Now: s.clock})
	s.must(err)
	t.Cleanup(func() { w.Close() })
	s.real = w
	ctx := t.Context()
	s.must(w.PutDepartment(ctx, team.Department{ID: work, Name: "Social"}, ""))
	for _, m := range []team.Member{
		{ID: lou, Name: "Lou", Handle: "lou", Profile: team.Coordinator, Departments: []team.DepartmentID{work}},
		{ID: hana, Name: "Hana", Handle: "hana", Profile: team.Senior, Departments: []team.DepartmentID{work}},
		{ID: noe, Name: "Noé", Handle: "noe", Profile: team.Adviser, Departments: []team.DepartmentID{work}},
	} {
		s.must(w.PutMember(ctx, m, ""))
	}
	s.must(w.PutSetting(ctx, "brand", "Tambrelle"))
	return s
}

func (s *stage) clock() time.Time { return s.now }

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func book(t *testing.T, id, lang string) (crisis.Pin, string) {
	t.Helper()
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.ID == id && f.Lang == lang {
			p, _ := playbook.Read(f.Text)
			return crisis.Pin{ID: p.ID, Version: p.Version, Hash: playbook.Hash(f.Text), Title: p.Title, Lang: lang}, string(f.Text)
		}
	}
	t.Fatalf("no playbook %s in %s", id, lang)
	return crisis.Pin{}, ""
}

func (s *stage) create(storm, of, lang string, pace int) Meta {
	s.t.Helper()
	pin, text := book(s.t, of, lang)
	m, err := Create(s.t.Context(), s.root, s.real, Plan{
		Brand: "Tambrelle", Book: pin, BookText: text, Storm: storm, Lang: lang, Pace: pace, Seed: 5, Me: lou,
	}, Around{Now: s.clock, Random: s.ids})
	s.must(err)
	return m
}

func (s *stage) open(m Meta) {
	s.t.Helper()
	e, err := Open(s.t.Context(), Dir(s.root, m.ID), Options{Now: s.clock})
	s.must(err)
	s.t.Cleanup(func() { e.Close() })
	s.Exercise, s.engine = e, engine.New(engine.Options{Workspace: e.Workspace(), Now: s.clock})
}

// play lets a time go by, a beat a second, and has the early warning look now
// and then.
func (s *stage) play(d time.Duration) {
	s.t.Helper()
	for end := s.now.Add(d); s.now.Before(end); s.now = s.now.Add(time.Second) {
		s.must(s.Beat(s.t.Context()))
		if s.now.Second()%30 == 0 {
			s.must(s.engine.Look(s.t.Context()))
		}
	}
}

func (s *stage) ringing() (time.Time, bool) {
	s.t.Helper()
	list, err := s.Workspace().Alerts(s.t.Context(), time.Time{}, 20)
	s.must(err)
	for _, a := range list {
		if a.Rings() {
			return a.Radar.RaisedAt, true
		}
	}
	return time.Time{}, false
}

// counted is how many messages the exercise has.
func (s *stage) counted() (n int) {
	s.t.Helper()
	s.must(s.Workspace().Export(s.t.Context(), func(record any) error {
		if r, ok := record.(store.Record); ok {
			if _, is := r.Value.(inbox.Message); is {
				n++
			}
		}
		return nil
	}))
	return n
}

// reply has Lou answer the first message that came.
func (s *stage) reply(text string) inbox.OutboxID {
	s.t.Helper()
	ctx := s.t.Context()
	rows, err := s.Workspace().Rows(ctx, inbox.View{}, inbox.Place{}, 5)
	s.must(err)
	d, err := s.Workspace().Detail(ctx, rows[0].ID, 5)
	s.must(err)
	draft := inbox.Draft{ID: "01HZZZZZZZZZZZZZZZZZZZZZR1", Kind: inbox.PublicReply, Text: text, Seen: d.Conversation.Heard}
	for i, act := range []inbox.Act{inbox.SaveDraft{Draft: draft}, inbox.Reply{Draft: draft.ID, Seen: d.Conversation.Heard}} {
		_, err := s.Workspace().Do(ctx, inbox.Command{ID: inbox.CommandID(fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZZZZC%d", i)), Conversation: rows[0].ID, Act: act}, lou)
		s.must(err)
	}
	list, err := s.Workspace().Replies(ctx, inbox.Queued)
	s.must(err)
	return list[0].ID
}
