package gate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
	"vigie/store/wire"
)

// real is a door to the store itself, with nothing between.
func real(o *gate.Options, _ *gate.Times) { o.House = o.Register.(*store.Workspace) }

// mail brings a mail for a department into the house; its attachment is kept
// as a file of its own.
func (d *door) mail(acc inbox.AccountID, department, text string) (inbox.ConversationID, inbox.MessageID, string) {
	d.t.Helper()
	ctx := context.Background()
	d.must(d.w.PutAccount(ctx, inbox.Account{
		ID: acc, Channel: inbox.ChannelEmail, Name: string(acc), Address: string(acc) + "@vigie.test", Department: department, AddedAt: d.clock.now(),
	}, ""))
	sha, size, err := d.w.PutBlob(ctx, strings.NewReader("attached to "+text))
	d.must(err)
	at := d.clock.now()
	m := inbox.Message{
		Native: "n-" + string(acc), Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: "lea@example.org", Name: "Léa"},
		Subject: text, Text: text, SentAt: at, ReceivedAt: at,
		Attachments: []inbox.Attachment{{Name: "a.txt", Type: "text/plain", Size: size, Blob: sha}},
	}
	_, err = d.w.Ingest(ctx, acc, channel.Batch{Events: []channel.Event{channel.Upsert{Message: m, Raw: []byte("raw of " + text)}}, Next: channel.Cursor("1")})
	d.must(err)
	rows, err := d.w.Rows(ctx, inbox.View{Account: acc}, inbox.Place{}, 2)
	d.must(err)
	if len(rows) != 1 {
		d.t.Fatalf("%d conversations", len(rows))
	}
	detail, err := d.w.Detail(ctx, rows[0].ID, 5)
	d.must(err)
	return rows[0].ID, detail.Messages[0].ID, sha
}

func TestOtherDepartments_AreNotThereForWhoDoesNotSeeThem(t *testing.T) {
	d := open(t, generous, real)
	ctx := context.Background()
	d.must(d.w.PutMember(ctx, team.Member{
		ID: nadia, Name: "Nadia", Handle: "nadia", Profile: team.Senior, Departments: []team.DepartmentID{"social"}, Sees: team.Own,
	}, ""))
	mine, myMessage, myFile := d.mail("acc-social", "social", "open words")
	theirs, theirMessage, theirFile := d.mail("acc-care", "care", "hidden words")
	k := d.member(nadia)
	ask := func(method, path string, body any) answer {
		return d.call(request{method: method, path: path, token: k.Access, body: body})
	}
	d.want("her raw message", ask("GET", "/v1/messages/"+string(myMessage)+"/raw", nil), 200, "")
	d.want("their raw message", ask("GET", "/v1/messages/"+string(theirMessage)+"/raw", nil), 404, wire.CodeNotSeen)
	file := func(sha string, m inbox.MessageID) string { return "/v1/blobs/" + sha + "?on=message&id=" + string(m) }
	d.want("her file", ask("GET", file(myFile, myMessage), nil), 200, "")
	d.want("their file", ask("GET", file(theirFile, theirMessage), nil), 404, wire.CodeNotSeen)
	d.want("their file, said to hang on hers", ask("GET", file(theirFile, myMessage), nil), 404, wire.CodeNotSeen)
	d.want("their file, without saying", ask("GET", "/v1/blobs/"+theirFile, nil), 404, wire.CodeNotSeen)
	d.want("looking at theirs", ask("POST", "/v1/presence", wire.Presence{Conversation: string(theirs)}), 404, wire.CodeNotSeen)
	d.want("looking at hers", ask("POST", "/v1/presence", wire.Presence{Conversation: string(mine)}), 204, "")

	note := func(seq int64, c inbox.ConversationID) wire.Order {
		return wire.Order{ID: ulid.Make().String(), Seq: seq, Name: "note.add", V: 1, Conversation: string(c), Args: json.RawMessage(`{"text":"hello"}`)}
	}
	var pushed wire.Pushed
	a := d.call(request{method: "POST", path: "/v1/push", token: k.Access, body: wire.Push{Orders: []wire.Order{note(1, theirs), note(2, mine)}}, into: &pushed})
	d.want("a note on each", a, 200, "")
	if len(pushed.Answers) != 2 || pushed.Answers[0].State != wire.Refused || pushed.Answers[0].Fault.Kind != "not_found" || pushed.Answers[1].State != wire.Done {
		t.Errorf("answers %+v", pushed.Answers)
	}
	everything := [][]byte{ask("POST", "/v1/fetch", wire.Fetch{Conversations: []string{string(mine), string(theirs)}}).body, ask("POST", "/v1/bootstrap", wire.Bootstrap{}).body, ask("POST", "/v1/bootstrap", wire.Bootstrap{Packed: true}).body, ask("POST", "/v1/search", wire.Search{View: inbox.View{Search: "words"}}).body}
	var hello wire.Hello
	d.call(request{method: "GET", path: "/v1/hello", into: &hello})
	for cursor, more := int64(0), true; more; {
		var p wire.Page
		a := d.call(request{method: "POST", path: "/v1/pull", token: k.Access, into: &p, body: wire.Pull{
			Cursor: cursor, Epoch: hello.Epoch, ScopeEpoch: k.scope(), Limit: 5, Schema: store.RowsVersion,
		}})
		d.want("pull", a, 200, "")
		everything, cursor, more = append(everything, a.body), p.To, p.More && a.status == 200
	}
	all := bytes.Join(everything, nil)
	if bytes.Count(all, []byte("open words")) < 4 {
		t.Errorf("what is hers is missing: this test looks in the wrong place: %.300s", all)
	}
	for _, secret := range []string{"hidden words", string(theirs), string(theirMessage), theirFile} {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("%q reached her", secret)
		}
	}
	boss := d.member(chief)
	d.want("their raw message, for who sees everything", d.call(request{method: "GET", path: "/v1/messages/" + string(theirMessage) + "/raw", token: boss.Access}), 200, "")
}

