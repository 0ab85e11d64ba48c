package crisis_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// device is somebody's computer: what it has of the log, and what it has not
// handed in yet.
type device struct {
	who     []string
	run     *crisis.Run
	have    int
	pending []crisis.Order
	by      []team.Member
}

// world is an authority with three devices.
type world struct {
	*room
	r       *rand.Rand
	devices []*device
	given   map[string]bool // every order that somebody gave
	refused map[string]bool
}

func newWorld(t testing.TB, p *crisis.Plan, seed uint64) *world {
	w := &world{
		room: roomOf(t, p), r: rand.New(rand.NewPCG(seed, 7)), given: map[string]bool{}, refused: map[string]bool{},
		devices: []*device{
			{who: []string{"cm", "head", "intern"}, run: crisis.NewRun()},
			{who: []string{"lead", "legal"}, run: crisis.NewRun()},
			{who: []string{"quality", "cm2", "other"}, run: crisis.NewRun()},
		},
	}
	w.do("lead", "", start())
	if seed%4 != 0 {
		w.toFronts()
		toYes(w.room)
	}
	for _, d := range w.devices {
		w.sync(d)
	}
	return w
}

// sync hands in what a device has done and gives it what happened.
func (w *world) sync(d *device) {
	for i, o := range d.pending {
		var refusal *fault.Error
		switch _, err := w.take(o, d.by[i]); {
		case err == nil:
		case errors.As(err, &refusal):
			w.refused[o.ID] = true
		default:
			w.t.Fatal(err)
		}
	}
	d.pending, d.by = nil, nil
	for ; d.have < len(w.events); d.have++ {
		d.run.Take(w.p, w.events[d.have])
	}
}

// act has somebody do something on a device that is cut off.
func (w *world) act(d *device) {
	for range 12 { // what the computer refuses at once is not given
		who := d.who[w.r.IntN(len(d.who))]
		step, a := w.anything(d.run)
		o := w.order(step, d.run.Seq, a)
		if _, err := crisis.Decide(w.p, d.run, o, w.people[who], w.now); err == nil {
			w.given[o.ID] = true
			d.pending, d.by = append(d.pending, o), append(d.by, w.people[who])
			return
		}
	}
}

// anything is an act at random, mostly on what is open.
func (w *world) anything(r *crisis.Run) (string, crisis.Act) {
	pick := func(list ...string) string { return list[w.r.IntN(len(list))] }
	statement := pick("wait", "wait", "wait", "denial")
	hash := r.Texts[statement].Hash
	step := w.p.Order()[w.r.IntN(len(w.p.Order()))]
	var open []string
	for _, id := range w.p.Order() {
		if r.Steps[id].Open() {
			open = append(open, id)
		}
	}
	if len(open) > 0 && w.r.IntN(5) > 0 {
		step = open[w.r.IntN(len(open))]
	}
	option := pick("n1", "n2", "n3")
	if step == "verdict" {
		option = pick("true", "false", "unknown")
	}
	acts := []crisis.Act{
		crisis.Approve{Statement: statement, Hash: hash}, crisis.Approve{Statement: statement, Hash: hash}, crisis.Approve{Statement: statement, Hash: hash},
		crisis.Publish{Statement: statement, Channel: "x", Account: "a1", Hash: hash},
		crisis.Publish{Statement: statement, Channel: "x", Account: "a1", Hash: hash},
		crisis.Publish{Statement: statement, Channel: "x", Account: "a2", Hash: hash},
		crisis.Edit{Statement: statement, Channel: "x", Text: fmt.Sprint("Text ", w.r.IntN(3), " {product}")},
		crisis.Reject{Statement: statement, Hash: hash, Reason: "no"},
		crisis.Submit{Statement: statement, Hash: hash, Answer: pick("", "because")},
		crisis.SetVariable{Name: "hour", Value: pick("15:00", "16:00")}, crisis.SetVariable{Name: "fact", Value: pick("false", "true")},
		crisis.Complete{Evidence: proof()}, crisis.Complete{Evidence: proof()}, crisis.Complete{Evidence: proof()}, crisis.Claim{}, crisis.Release{},
		crisis.Skip{Reason: "r"}, crisis.Choose{Option: option}, crisis.ConfirmChoice{Option: option}, crisis.Settle{Option: option, Reason: "r"},
		crisis.Acknowledge{}, crisis.SignAlso{}, crisis.ReopenStep{Reason: "r"}, crisis.Attach{Evidence: proof()},
		crisis.SetSeverity{To: pick("n1", "n2", "n3"), Reason: "r"}, crisis.Note{Text: "n"}, crisis.HandLead{To: team.MemberID(pick("lead", "head")), Epoch: r.Epoch, Reason: "r"},
		crisis.SetFreeze{Scope: "all", Reason: "r"}, crisis.ByHand{Statement: statement, Channel: "x", Hash: hash, At: w.now, Link: "l"},
		crisis.StandDown{Reason: "r"}, crisis.RaiseAgain{Reason: "r"}, crisis.Pause{Reason: "r"}, crisis.Resume{},
	}
	i := w.r.IntN(len(acts))
	if w.r.IntN(2) == 0 {
		i = w.r.IntN(6) // to approve and publish is what matters here
	}
	if i >= len(acts)-4 && w.r.IntN(4) > 0 { // the ends are rare
		i = 0
	}
	return step, acts[i]
}

