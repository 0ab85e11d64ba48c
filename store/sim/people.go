package sim

import (
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/replica"
)

const (
	press   = team.DepartmentID("press")
	support = team.DepartmentID("support")
	cleo    = team.MemberID("cleo")
	sami    = team.MemberID("sami")
	lea     = team.MemberID("lea")
	mailbox = inbox.AccountID("mailbox")
)

func newServer(w *world) *server {
	both := []team.DepartmentID{press, support}
	members := []team.Member{
		{ID: cleo, Name: "Cléo", Handle: "cleo", Profile: team.Coordinator, Departments: both},
		{ID: sami, Name: "Sami", Handle: "sami", Profile: team.Senior, Departments: both[1:], Sees: team.Own},
		{ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: both[:1]},
	}
	s := &server{w: w, up: [2]bool{true, true}, sending: map[string]bool{}}
	s.house = house{
		roster: team.Roster{Members: members, Departments: []team.Department{{ID: press, Name: "Presse"}, {ID: support, Name: "Service client"}}},
		rules:  inbox.DefaultRules(),
		account: inbox.Account{ID: mailbox, Channel: inbox.ChannelEmail, Name: "Bonjour", Department: string(support), AddedAt: w.now.Add(-time.Hour),
			Caps: inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}}},
	}
	s.state = state{rows: table{}, epoch: "e0", devices: map[string]device{}, answers: map[numbered]stored{}, answered: map[string]bool{}, ran: map[string]bool{},
		effects: map[string]int{}, order: map[string][]int64{}, roster: members}
	return s
}

// people gives each member a computer, and the house some mail.
func (w *world) people() {
	for i, m := range []team.MemberID{cleo, sami, lea, sami}[:2+w.rnd.IntN(3)] {
		d := &desk{w: w, name: fmt.Sprintf("desk %d", i+1), dev: fmt.Sprintf("d%d", i+1), member: m, copy: newCopy(), forsaken: map[string]bool{}}
		w.desks = append(w.desks, d)
		w.server.state.devices[d.dev] = device{member: m}
		w.in(w.between(0, time.Minute), d.start)
	}
	for range 1 + w.rnd.IntN(3) {
		w.server.mail("")
	}
	w.in(time.Second, w.server.sender)
}

// something is what happens next in the house.
func (w *world) something() {
	if w.calm {
		return
	}
	w.in(w.between(50*time.Millisecond, 20*time.Second), w.something)
	switch n := w.rnd.IntN(100); {
	case n < 12:
		w.strike()
	case n < 25:
		w.server.mail(one(w, append(w.server.conversations(), "")))
	case n < 28 && w.faults[Restore]:
		b := w.server.state.clone()
		w.server.backup = &b
		w.tell("a backup is made at %d of %s", b.rev, b.epoch)
	case n < 35:
		w.takeAtOnce()
	case n < 45 && w.faults[Crowd]:
		for _, d := range w.desks {
			d.person(nil)
		}
	default:
		one(w, w.desks).person(nil)
	}
}

// takeAtOnce has two people take the same conversation from each other.
func (w *world) takeAtOnce() {
	act := func(string) inbox.Act { return inbox.Claim{TakeOver: w.chance(70)} }
	one(w, w.desks).person(act)
	one(w, w.desks).person(act)
}

// person has a member do one thing on a conversation that they see.
func (d *desk) person(what func(conv string) inbox.Act) {
	var convs []string
	for _, k := range d.copy.rows.named("conversation") {
		convs = append(convs, k.id)
	}
	if !d.running || d.ended || len(convs) == 0 {
		return
	}
	conv := convs[d.w.rnd.IntN(min(len(convs), 3))]
	if what == nil {
		what = d.idea
	}
	if act := what(conv); act != nil {
		d.act(conv, act)
	}
}

// act decides at once, keeps the order in the outbox, and shows it: the person
// is told that it is kept.
func (d *desk) act(conv string, a inbox.Act) {
	o := order(d.w.id("o"), conv, a, d.now().UnixMilli())
	_, reply := a.(inbox.Reply)
	if reply {
		o.Until = d.now().Add(d.offset + 10*time.Minute).UnixMilli()
	}
	saw := publicly(d.copy, conv, d.member)
	changes, ok := d.copy.decide(d, o)
	if !ok {
		return
	}
	d.lastSeq++
	o.Seq = d.lastSeq
	d.entries = append(d.entries, replica.Entry{Order: o, Standing: replica.Waiting})
	d.w.report.Acts++
	d.w.acked[o.ID] = act{desk: d, seen: saw, blind: d.damaged, epoch: d.w.server.state.epoch}
	d.w.tell("%s does %d %s: %s on %s %s", d.name, o.Seq, o.ID, o.Name, conv, o.Args)
	if d.crashes() { // after the outbox, before the copy
		return
	}
	apply(d.copy, changes)
	d.copy.ran[o.ID] = true
	d.machine.Ordered()
	d.look()
}

// idea is what a member may want to do.
func (d *desk) idea(conv string) inbox.Act {
	w := d.w
	c := bodyOf[inbox.Conversation](d.copy, "conversation", conv)
	switch w.rnd.IntN(12) {
	case 0, 1:
		return inbox.AddNote{Text: w.id("note ")}
	case 2:
		return inbox.Label{Add: []string{fmt.Sprintf("t%d", w.rnd.IntN(3))}, Remove: []string{fmt.Sprintf("t%d", w.rnd.IntN(3))}}
	case 3:
		return inbox.Prioritise{Priority: inbox.Priority(w.rnd.IntN(4) - 1)}
	case 4:
		return inbox.Claim{}
	case 5:
		return inbox.Release{}
	case 6:
		return one(w, []inbox.Act{inbox.Resolve{}, inbox.Reopen{}, inbox.Wait{}})
	case 7:
		return inbox.Undo{Event: d.lastEvent(conv)}
	case 8, 9:
		if c.Erased() {
			return nil
		}
		return d.write(conv)
	default:
		if c.Erased() {
			return nil
		}
		return d.reply(c)
	}
}

func (d *desk) lastEvent(conv string) inbox.CommandID {
	var last inbox.CommandID
	for _, e := range bodies[inbox.Event](d.copy.of("event", conv)) {
		if e.By == d.member {
			last = e.ID
		}
	}
	return last
}

// write saves a draft, over the one that is there.
func (d *desk) write(conv string) inbox.Act {
	draft := inbox.Draft{ID: inbox.DraftID("draft " + conv + string(d.member)), Kind: inbox.PublicReply, Text: d.w.id("text "), To: []string{"claire@client.example"}}
	save := inbox.SaveDraft{Draft: draft}
	if had := bodyOf[inbox.Draft](d.copy, "draft", string(draft.ID)); had.ID != "" && !had.Gone {
		save.Over = had.Print()
	} else if had.Gone {
		save.Draft.ID += inbox.DraftID(d.w.id(" "))
	}
	return save
}

// reply sends a draft of the member.
func (d *desk) reply(c inbox.Conversation) inbox.Act {
	for _, draft := range bodies[inbox.Draft](d.copy.of("draft", string(c.ID))) {
		if draft.Author == d.member && !draft.Gone {
			r := inbox.Reply{Draft: draft.ID, Seen: c.Heard}
			for _, e := range underWay(d.copy, string(c.ID)) {
				r.Known = append(r.Known, e.ID)
			}
			return r
		}
	}
	return d.write(string(c.ID))
}
