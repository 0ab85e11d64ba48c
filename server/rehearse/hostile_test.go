package rehearse_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/wire"
)

// codeOf is how a server refused, "" when it did not.
func codeOf(err error) string {
	var p *wire.Problem
	if !errors.As(err, &p) {
		return ""
	}
	return p.Code
}

// keyOf is what a person is told of a refusal.
func keyOf(err error) string {
	var p *wire.Problem
	if !errors.As(err, &p) || p.Fault == nil {
		return ""
	}
	return p.Fault.Key
}

// began is a house in which Hana leads an exercise.
func began(t *testing.T) (h *house, hanas *computer, id string) {
	t.Helper()
	h = newHouse(t)
	hanas = h.computer(hana)
	e, err := hanas.line("").StartExercise(t.Context(), plan(t))
	h.must(err)
	return h, hanas, e.ID
}

func TestTeam_OnlyWhoMayLeadsAnExercise(t *testing.T) {
	h, hanas, id := began(t)
	ctx, path := t.Context(), replica.ExercisePath(id)
	chiefs, noes, agents := h.computer(lou), h.computer(noe), h.computer(agent)
	end := wire.ExerciseAct{Do: wire.ExerciseEnd}
	refused := func(what string, err error, key string) {
		t.Helper()
		if keyOf(err) != key {
			t.Errorf("%s: %v, not %s", what, err, key)
		}
	}
	_, err := agents.line("").StartExercise(ctx, plan(t))
	refused("somebody from outside starts one", err, "crisis.may-not-start")
	_, err = chiefs.line("").StartExercise(ctx, plan(t))
	refused("a second one", err, "exercise.one-at-once")
	for _, do := range []string{wire.ExercisePause, wire.ExerciseGoOn, wire.ExerciseNext, wire.ExerciseSay, wire.ExercisePace, wire.ExerciseEnd, "", "erase"} {
		refused(do+" by who takes part", noes.line(path).ActInExercise(ctx, wire.ExerciseAct{Do: do, Pace: 60, Who: "public", On: "page", Text: "x"}), "exercise.not-leader")
	}
	refused("the coordinator drives the pace", chiefs.line(path).ActInExercise(ctx, wire.ExerciseAct{Do: wire.ExerciseGoOn}), "exercise.not-leader")
	refused("an act that is none", hanas.line(path).ActInExercise(ctx, wire.ExerciseAct{Do: "erase"}), "fault.command-incomplete")
	refused("it is deleted while it is on", hanas.line("").DeleteExercise(ctx, id), "exercise.still-on")
	refused("it is deleted by another", noes.line("").DeleteExercise(ctx, id), "exercise.not-yours")
	if s, err := noes.line(path).Exercise(ctx); err != nil || s.State != wire.ExercisePrepared || s.Messages != 0 {
		t.Errorf("after all that it stands %+v, %v", s, err)
	}
	t.Run("who manages the house ends it when its leader is away", func(t *testing.T) {
		h.must(chiefs.line(path).ActInExercise(ctx, end))
		refused("its leader goes on", hanas.line(path).ActInExercise(ctx, wire.ExerciseAct{Do: wire.ExerciseGoOn}), "exercise.over")
	})
	t.Run("a plan that is none makes nothing", func(t *testing.T) {
		for what, bad := range map[string]func(*wire.ExercisePlan){
			"another text":   func(p *wire.ExercisePlan) { p.Text += "\n# more" },
			"no playbook":    func(p *wire.ExercisePlan) { p.Text, p.Hash = "", "nothing" },
			"no such storm":  func(p *wire.ExercisePlan) { p.Storm = "../../vigie.db" },
			"no such pace":   func(p *wire.ExercisePlan) { p.Pace = 7 },
			"no such tongue": func(p *wire.ExercisePlan) { p.Lang = "../fr" },
		} {
			p := plan(t)
			bad(&p)
			if _, err := hanas.line("").StartExercise(ctx, p); codeOf(err) == "" {
				t.Errorf("%s: %v", what, err)
			}
		}
		if list, err := hanas.line("").Exercises(ctx); err != nil || len(list) != 1 {
			t.Errorf("kept are %+v, %v", list, err)
		}
	})
}

