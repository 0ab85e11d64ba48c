package store_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store"
	protocol "vigie/store/wire"
)

// wayThere stands between a workspace and its PostgreSQL and counts how often
// the workspace waits for an answer, and how many statements it sends.
type wayThere struct {
	trips, statements atomic.Int64

	mu        sync.Mutex
	greetings []string // what each connection asked for when it began
}

// leading gives the address of a database that leads through a counted way.
func (w *wayThere) leading(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	dir, err := os.MkdirTemp("", "vigie-way-") // a socket's name has to be short
	if err != nil {
		t.Fatal(err)
	}
	const socket = ".s.PGSQL.5432"
	ln, err := net.Listen("unix", filepath.Join(dir, socket))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	to := filepath.Join(q.Get("host"), socket)
	all.Go(func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() { w.carry(in, to) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		all.Wait()
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	q.Set("host", dir)
	u.RawQuery = q.Encode()
	return u.String()
}

func (w *wayThere) carry(in net.Conn, to string) {
	defer in.Close()
	out, err := net.Dial("unix", to)
	if err != nil {
		return
	}
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(in, out)
		_ = in.Close()
	})
	w.count(in, out) // ends with the connection
	_ = out.Close()
	both.Wait()
}

// count carries what a client says. The first message has no letter; an answer
// is waited for after Sync and after a simple Query.
func (w *wayThere) count(in io.Reader, out io.Writer) {
	head := make([]byte, 4)
	for {
		if _, err := io.ReadFull(in, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
		if _, err := io.ReadFull(in, body); err != nil {
			return
		}
		if len(head) == 4 {
			w.mu.Lock()
			w.greetings = append(w.greetings, string(body))
			w.mu.Unlock()
		}
		if len(head) == 5 {
			switch head[0] {
			case 'S':
				w.trips.Add(1)
			case 'E':
				w.statements.Add(1)
			case 'Q':
				w.trips.Add(1)
				w.statements.Add(1)
			}
		}
		if _, err := out.Write(append(head, body...)); err != nil {
			return
		}
		head = make([]byte, 5)
	}
}

// of counts what f needs.
func (w *wayThere) of(f func()) (trips, statements int64) {
	trips, statements = w.trips.Load(), w.statements.Load()
	f()
	return w.trips.Load() - trips, w.statements.Load() - statements
}

// counted is a house on PostgreSQL whose ways there are counted.
func counted(t *testing.T) (*house, *wayThere) {
	t.Helper()
	fileOnly(t) // once is enough
	way := &wayThere{}
	h := bareHouse(t, way.leading(t, served(t)))
	w, err := store.Open(context.Background(), h.dir, store.Options{Now: h.clock.now, Database: h.url, Follow: time.Hour})
	h.must(err)
	h.Workspace = w
	t.Cleanup(func() { h.must(w.Close()) })
	h.furnish()
	return h, way
}

// TestServer_IsAskedToCompileNothing looks at what the connections ask for: a
// query that the server compiles first takes longer than what all of them do.
func TestServer_IsAskedToCompileNothing(t *testing.T) {
	h, way := counted(t)
	equal(t, "found", len(h.rows(inbox.View{})), 0) // a reader has begun too
	way.mu.Lock()
	defer way.mu.Unlock()
	if len(way.greetings) < 2 {
		t.Fatalf("%d connections", len(way.greetings))
	}
	for _, g := range way.greetings {
		if !strings.Contains(g, "jit\x00off\x00") {
			t.Errorf("%q", g)
		}
	}
}

// desk is a device that sends orders on one conversation.
type desk struct {
	h   *house
	as  store.Caller
	on  inbox.ConversationID
	seq int64
}

func (h *house) desk(by team.MemberID, on inbox.ConversationID) *desk {
	h.t.Helper()
	seat, err := h.Admit(context.Background(), store.Admission{
		Device: store.Device{ID: newID(), Member: by, Name: "poste", Key: newID()}, Token: newID(), Until: noon().AddDate(1, 0, 0), Way: "code",
	})
	h.must(err)
	return &desk{h: h, as: store.Caller{Device: seat.Device.ID, Member: by}, on: on}
}

func (d *desk) order(id string, act inbox.Act) protocol.Order {
	d.h.t.Helper()
	d.seq++
	args, err := json.Marshal(act)
	d.h.must(err)
	return protocol.Order{ID: id, Seq: d.seq, Name: act.Name(), V: 1, Conversation: string(d.on), Args: args}
}

// push sends orders and gives what became of each.
func (d *desk) push(orders ...protocol.Order) (states []protocol.State) {
	d.h.t.Helper()
	got, err := d.h.Push(context.Background(), d.as, protocol.Push{Orders: orders})
	d.h.must(err)
	for _, a := range got.Answers {
		states = append(states, a.State)
	}
	return states
}

// does has the acts done and counts the ways there.
func (d *desk) does(way *wayThere, acts ...inbox.Act) (trips, statements int64) {
	d.h.t.Helper()
	var orders []protocol.Order
	for _, act := range acts {
		orders = append(orders, d.order(newID(), act))
	}
	return way.of(func() {
		for i, state := range d.push(orders...) {
			equal(d.h.t, fmt.Sprint("order ", i), state, protocol.Done)
		}
	})
}

// warm is how often a thing is done before it is counted: until every statement
// is prepared.
const warm = 3

func TestTrips_OfAnOrderAreFew(t *testing.T) {
	h, way := counted(t)
	d := h.desk(senior, h.question())
	draft := inbox.DraftID(newID())
	note := inbox.AddNote{Text: "vu"}
	for _, c := range []struct {
		name              string
		trips, statements int64
		acts              []inbox.Act
	}{
		{"a note", 2, 21, []inbox.Act{note}},
		{"eight notes", 2, 28, []inbox.Act{note, note, note, note, note, note, note, note}},
		{"taken and given back", 3, 25, []inbox.Act{inbox.Claim{}, inbox.Release{}}},
		{"a draft", 2, 21, []inbox.Act{inbox.SaveDraft{Draft: inbox.Draft{ID: draft, Kind: inbox.PublicReply, Text: "Il arrive."}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range warm {
				d.does(way, c.acts...)
			}
			trips, statements := d.does(way, c.acts...)
			t.Logf("%d ways there and back, %d statements", trips, statements)
			if trips > c.trips || statements > c.statements {
				t.Errorf("more than %d ways there and back or %d statements", c.trips, c.statements)
			}
		})
	}
	h.sound()
}

func TestTrips_OfABatchOfMailAreFew(t *testing.T) {
	h, way := counted(t)
	var trips, statements int64
	for _, b := range newCorpus().batches(1000, 200) {
		trips, statements = way.of(func() { h.take(b...) })
	}
	t.Logf("the fifth batch of 200: %d ways there and back, %d statements", trips, statements)
	if trips > 8 || statements > 85 { // three of the ways with parts that it does not wait for
		t.Error("more than 8 and 85")
	}
	h.sound()
}

// TestPush_WhatTheDatabaseRefusesIsRefusedAlone has an order whose event cannot be
// written, because one of its id is there: what the program did by itself has
// events that no order made. On a server this shows only after all orders were
// carried out, and all has to be done again with care.
func TestPush_WhatTheDatabaseRefusesIsRefusedAlone(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	h.act(c, inbox.Claim{}, senior)
	h.act(c, inbox.Resolve{}, senior)
	h.take(answering(mail("m2", "lea@client.example", "Re: Colis perdu", "encore", noon().Add(time.Hour)), "m1@mail.example"))
	taken := ""
	for _, e := range h.detail(c).Events {
		if e.Name == "message.reopened" {
			taken = string(e.ID)
		}
	}
	if taken == "" {
		t.Fatal("the program did nothing by itself")
	}
	d := h.desk(senior, c)
	note := func(id, text string) protocol.Order { return d.order(id, inbox.AddNote{Text: text}) }
	states := d.push(note(newID(), "un"), note(taken, "deux"), note(newID(), "trois"), d.order(newID(), inbox.Claim{}), note(newID(), "quatre"))
	equal(t, "answers", fmt.Sprint(states), "[done refused done refused done]") // it is theirs already
	var notes []string
	for _, n := range h.detail(c).Notes {
		notes = append(notes, n.Text)
	}
	equal(t, "notes", strings.Join(notes, " "), "un trois quatre")
	equal(t, "the next one", fmt.Sprint(d.push(d.order(newID(), inbox.Release{}))), "[done]")
	h.sound()
}

// TestPush_SeesWhatTheOrderBeforeItChanged has orders of one push that stand on
// each other: what was read ahead for all of them must not be what counts.
func TestPush_SeesWhatTheOrderBeforeItChanged(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	d := h.desk(senior, c)
	draft := inbox.Draft{ID: inbox.DraftID(newID()), Kind: inbox.PublicReply, Text: "Il arrive."}
	again := d.order(newID(), inbox.AddNote{Text: "une fois"})
	twice := again
	d.seq++
	twice.Seq = d.seq
	states := d.push(
		again, twice, // one id under two numbers takes effect once
		d.order(newID(), inbox.Claim{}), d.order(newID(), inbox.Claim{}), d.order(newID(), inbox.Release{}), d.order(newID(), inbox.Release{}),
		d.order(newID(), inbox.SaveDraft{Draft: draft}), d.order(newID(), inbox.Reply{Draft: draft.ID, Seen: h.detail(c).Conversation.Heard}),
		d.order(newID(), inbox.Reply{Draft: draft.ID, Seen: h.detail(c).Conversation.Heard}), // the draft is gone
	)
	equal(t, "answers", fmt.Sprint(states), "[done done done refused done refused done done refused]")
	equal(t, "notes", len(h.detail(c).Notes), 1)
	equal(t, "replies", len(h.detail(c).Outbox), 1)
	h.sound()
}

func TestTrips_UntilItIsKnownWhomAChangeConcernsAreFew(t *testing.T) {
	h, way := counted(t)
	d := h.desk(senior, h.question())
	ctx := context.Background()
	for i := range warm + 1 {
		before, err := h.Revision(ctx)
		h.must(err)
		d.does(way, inbox.AddNote{Text: "vu"}, inbox.SaveDraft{Draft: inbox.Draft{ID: inbox.DraftID(newID()), Kind: inbox.PublicReply, Text: "Il arrive."}})
		var a store.Audience
		trips, _ := way.of(func() {
			rev, err := h.Revision(ctx)
			h.must(err)
			if rev < before+3 {
				t.Fatalf("%d rows changed: the test shows little", rev-before)
			}
			a, err = h.Audience(ctx, before, rev)
			h.must(err)
		})
		if i == warm && trips > 3 {
			t.Errorf("%d ways there and back", trips)
		}
		in := func(d team.DepartmentID) team.Member {
			return team.Member{ID: "m", Sees: team.Own, Departments: []team.DepartmentID{d}}
		}
		if !a.Has(in(support)) || a.Everyone() || a.Has(in("elsewhere")) {
			t.Errorf("it concerns %+v", a)
		}
	}
}