func TestHistory_ThreeDevicesOfflineConvergeAndPublishNothingUnapproved(t *testing.T) {
	histories := 10_000
	if testing.Short() {
		histories = 500
	}
	p := storm(t)
	given, refused, published, events := 0, 0, 0, 0
	for seed := range histories {
		w := newWorld(t, p, uint64(seed))
		for range 30 {
			w.now = w.now.Add(time.Duration(w.r.IntN(int(20 * time.Minute))))
			d := w.devices[w.r.IntN(len(w.devices))]
			if w.r.IntN(4) == 0 {
				w.sync(d)
				continue
			}
			w.act(d)
		}
		for range 2 { // the second round brings what the others handed in
			for _, d := range w.devices {
				w.sync(d)
			}
		}
		w.converged()
		w.nothingLost()
		published += w.onlyApproved()
		given, refused, events = given+len(w.given), refused+len(w.refused), events+len(w.events)
		if t.Failed() {
			t.Fatalf("history %d", seed)
		}
	}
	t.Logf("%d histories: %d acts, %d of them to review, %d events, %d publications", histories, given, refused, events, published)
	if published == 0 || refused == 0 {
		t.Error("the histories publish nothing, or nothing of them is refused: they test nothing")
	}
}

func (w *world) converged() {
	w.t.Helper()
	want, err := json.Marshal(w.run)
	if err != nil {
		w.t.Fatal(err)
	}
	for i, d := range w.devices {
		got, err := json.Marshal(d.run)
		if err != nil {
			w.t.Fatal(err)
		}
		if string(got) != string(want) {
			w.t.Errorf("device %d:\n%s\nauthority:\n%s", i, got, want)
		}
	}
	if b := crisis.Verify(w.events); b != nil {
		w.t.Error(b)
	}
}

// nothingLost checks that each act is in the log, or stands to be reviewed.
func (w *world) nothingLost() {
	w.t.Helper()
	logged := map[string]bool{}
	for _, e := range w.events {
		logged[e.ID] = true
	}
	for id := range w.given {
		if logged[id] == w.refused[id] {
			w.t.Errorf("act %s: in the log %v, to review %v", id, logged[id], w.refused[id])
		}
	}
}

// onlyApproved checks each permit against the log alone, by other means than
// the fold: enough different people whom the statement names said yes to this
// hash, none of them ever wrote on it, and nobody's no stands unanswered.
func (w *world) onlyApproved() int {
	w.t.Helper()
	need := map[string]int{"wait": 2, "denial": 2}
	named := map[string][]team.MemberID{"wait": {"head", "legal", "lead"}, "denial": {"head", "legal", "quality", "lead"}}
	n := 0
	for i, e := range w.events {
		if e.Kind != crisis.KindPublish {
			continue
		}
		n++
		permit := payload[crisis.Publish](w.t, e)
		yes, wrote, no := map[team.MemberID]bool{}, map[team.MemberID]bool{}, false
		for _, before := range w.events[:i] {
			switch before.Kind {
			case crisis.KindApprove:
				a := payload[crisis.Approve](w.t, before)
				if a.Hash == permit.Hash && w.run.Verdicts[before.ID] != crisis.Stale && slices.Contains(named[permit.Statement], before.By) {
					yes[before.By] = true
				}
			case crisis.KindEdit:
				if a := payload[crisis.Edit](w.t, before); a.Statement == permit.Statement && w.run.Verdicts[before.ID] != crisis.Variant {
					wrote[before.By] = true
				}
			case crisis.KindReject:
				no = no || payload[crisis.Reject](w.t, before).Hash == permit.Hash && w.run.Verdicts[before.ID] == ""
			case crisis.KindSubmit:
				if a := payload[crisis.Submit](w.t, before); a.Statement == permit.Statement && a.Answer != "" {
					no = false
				}
			case crisis.KindVariable, crisis.KindChoose, crisis.KindConfirmPick, crisis.KindSettle:
				no = false // the text was another one meanwhile
			}
			if before.Kind == crisis.KindEdit {
				no = false
			}
		}
		for m := range wrote {
			delete(yes, m)
		}
		if len(yes) < need[permit.Statement] || no {
			w.t.Errorf("%s went out with %d approvals, rejected %v", permit.Statement, len(yes), no)
		}
	}
	return n
}

func payload[T any](t testing.TB, e crisis.Event) T {
	var v T
	if err := json.Unmarshal(e.Payload, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
