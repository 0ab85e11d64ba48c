package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// sights are a house of two departments, with people who see one, both or all.
type sights struct {
	*crowd
	people []Caller
	boss   team.MemberID
	random *rand.Rand
	made   int
}

func newSights(t *testing.T) *sights {
	t.Helper()
	ctx := context.Background()
	s := &sights{crowd: newCrowd(t, 1), random: rand.New(rand.NewPCG(4, 2))}
	s.boss = s.desks[0].Member
	s.people = append(s.people, s.desks[0])
	for _, d := range []team.DepartmentID{"press", "care"} {
		s.must(s.PutDepartment(ctx, team.Department{ID: d, Name: string(d)}, s.boss))
	}
	for i, m := range []team.Member{
		{Departments: []team.DepartmentID{"press"}}, {Departments: []team.DepartmentID{"press"}}, {Departments: []team.DepartmentID{"care"}},
		{Departments: []team.DepartmentID{"press", "care"}}, {}, {Sees: team.Everything},
	} {
		m.ID, m.Name, m.Handle, m.Profile = team.MemberID(fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZZZP%02d", i)), fmt.Sprint("M", i), fmt.Sprint("m", i), team.Senior
		if m.Sees == "" {
			m.Sees = team.Own
		}
		s.must(s.PutMember(ctx, m, s.boss))
		id := fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZZZD%02d", i)
		_, err := s.Admit(ctx, Admission{Device: Device{ID: id, Member: m.ID, Name: "poste", Key: id}, Token: id, Until: time.Now().Add(time.Hour), Way: "code"})
		s.must(err)
		s.people = append(s.people, Caller{Device: id, Member: m.ID})
	}
	for _, d := range []string{"press", "care"} {
		s.must(s.PutAccount(ctx, inbox.Account{ID: inbox.AccountID("acc-" + d), Channel: inbox.ChannelEmail, Name: d, Address: d + "@maison.example", Department: d}, s.boss))
	}
	return s
}

// happens has something happen to one of the conversations.
func (s *sights) happens() {
	s.t.Helper()
	ctx := context.Background()
	rows, err := s.Rows(ctx, inbox.View{}, inbox.Place{}, 50)
	s.must(err)
	if len(rows) < 4 || s.random.IntN(4) == 0 {
		s.made++
		m := inbox.Message{
			Native: fmt.Sprint("n", s.made), Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: fmt.Sprintf("c%d@client.example", s.random.IntN(4))},
			Subject: fmt.Sprint("Sujet ", s.made), Text: "texte", SentAt: time.Now(), ReceivedAt: time.Now(),
		}
		account := inbox.AccountID([]string{"acc-press", "acc-care"}[s.random.IntN(2)])
		_, err := s.Ingest(ctx, account, channel.Batch{Events: []channel.Event{channel.Upsert{Message: m, Raw: []byte("raw")}}, More: true})
		s.must(err)
		return
	}
	c := rows[s.random.IntN(len(rows))].ID
	acts := []inbox.Act{
		inbox.AddNote{Text: "vu"}, inbox.Label{Add: []string{"x"}}, inbox.Claim{TakeOver: true}, inbox.Release{},
		inbox.Assign{To: s.people[1+s.random.IntN(len(s.people)-1)].Member},
		inbox.Route{To: team.DepartmentID([]string{"press", "care"}[s.random.IntN(2)])},
	}
	id := inbox.CommandID(s.newID(s.now()))
	_, _ = s.Do(ctx, inbox.Command{ID: id, Conversation: c, Act: acts[s.random.IntN(len(acts))]}, s.boss) // a refusal changes nothing
}

// apart is a page read for one member alone.
func (s *sights) apart(by Caller, cursor int64) (page wire.Page) {
	s.t.Helper()
	s.must(s.snapshot(context.Background(), func(r reading) error {
		seat, err := seatOf(r, by)
		if err != nil {
			return err
		}
		now, err := standingOf(r, by.Device)
		if err != nil {
			return err
		}
		g := &gathering{r: r, m: seat.Member, page: wire.Page{To: now.rev, LastSeq: now.lastSeq, Floor: now.floor, ScopeEpoch: now.scopeEpoch}}
		entries, err := logSince(r, cursor, wire.MostRows)
		if err != nil {
			return err
		}
		err = g.gather(entries, wire.MostRows)
		page = g.page
		return err
	}))
	return page
}

func TestPull_SharesAPageOnlyAmongThoseWhoSeeTheSameOfIt(t *testing.T) {
	s := newSights(t)
	hello, err := s.Hello(context.Background())
	s.must(err)
	shared, different, told := 0, 0, 0
	for range 120 {
		before, err := s.Revision(context.Background())
		s.must(err)
		for range 1 + s.random.IntN(3) {
			s.happens()
		}
		var first string
		for i, p := range s.random.Perm(len(s.people)) {
			by := s.people[p]
			var scope int64
			s.must(s.snapshot(context.Background(), func(r reading) error {
				now, err := standingOf(r, by.Device)
				scope = now.scopeEpoch
				return err
			}))
			got, err := s.Pull(context.Background(), by, wire.Pull{Cursor: before, Epoch: hello.Epoch, ScopeEpoch: scope, Schema: RowsVersion, Limit: wire.MostRows})
			s.must(err)
			want := s.apart(by, before)
			if a, b := s.text(got), s.text(want); a != b {
				t.Fatalf("%s got\n%s\nnot\n%s", by.Member, a, b)
			}
			if i == 0 {
				first = s.text(wire.Page{Puts: got.Puts, Gone: got.Gone})
			} else if s.text(wire.Page{Puts: got.Puts, Gone: got.Gone}) != first {
				different++
			}
			told += len(got.Puts) + len(got.Gone)
		}
		if kept := s.pages.since[before]; kept != nil {
			shared += len(s.people) - len(kept.made)
		}
	}
	if shared < 100 || different < 100 || told < 500 {
		t.Errorf("%d pages were shared, %d differed, %d rows were told: the test shows little", shared, different, told)
	}
}

func (s *sights) text(v any) string {
	s.t.Helper()
	raw, err := json.Marshal(v)
	s.must(err)
	return string(raw)
}

func TestAudience_OfARowThatWasChangedAndThenRemovedIsEverybody(t *testing.T) {
	c, ctx := newCrowd(t, 1), context.Background()
	before, err := c.Revision(ctx)
	c.must(err)
	c.must(c.write(ctx, func(x *writing) error { x.put("note", "01HZZZZZZZZZZZZZZZZZZZZZN1"); return nil }))
	c.must(c.write(ctx, func(x *writing) error { x.del("note", "01HZZZZZZZZZZZZZZZZZZZZZN1"); return nil }))
	a, err := c.Audience(ctx, before, before+2)
	c.must(err)
	if !a.Everyone() {
		t.Error("who had the row is not told that it is gone")
	}
}
