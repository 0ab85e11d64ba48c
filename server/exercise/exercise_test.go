package exercise

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
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
	s.Exercise = e
}

// play lets a time go by, a beat a second, and has the early warning look now
// and then.
func (s *stage) play(d time.Duration) {
	s.t.Helper()
	for end := s.now.Add(d); s.now.Before(end); s.now = s.now.Add(time.Second) {
		s.must(s.Beat(s.t.Context()))
		if s.now.Second()%30 == 0 {
			s.must(s.Engine().Look(s.t.Context()))
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

func TestStorms_AreTheSameInBothLanguages(t *testing.T) {
	fr, err := Storms("fr")
	if err != nil {
		t.Fatal(err)
	}
	en, err := Storms("en")
	if err != nil {
		t.Fatal(err)
	}
	if len(fr) < 5 || len(en) != len(fr) {
		t.Fatalf("%d in French, %d in English", len(fr), len(en))
	}
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	for i := range fr {
		if fr[i].ID != en[i].ID || fr[i].Messages != en[i].Messages || !slices.Equal(fr[i].Books, en[i].Books) || fr[i].Lasts != en[i].Lasts && fr[i].Lasts-en[i].Lasts > time.Minute {
			t.Errorf("%s: %d messages in %v; %s: %d in %v", fr[i].ID, fr[i].Messages, fr[i].Lasts, en[i].ID, en[i].Messages, en[i].Lasts)
		}
		for _, b := range fr[i].Books {
			if !slices.ContainsFunc(files, func(f built.File) bool { return f.ID == b }) {
				t.Errorf("%s suits %s, which is no playbook", fr[i].ID, b)
			}
		}
	}
	for _, f := range files {
		if StormFor(fr, f.ID) == "" {
			t.Errorf("nothing suits %s", f.ID)
		}
	}
}

// TestStorms_Ring plays each storm at the slowest and at the quickest pace: the
// early warning rings as it would live, and not before the storm.
func TestStorms_Ring(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		storms, err := Storms(lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, storm := range storms {
			if testing.Short() && i > 0 {
				break
			}
			pace := map[string]int{"fr": 60, "en": 1}[lang]
			t.Run(fmt.Sprint(lang, " ", storm.ID, " ", pace, "x"), func(t *testing.T) {
				t.Parallel()
				s := newStage(t)
				s.open(s.create(storm.ID, storm.Books[0], lang, pace))
				s.must(s.Pause(true))
				s.play(20 * time.Second)
				if _, rings := s.ringing(); rings {
					t.Fatal("it rings before anything arrived")
				}
				s.must(s.Pause(false))
				from := s.now
				for s.now.Sub(from) < 20*time.Minute {
					s.play(30 * time.Second)
					if at, rings := s.ringing(); rings {
						t.Logf("rang %v after the first message, %d messages", at.Sub(s.Status().First).Round(time.Second), s.Status().Sent)
						return
					}
				}
				t.Errorf("it does not ring: %d of %d messages", s.Status().Sent, s.Status().All)
			})
		}
	}
}

func TestExercise_KeepsItsPace(t *testing.T) {
	s := newStage(t)
	s.open(s.create("panne", "panne-service", "fr", 1))
	s.play(10 * time.Second)
	begun := s.Status()
	if begun.Sent == 0 || begun.First.IsZero() {
		t.Fatalf("nothing came: %+v", begun)
	}
	t.Run("five minutes of the story take five, and half a minute at ten times", func(t *testing.T) {
		s.play(5 * time.Minute)
		slow := s.Status()
		if d := slow.Elapsed - begun.Elapsed; d < 295*time.Second || d > 305*time.Second {
			t.Errorf("%v went by", d)
		}
		s.must(s.SetPace(10))
		s.play(30 * time.Second)
		if d := s.Status().Elapsed - slow.Elapsed; d < 290*time.Second || d > 310*time.Second {
			t.Errorf("%v went by at ten times", d)
		}
	})
	t.Run("while it is paused nothing comes, but what the animator says does", func(t *testing.T) {
		s.must(s.Pause(true))
		before := s.Status()
		s.play(2 * time.Minute)
		if after := s.Status(); after.Sent != before.Sent || after.Elapsed != before.Elapsed {
			t.Errorf("%d messages came", after.Sent-before.Sent)
		}
		s.must(s.Inject(t.Context(), Word{Who: Journalist, On: Social, Text: "Et maintenant ?"}))
		s.must(s.Next(t.Context()))
		if after := s.Status(); after.Injected != 1 || after.Sent != before.Sent+1 {
			t.Errorf("%+v", after)
		}
		rows, err := s.Workspace().Rows(t.Context(), inbox.View{}, inbox.Place{}, 500)
		s.must(err)
		if !slices.ContainsFunc(rows, func(r inbox.Row) bool { return strings.Contains(r.Snippet, "Et maintenant") }) {
			t.Error("the word is not in the inbox")
		}
		if err := s.Inject(t.Context(), Word{Who: Public, On: Social}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an empty word: %v", err)
		}
	})
	t.Run("it goes on where it stood when it is opened again", func(t *testing.T) {
		before := s.Status()
		s.must(s.Exercise.Close())
		s.now = s.now.Add(9 * time.Hour)
		s.open(before)
		s.must(s.Pause(false))
		s.play(2 * time.Second)
		if after := s.Status(); after.Elapsed-before.Elapsed > time.Minute {
			t.Errorf("%v went by while it was closed", after.Elapsed-before.Elapsed)
		}
	})
	t.Run("a crash before it was noted brings nothing twice", func(t *testing.T) {
		before := s.Status()
		list := s.counted()
		s.meta.Sent, s.meta.Elapsed = 0, 0
		s.play(2 * time.Second)
		if again := s.counted(); again != list {
			t.Errorf("%d messages, then %d", list, again)
		}
		s.meta = before
	})
	if err := s.SetPace(7); fault.KindOf(err) != fault.Invalid {
		t.Errorf("pace 7: %v", err)
	}
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

func TestExercise_OpensNoConnectorAndSendsNothing(t *testing.T) {
	s := newStage(t)
	s.open(s.create("rumeur-produit", "rumeur-securite-produit", "fr", 60))
	ctx := t.Context()
	s.play(20 * time.Second)

	// Even an engine that is told to send, with a connector for everything, as
	// the headless program would run it, opens none and sends nothing.
	opened := 0
	hostile := engine.New(engine.Options{Workspace: s.Workspace(), Now: s.clock, Connector: func(inbox.Channel) (channel.Connector, bool) {
		opened++
		return nil, false
	}})
	reply := s.reply("Nous cherchons.")
	for range 30 { // past the delay
		s.now = s.now.Add(time.Minute)
	}
	if _, err := hostile.Collector().Once(ctx); err != nil {
		t.Logf("collecting: %v", err)
	}
	short, stop := context.WithTimeout(ctx, 1500*time.Millisecond)
	defer stop()
	s.must(hostile.Run(short))
	if opened > 0 {
		t.Errorf("a connector was asked for %d times", opened)
	}
	if _, err := s.Workspace().BeginSending(ctx, reply); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a sender may begin: %v", err)
	}
	queued, err := s.Workspace().Replies(ctx, inbox.Queued)
	s.must(err)
	if len(queued) != 1 {
		t.Fatalf("%d replies wait", len(queued))
	}

	s.must(s.Beat(ctx))
	sent, err := s.Workspace().Replies(ctx, inbox.Sent)
	s.must(err)
	if len(sent) != 1 || !IsRehearsed(sent[0].Native) {
		t.Errorf("the reply ended as %+v", sent)
	}
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

// prints gives a checksum of each file of the real workspace's database, by
// what is in it.
func (s *stage) prints() map[string]string {
	s.t.Helper()
	out, err := s.real.Everything(s.t.Context())
	s.must(err)
	return out
}

func TestExercise_LeavesTheRealWorkspaceAsItWas(t *testing.T) {
	s := newStage(t)
	before := s.prints()
	blobs := bytesBelow(t, filepath.Join(s.dir, "blobs"))
	s.open(s.create("bad-buzz", "bad-buzz-campagne", "en", 60))
	s.play(90 * time.Second)
	s.must(s.End(t.Context(), "the exercise is over"))
	if after := s.prints(); !same(before, after) {
		t.Error("the exercise wrote into the real workspace")
	}
	s.must(s.real.PutRehearsal(t.Context(), "bad-buzz-campagne", s.now, lou))
	after := s.prints()
	for kind := range after {
		if before[kind] != after[kind] && kind != "setting" && !strings.HasPrefix(kind, "setting") {
			t.Errorf("the rehearsal changed %s", kind)
		}
	}
	if again := bytesBelow(t, filepath.Join(s.dir, "blobs")); again != blobs {
		t.Error("a file was added to the real workspace")
	}
	if err := s.SetPace(2); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an exercise that is over can be changed: %v", err)
	}
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// bytesBelow is a checksum of the files below a directory.
func bytesBelow(t *testing.T, dir string) string {
	t.Helper()
	sum := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		fmt.Fprintln(sum, path, len(raw))
		sum.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

func TestExercises_AreKeptUntilSomebodyDeletesThem(t *testing.T) {
	s := newStage(t)
	one := s.create("panne", "panne-service", "fr", 1)
	s.now = s.now.Add(time.Hour)
	two := s.create("generale", "fausse-nouvelle", "en", 5)
	list, err := List(s.root)
	s.must(err)
	if len(list) != 2 || list[0].ID != two.ID || list[1].Title != one.Title {
		t.Fatalf("%+v", list)
	}
	s.open(one)
	if err := Delete(t.Context(), s.root, one.ID); fault.KindOf(err) != fault.Busy {
		t.Errorf("an open one is deleted: %v", err)
	}
	s.must(s.Exercise.Close())
	s.must(Delete(t.Context(), s.root, one.ID))
	if err := Delete(t.Context(), s.root, "../solo"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the real workspace is deleted: %v", err)
	}
	if list, err = List(s.root); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if entries, err := os.ReadDir(s.root); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	s.must(s.real.PutSetting(t.Context(), "still", "here"))
}

func TestOpen_RefusesAWorkspaceThatIsNotMarked(t *testing.T) {
	s := newStage(t)
	m := s.create("panne", "panne-service", "fr", 1)
	s.must(s.real.Close())
	raw, err := os.ReadFile(filepath.Join(Dir(s.root, m.ID), metaName))
	s.must(err)
	s.must(os.WriteFile(filepath.Join(s.dir, metaName), bytes.TrimSpace(raw), 0o600))
	if _, err := Open(t.Context(), s.dir, Options{Now: s.clock}); fault.KindOf(err) != fault.Corrupt {
		t.Errorf("a real workspace opens as an exercise: %v", err)
	}
	w, err := store.Open(t.Context(), s.dir, store.Options{})
	s.must(err) // it was closed again
	s.must(w.Close())
}
