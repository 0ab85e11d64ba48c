package main

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	playbooks "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/wire"
)

// copied is a desktop's copy of what a server serves under a path.
type copied struct {
	*replica.Replica
	leave func()
}

// colleague is a signed-in computer that knows the server by its key.
type colleague struct {
	*seat
	pin string
}

func (s colleague) on(address string) colleague { return colleague{s.seat.on(address), s.pin} }

// copyIn opens a copy in a directory and keeps it in step until leave.
func (s colleague) copyIn(dir, path string) *copied {
	s.t.Helper()
	line := replica.Dial(replica.Remote{
		Address: s.server[len("https://"):], Path: path, Pin: s.pin, Token: func(context.Context, string) (string, error) { return s.Access, nil },
	})
	r, err := replica.Open(s.t.Context(), dir, replica.Options{Server: line, Member: team.MemberID(s.Member)})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { _ = r.Run(ctx) })
	c := &copied{Replica: r}
	c.leave = sync.OnceFunc(func() {
		cancel()
		all.Wait()
		line.Close()
		if err := r.Close(); err != nil {
			s.t.Error(err)
		}
	})
	s.t.Cleanup(c.leave)
	return c
}

// told is what a copy heard of the exercise.
func (c *copied) told(t *testing.T) wire.Exercise {
	t.Helper()
	e, err := c.Workspace().Announced(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// outage is the built-in playbook of the service outage, in French.
func outage(t *testing.T) (playbook.Playbook, string) {
	t.Helper()
	files, err := playbooks.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.ID == "panne-service" && f.Lang == "fr" {
			b, _ := playbook.Read(f.Text)
			return b, string(f.Text)
		}
	}
	t.Fatal("there is no playbook")
	return playbook.Playbook{}, ""
}

// TestServe_OneOfTwoNodesKeepsTheTeamsExercises lives through an exercise of a
// team whose house is in PostgreSQL, with a proxy that leads astray.
func TestServe_OneOfTwoNodesKeepsTheTeamsExercises(t *testing.T) {
	url := stand.URL(t)
	p := newPlace(t)
	node := []string{"--public-url", "https://vigie.example.org", "--database", url}
	keeper := p.serve(append(node, "--exercises")...)
	first := keeper.invitation()
	chief := colleague{enter(t, first, keeper.addr), first.Pin}
	other := p.serve(node...)
	elsewhere := chief.on(other.addr)
	house := elsewhere.copyIn(filepath.Join(t.TempDir(), "house"), "")
	book, text := outage(t)
	plan := wire.ExercisePlan{Hash: playbook.Hash([]byte(text)), Text: text, Lang: "fr", Storm: "panne", Pace: 60}

	elsewhere.refused("one is begun where none is kept", "POST", "/v1/exercises", plan, "exercise.not-on-server")
	elsewhere.refused("what is kept is asked there", "GET", "/v1/exercises", nil, "exercise.not-on-server")
	var e wire.Exercise
	if status := chief.ask("POST", "/v1/exercises", plan, &e); status != http.StatusOK || e.State != wire.ExercisePrepared {
		t.Fatalf("it begins: %d %+v", status, e)
	}
	eventually(t, "who works at the other node is told", func() bool { return house.told(t).ID == e.ID })
	path := replica.ExercisePath(e.ID)
	elsewhere.refused("it is joined at the other node", "GET", path+"/v1/exercise", nil, "exercise.elsewhere")
	elsewhere.refused("its copy is asked for there", "POST", path+"/v1/pull", wire.Pull{}, "exercise.elsewhere")

	dir := filepath.Join(t.TempDir(), "joined")
	in := chief.copyIn(dir, path)
	chief.acts(path, wire.ExerciseAct{Do: wire.ExerciseGoOn})
	chief.acts(path, wire.ExerciseAct{Do: wire.ExerciseSay, Who: "journalist", On: "social", Text: "Et maintenant ?"})
	var on inbox.ConversationID
	eventually(t, "the word of the animator comes", func() (came bool) { on, came = in.about("Et maintenant ?"); return came })
	eventually(t, "the copy is whole", func() bool { return in.State().Phase == replica.Synced })
	in.starts(t, book, chief.Member)
	eventually(t, "the run is on the server", func() bool { return in.State().Waiting == 0 })
	in.leave()

	t.Run("what is done while the way leads to the other node waits", func(t *testing.T) {
		astray := elsewhere.copyIn(dir, path)
		if _, err := astray.Workspace().Do(t.Context(), inbox.Command{ID: "01HZZZZZZZZZZZZZZZZZZZZZC1", Conversation: on, Act: inbox.AddNote{Text: "Je m’en occupe"}}, team.MemberID(chief.Member)); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it hears that the exercise is not there", func() bool { s := astray.State(); return s.Phase == replica.Offline && s.Waiting > 0 })
		astray.leave()
		in = chief.copyIn(dir, path)
		eventually(t, "it came where the exercise is", func() bool { return in.State().Phase == replica.Synced && in.State().Waiting == 0 })
		fresh := chief.copyIn(filepath.Join(t.TempDir(), "another"), path)
		eventually(t, "another copy has it", func() bool {
			d, err := fresh.Workspace().Detail(t.Context(), on, 10)
			return err == nil && len(d.Notes) == 1 && d.Notes[0].Text == "Je m’en occupe"
		})
		fresh.leave()
	})
	t.Run("when it is over both nodes say so, and the day is in the house", func(t *testing.T) {
		chief.acts(path, wire.ExerciseAct{Do: wire.ExerciseEnd})
		eventually(t, "the other node says that it is over", func() bool { return house.told(t).State == wire.ExerciseOver })
		eventually(t, "the day is in the house", func() bool {
			days, err := house.Workspace().Rehearsals(t.Context())
			return err == nil && !days[book.ID].IsZero()
		})
	})
	t.Run("its log is brought out of it while the server runs", func(t *testing.T) {
		played := &place{t: t, dir: filepath.Join(p.dir, "exercises", "exercise-"+e.ID), env: p.env}
		runs := played.objects("run", "list")
		if len(runs) != 1 {
			t.Fatalf("runs %v", runs)
		}
		id, _ := runs[0]["id"].(string)
		log := filepath.Join(t.TempDir(), "log.jsonl")
		played.run("run", "export", id, "--out", log)
		played.run("audit", "verify", log)
		played.run("run", "export", id, "--as", "pdf", "--out", filepath.Join(t.TempDir(), "minutes.pdf"))
	})
	t.Run("a backup says that it is not in it", func(t *testing.T) {
		_, public := newIdentity(t)
		real := &place{t: t, dir: p.dir, env: append(slices.Clone(p.env), "VIGIE_DATABASE="+url)}
		said := real.objects("backup", filepath.Join(t.TempDir(), "house.age"), "--recipient", public)
		if len(said) != 1 || said[0]["exercises_left_out"] != 1.0 {
			t.Errorf("it says %v", said)
		}
		text := real.run("backup", filepath.Join(t.TempDir(), "again.age"), "--recipient", public)
		if !strings.Contains(text, "run export") {
			t.Errorf("it says %q", text)
		}
	})
	in.leave()
	house.leave()
	other.stop()
	keeper.stop()
	p.env = append(p.env, "VIGIE_DATABASE="+url)
	p.mustBeSound()
	if runs := p.objects("run", "list"); len(runs) != 0 {
		t.Errorf("runs in the real house: %v", runs)
	}
}

// refused makes a request that must be refused with words for a person.
func (s *seat) refused(what, method, path string, body any, key string) {
	s.t.Helper()
	var p wire.Problem
	if status := s.ask(method, path, body, &p); status != http.StatusForbidden || p.Fault == nil || p.Fault.Key != key {
		s.t.Errorf("%s: %d %+v", what, status, p)
	}
}

// acts has who leads the exercise do something.
func (s *seat) acts(path string, a wire.ExerciseAct) {
	s.t.Helper()
	if status := s.ask("POST", path+"/v1/exercise", a, nil); status != http.StatusNoContent {
		s.t.Fatalf("%s: %d", a.Do, status)
	}
}

// about finds a conversation by its words.
func (c *copied) about(words string) (inbox.ConversationID, bool) {
	rows, err := c.Workspace().Rows(context.Background(), inbox.View{}, inbox.Place{}, 1000)
	for _, r := range rows {
		if err == nil && r.Snippet == words {
			return r.ID, true
		}
	}
	return "", false
}

// starts runs the playbook of the exercise, with every role held by one.
func (c *copied) starts(t *testing.T, b playbook.Playbook, by string) {
	t.Helper()
	list, err := c.Workspace().Playbooks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a := crisis.Start{Roles: map[string]crisis.Binding{}, Vars: map[string]string{}}
	for _, v := range list {
		if v.ID == b.ID && v.Lang == b.Lang {
			a.Book = crisis.Pin{ID: b.ID, Version: b.Version, Hash: v.Hash, Title: b.Title, Lang: b.Lang}
		}
	}
	for _, r := range b.Roles {
		a.Roles[r.ID] = crisis.Binding{Holder: team.MemberID(by)}
	}
	for _, v := range b.Variables {
		if v.Ask == "start" {
			a.Vars[v.ID] = "12:30"
			if v.Type == "url" {
				a.Vars[v.ID] = "https://etat.example"
			}
		}
	}
	if _, err := c.Workspace().StartRun(t.Context(), a, team.MemberID(by)); err != nil {
		t.Fatal(err)
	}
}
