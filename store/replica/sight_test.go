package replica_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"pgregory.net/rapid"

	"vigie/inbox"
	"vigie/inbox/team"
)

// row is what this test reads of any row.
type row struct {
	ID           string `json:"id"`
	Conversation string `json:"conversation"`
	Message      string `json:"message"`
	Contact      string `json:"contact"`
	Department   string `json:"department"`
	Assignee     string `json:"assignee"`
	HandedTo     string `json:"handed_to"`
	Handover     string `json:"handover"`
	Body         string `json:"body"`
}

// visible works out by the pure rule alone, from everything that the server
// has, which rows hang on what a member may see.
func visible(t *rapid.T, all map[string]string, m team.Member) map[string]string {
	read := func(raw string) (r row) {
		if err := json.Unmarshal([]byte(raw), &r); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		return r
	}
	seen, contacts := map[string]bool{}, map[string]bool{}
	for key, raw := range all {
		if !strings.HasPrefix(key, "conversation ") {
			continue
		}
		r := read(raw)
		var leg inbox.Handover
		if h := all["handover "+r.Handover]; h != "" {
			if err := json.Unmarshal([]byte(read(h).Body), &leg); err != nil {
				t.Fatal(err)
			}
		}
		c := inbox.Conversation{Department: team.DepartmentID(r.Department), Assignee: team.MemberID(r.Assignee), HandedTo: team.DepartmentID(r.HandedTo)}
		if m.MaySee(inbox.AudienceOf(c, leg.From)) {
			seen[r.ID], contacts[r.Contact] = true, true
		}
	}
	for key, raw := range all {
		if r := read(raw); strings.HasPrefix(key, "message ") && seen[r.Conversation] {
			contacts[r.Contact] = true
		}
	}
	out := map[string]string{}
	for key, raw := range all {
		kind, _, _ := strings.Cut(key, " ")
		r := read(raw)
		ok := false
		switch kind {
		case "conversation":
			ok = seen[r.ID]
		case "message", "note", "draft", "handover", "outbox", "event":
			ok = seen[r.Conversation]
		case "contact":
			ok = contacts[r.ID]
		case "identity":
			ok = contacts[r.Contact]
		}
		if ok {
			out[key] = raw
		}
	}
	return out
}

func TestSight_NothingElseEverLeavesTheServer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newCrew(t)
		ctx := context.Background()
		own := team.Member{ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{press}, Sees: team.Own}
		c.must(c.house.PutMember(ctx, own, cleo))
		d := c.join(lea)
		var ids []inbox.ConversationID
		for i := range 3 {
			ids = append(ids, c.mail(fmt.Sprintf("m%d", i), fmt.Sprintf("p%d@client.example", i%2), fmt.Sprintf("Sujet %d", i), "Texte"))
		}
		check := func() {
			d.settle()
			if d.phase() != "synced" {
				c.clock.pass(2 * time.Minute) // after a resync it waits a little
				d.settle()
			}
			all, err := c.house.Everything(ctx)
			c.must(err)
			want := visible(rt, all, own)
			got, err := d.Workspace().Everything(ctx)
			c.must(err)
			for key, raw := range got {
				kind, _, _ := strings.Cut(key, " ")
				if !slices.Contains([]string{"conversation", "message", "note", "draft", "handover", "outbox", "event", "contact", "identity"}, kind) {
					continue
				}
				if want[key] != raw {
					rt.Fatalf("the desktop has %s %s, the rule says %q", key, raw, want[key])
				}
			}
			for key := range want {
				if got[key] == "" {
					rt.Fatalf("the desktop lacks %s", key)
				}
			}
		}
		n := 0
		rt.Repeat(map[string]func(*rapid.T){
			"act": func(rt *rapid.T) {
				id := rapid.SampledFrom(ids).Draw(rt, "conversation")
				act := rapid.SampledFrom([]inbox.Act{
					inbox.Assign{To: lea}, inbox.Assign{To: sami}, inbox.Release{}, inbox.AddNote{Text: "x"}, inbox.Label{Add: []string{"t"}},
					inbox.Propose{To: press, Asked: inbox.AskAnswer, Reason: "r"}, inbox.Propose{To: support, Asked: inbox.AskAnswer, Reason: "r"},
					inbox.Merge{Into: ids[0]}, inbox.Resolve{}, inbox.Reopen{},
				}).Draw(rt, "act")
				if a, ok := act.(inbox.Assign); ok { // the one who has it may be another
					row, err := c.house.Row(ctx, id)
					c.must(err)
					a.Had = row.Assignee
					act = a
				}
				cmd := inbox.Command{ID: inbox.CommandID(ulid.MustNew(ulid.Timestamp(c.clock.now()), ulid.DefaultEntropy()).String()), Conversation: id, Act: act}
				_, _ = c.house.Do(ctx, cmd, cleo) // many are refused, and that is as good
			},
			"answer": func(rt *rapid.T) {
				id := rapid.SampledFrom(ids).Draw(rt, "conversation")
				det, err := c.house.Detail(ctx, id, 9)
				c.must(err)
				for _, h := range det.Handovers {
					if h.State == inbox.Proposed {
						act := rapid.SampledFrom([]inbox.Act{inbox.Accept{Handover: h.ID}, inbox.Withdraw{Handover: h.ID}}).Draw(rt, "answer")
						cmd := inbox.Command{ID: inbox.CommandID(ulid.MustNew(ulid.Timestamp(c.clock.now()), ulid.DefaultEntropy()).String()), Conversation: id, Act: act}
						_, _ = c.house.Do(ctx, cmd, cleo)
					}
				}
			},
			"write": func(rt *rapid.T) {
				n++
				i := rapid.IntRange(0, 2).Draw(rt, "to")
				c.mail(fmt.Sprintf("r%d", n), fmt.Sprintf("p%d@client.example", i%2), fmt.Sprintf("Sujet %d", i), "Encore", fmt.Sprintf("m%d@mail.example", i))
			},
			"move": func(rt *rapid.T) {
				own.Departments = rapid.SampledFrom([][]team.DepartmentID{{press}, {support}, nil}).Draw(rt, "departments")
				c.must(c.house.PutMember(ctx, own, cleo))
			},
			"settle": func(*rapid.T) { check() },
		})
		check()
		c.must(d.Close())
		d.Replica = nil
	})
}