func TestDraft_AttachesOnlyWhatItsWriterBroughtOrSees(t *testing.T) {
	d := open(t, generous, real)
	d.must(d.w.PutMember(context.Background(), team.Member{
		ID: nadia, Name: "Nadia", Handle: "nadia", Profile: team.Senior, Departments: []team.DepartmentID{"social"}, Sees: team.Own,
	}, ""))
	mine, _, myFile := d.mail("acc-social", "social", "open words")
	_, _, theirFile := d.mail("acc-care", "care", "hidden words")
	k := d.member(nadia)
	var tricks wire.Pushed
	trick := func(seq int64, name, args string) wire.Order {
		return wire.Order{ID: ulid.Make().String(), Seq: seq, Name: name, V: 1, Conversation: string(mine), Args: json.RawMessage(args)}
	}
	hang := func(key, sha string) string {
		return `{"draft":{"id":"` + ulid.Make().String() + `","kind":"public","text":"x","attachments":[{"name":"a","` + key + `":"` + sha + `"}]}}`
	}
	a := d.call(request{method: "POST", path: "/v1/push", token: k.Access, into: &tricks, body: wire.Push{Orders: []wire.Order{
		trick(1, "draft.save", hang("blob", theirFile)), trick(2, "draft.save", hang("Blob", theirFile)),
		trick(3, "draft.save", hang(`\u0062lob`, theirFile)), trick(4, "draft.save", hang("blob", myFile)),
	}}})
	d.want("drafts with files", a, 200, "")
	for i, answer := range tricks.Answers {
		if want := i == 3; (answer.State == wire.Done) != want {
			t.Errorf("draft %d with a file: %+v %+v", i, answer, answer.Fault)
		}
	}
}

// scope is the epoch of what the member sees, as the bootstrap would say.
func (k *desk) scope() int64 {
	k.t.Helper()
	var last wire.Chunk
	a := k.call(request{method: "POST", path: "/v1/bootstrap", token: k.Access, body: wire.Bootstrap{}})
	for d := json.NewDecoder(bytes.NewReader(a.body)); d.More(); {
		last = wire.Chunk{}
		k.must(d.Decode(&last))
	}
	return last.ScopeEpoch
}