func TestTeam_TheHouseSaysWhoMayComeIn(t *testing.T) {
	h, hanas, id := began(t)
	ctx, path := t.Context(), replica.ExercisePath(id)
	t.Run("a computer of another house does not", func(t *testing.T) {
		strange := newHouse(t).computer(lou)
		strange.addr = h.addr
		if _, err := strange.line(path).Exercise(ctx); codeOf(err) != wire.CodeSignIn {
			t.Errorf("it is answered %v", err)
		}
		if _, err := strange.line(path).Push(ctx, wire.Push{}); codeOf(err) != wire.CodeSignIn {
			t.Errorf("it is answered %v", err)
		}
	})
	t.Run("nobody does without a token", func(t *testing.T) {
		for _, at := range []string{"GET /v1/exercise", "POST /v1/push", "POST /v1/pull", "POST /v1/bootstrap", "GET /v1/stream"} {
			if status := h.ask(at, path); status != http.StatusUnauthorized {
				t.Errorf("%s: %d", at, status)
			}
		}
	})
	t.Run("nobody signs in there, is invited, or is listed", func(t *testing.T) {
		for _, at := range []string{"POST /v1/enroll", "POST /v1/token", "POST /v1/invitations", "GET /v1/devices", "POST /v1/password", "POST /v1/exercises", "GET /exercises/" + id + "/v1/hello"} {
			if status := h.ask(at, path); status != http.StatusNotFound {
				t.Errorf("%s: %d", at, status)
			}
		}
	})
	t.Run("an id that is a trick leads nowhere", func(t *testing.T) {
		for _, trick := range []string{"..", ".", "%2e%2e", "..%2f..", "x", "%00", id + ".new", "exercise-" + id} {
			if status := h.ask("GET /v1/hello", "/exercises/"+trick); status == http.StatusOK {
				t.Errorf("%s is answered", trick)
			}
		}
	})
	t.Run("rights are those of the house now", func(t *testing.T) { h.saysWhatTheyMay(path) })
	t.Run("a computer whose access ended is shut out", func(t *testing.T) {
		device, _ := hanas.badge.Device()
		h.must(h.w.RevokeDevice(ctx, device, ""))
		if _, err := hanas.line(path).Exercise(ctx); codeOf(err) != wire.CodeRevoked {
			t.Errorf("it is answered %v", err)
		}
	})
}

// saysWhatTheyMay has the house take a right from somebody who takes part, and
// somebody in the exercise give one.
func (h *house) saysWhatTheyMay(path string) {
	h.t.Helper()
	ctx, t := h.t.Context(), h.t
	noes := h.computer(noe)
	in := noes.copyOf(path)
	in.synced()
	m := h.member(noe)
	m.Profile = team.Trainee
	h.must(h.w.PutMember(ctx, m, ""))
	h.until("it is so in the exercise", func() bool {
		_, err := noes.line(path).Exercise(ctx)
		r, bad := in.w.Roster(ctx)
		is, _ := r.Member(noe)
		return err == nil && bad == nil && is.Profile == team.Trainee
	})
	chief := h.computer(lou).copyOf(path)
	chief.synced()
	m.Profile = team.Coordinator
	if err := chief.w.PutMember(ctx, m, lou); err == nil {
		t.Error("in an exercise somebody was made a coordinator")
	}
}

// ask makes a request without a token and gives its status.
func (h *house) ask(what, path string) int {
	h.t.Helper()
	var method, at string
	for i, c := range what {
		if c == ' ' {
			method, at = what[:i], what[i+1:]
		}
	}
	r, err := http.NewRequest(method, "http://"+h.addr+path+at, bytes.NewReader([]byte("{}")))
	if err != nil {
		return http.StatusNotFound // no client sends it
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultTransport.RoundTrip(r)
	h.must(err)
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	h.must(err)
	return resp.StatusCode
}

func (h *house) member(id team.MemberID) team.Member {
	h.t.Helper()
	r, err := h.w.Roster(h.t.Context())
	h.must(err)
	m, _ := r.Member(id)
	return m
}

func TestTeam_OrdersStayWhereTheyWereGiven(t *testing.T) {
	h, hanas, id := began(t)
	ctx, path := t.Context(), replica.ExercisePath(id)
	outer, inner := hanas.copyOf(""), hanas.copyOf(path)
	outer.synced()
	inner.synced()
	house, err := hanas.line("").Hello(ctx)
	h.must(err)
	play, err := hanas.line(path).Hello(ctx)
	h.must(err)
	if house.Epoch == play.Epoch || house.Workspace == play.Workspace {
		t.Fatalf("%+v is the same as %+v", house, play)
	}
	view := wire.Order{ID: "01HZZZZZZZZZZZZZZZZZZZZZC1", Seq: 1, Name: "setting.put", V: 1, Args: json.RawMessage(`{"name":"brand","value":"Overrun"}`), At: 1}
	before := h.rows()
	if _, err := hanas.line("").Push(ctx, wire.Push{Epoch: play.Epoch, Orders: []wire.Order{view}}); codeOf(err) != wire.CodeInvalid {
		t.Errorf("an order of the exercise in the house: %v", err)
	}
	if _, err := hanas.line(path).Push(ctx, wire.Push{Epoch: house.Epoch, Orders: []wire.Order{view}}); codeOf(err) != wire.CodeInvalid {
		t.Errorf("an order of the house in the exercise: %v", err)
	}
	t.Run("also when the server started again and it is over", func(t *testing.T) {
		h.must(hanas.line(path).ActInExercise(ctx, wire.ExerciseAct{Do: wire.ExerciseEnd}))
		inner.leave()
		h.restart()
		h.until("the house's exercises are there", func() bool { list, err := hanas.line("").Exercises(ctx); return err == nil && len(list) == 1 })
		if _, err := hanas.line("").Push(ctx, wire.Push{Epoch: play.Epoch, Orders: []wire.Order{view}}); codeOf(err) != wire.CodeInvalid {
			t.Errorf("an order of the exercise in the house: %v", err)
		}
	})
	t.Run("what a member calls an announcement is none", func(t *testing.T) {
		h.must(h.w.PutSetting(ctx, "exercise.announced", `{"id":"01HZZZZZZZZZZZZZZZZZZZZZR0"}`))
		if e, err := h.w.Announced(ctx); err != nil || e.ID != id {
			t.Errorf("%+v, %v", e, err)
		}
	})
	h.hasOnlyTheWordOfIt(before, "setting ui.exercise.announced")
}