func TestPush_ReplayedReorderedAndForked(t *testing.T) {
	d := open(t, real)
	c, _, _ := d.mail("acc", "social", "a question")
	k := d.member(nadia)
	note := func(seq int64, text string) wire.Order {
		args, err := json.Marshal(map[string]string{"text": text})
		d.must(err)
		return wire.Order{ID: ulid.Make().String(), Seq: seq, Name: "note.add", V: 1, Conversation: string(c), Args: args, At: d.clock.now().Add(-24 * time.Hour).UnixMilli()}
	}
	push := func(orders ...wire.Order) (got wire.Pushed, a answer) {
		a = d.call(request{method: "POST", path: "/v1/push", token: k.Access, body: wire.Push{Orders: orders}, into: &got})
		return got, a
	}
	one, two, three := note(1, "one"), note(2, "two"), note(3, "three")
	_, a := push(two)
	d.want("too early", a, 409, wire.CodeGap)
	if a.problem.Want != 1 {
		t.Errorf("wants %d", a.problem.Want)
	}
	got, a := push(one, two)
	d.want("in order", a, 200, "")
	again, a := push(one, two)
	d.want("replayed", a, 200, "")
	if len(again.Answers) != 2 || again.Answers[1] != got.Answers[1] || again.LastSeq != 2 {
		t.Errorf("answered %+v, and then %+v", got, again)
	}
	_, a = push(three, two)
	if a.status != 200 && a.status != 409 {
		t.Errorf("reordered: %d %s", a.status, a.body)
	}
	_, a = push(note(2, "another two"))
	d.want("a fork", a, 422, wire.CodeForked)
	unknown := note(4, "x")
	unknown.Name = "house.burn"
	got, a = push(unknown)
	if a.status != 200 || got.Answers[0].State != wire.Refused {
		t.Errorf("an order that is none: %d %+v", a.status, got)
	}
	detail, err := d.w.Detail(context.Background(), c, 5)
	d.must(err)
	texts := map[string]int{}
	for _, n := range detail.Notes {
		texts[n.Text]++
	}
	if texts["one"] != 1 || texts["two"] != 1 || texts["three"] > 1 || texts["another two"] != 0 {
		t.Errorf("notes %v", texts)
	}
}

// letter brings one more mail to an account, and gives the revision after it.
func (d *door) letter(acc inbox.AccountID, from string) int64 {
	d.t.Helper()
	at := d.clock.now()
	m := inbox.Message{
		Native: "n-" + from, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: from + "@example.org", Name: from},
		Subject: from, Text: "words", SentAt: at, ReceivedAt: at,
	}
	_, err := d.w.Ingest(context.Background(), acc, channel.Batch{Events: []channel.Event{channel.Upsert{Message: m, Raw: []byte("raw")}}, More: true})
	d.must(err)
	return d.rev()
}

func TestStream_IsSilentOfWhatItsMemberDoesNotSee(t *testing.T) {
	d := open(t, generous, real)
	put := func(id team.MemberID, handle string, sees team.Sight, of ...team.DepartmentID) {
		d.must(d.w.PutMember(context.Background(), team.Member{ID: id, Name: handle, Handle: handle, Profile: team.Coordinator, Departments: of, Sees: sees}, ""))
	}
	put(nadia, "nadia", team.Own, "social")
	put(chief, "chief", team.Everything)
	d.mail("acc-social", "social", "open words")
	d.mail("acc-care", "care", "hidden words")
	hers, all := d.member(nadia).listen(), d.member(chief).listen()
	reached := func(rev int64) func(wire.Poke) bool { return func(p wire.Poke) bool { return p.Rev >= rev } }
	for _, name := range []string{"One", "Two"} { // after the first, nothing of before both listened is still to be told
		rev := d.change(name)
		d.gate.Changed()
		hers.hears(t, "what everybody sees", reached(rev))
		all.hears(t, "what everybody sees", reached(rev))
	}
	now := d.rev()

	hidden := d.letter("acc-care", "max")
	d.gate.Changed()
	all.hears(t, "what only some see", reached(hidden))
	seen := d.letter("acc-social", "ines")
	d.gate.Changed()
	if p := hers.hears(t, "what she sees", reached(now+1)); p.Rev < seen {
		t.Errorf("she was told of %d, which is not hers to see; hers is %d", p.Rev, seen)
	}

	put(nadia, "nadia", team.Own, "social", "care")
	wider := d.rev()
	d.gate.Changed()
	hers.hears(t, "that she sees more", reached(wider))
	more := d.letter("acc-care", "noe")
	d.gate.Changed()
	hers.hears(t, "what she sees now", reached(more))
}
