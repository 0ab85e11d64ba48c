package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store"
	protocol "vigie/store/wire"
)

const fuzzDevice = "01HZZZZZZZZZZZZZZZZZZZZZF0"

// FuzzPush has a device send anything as an order: it is carried out or
// refused, and either way the next one is not held up behind it.
func FuzzPush(f *testing.F) {
	h := newHouse(f)
	ctx := context.Background()
	if _, err := h.Admit(ctx, store.Admission{
		Device: store.Device{ID: fuzzDevice, Member: coordinator, Name: "desk", Key: fuzzDevice}, Token: fuzzDevice, Until: noon().Add(time.Hour), Way: "test",
	}); err != nil {
		f.Fatal(err)
	}
	for _, a := range inbox.Acts() {
		raw, err := json.Marshal(a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(a.Name(), "01HZZZZZZZZZZZZZZZZZZZZZXX", raw, 1)
		f.Add(a.Name(), "", []byte(`null`), 0)
	}
	for name, args := range map[string]string{
		"member.put": `{"id":"x","name":"\u0000"}`, "department.put": `{"id":""}`, "account.put": `{"id":"a","caps":{"kinds":{"mail":{"reply":"?"}}}}`,
		"contact.put": `{"id":"c"}`, "identity.link": `{"channel":"email","handle":"%20 a","to":"c"}`, "link.refuse": `{"mine":{},"other":{}}`,
		"view.put": `{"id":"v","name":"v","filter":{}}`, "rules.put": `[]`, "setting.put": `{"name":"ui.desk.x","value":"1"}`, "watch.put": `{"query":"(((("}`,
		"place.put": `{}`, "contact.erase": `{"id":"x"}`, "playbook.put": `{"text":"---\n"}`, "radar.put": `{"watch":"x"}`, "tone.correct": `{"message":"m","tone":"?"}`, "duty.put": `{"zone":"?","shifts":[{"member":"x"}]}`, "tone.teach": `{"language":"fr","word":"?","tone":"negative"}`,
		"alert.declare": `{}`, "nothing.known": `7`,
	} {
		f.Add(name, "", []byte(args), 1)
	}
	seq := int64(0)
	f.Fuzz(func(t *testing.T, name, conversation string, args []byte, v int) {
		if !json.Valid(args) {
			return // the push is refused before it is looked at
		}
		seq++
		done, err := h.Push(ctx, store.Caller{Device: fuzzDevice, Member: coordinator}, protocol.Push{Orders: []protocol.Order{
			{ID: newID(), Seq: seq, Name: name, V: v, Conversation: conversation, Args: args},
		}})
		if err != nil {
			t.Fatalf("%s %s holds up what is behind it: %v", name, args, err)
		}
		if a := done.Answers; len(a) != 1 || done.LastSeq != seq || a[0].State != protocol.Done && a[0].Fault == nil {
			t.Fatalf("%s %s is answered with %+v", name, args, done)
		}
		if a := done.Answers[0]; a.Fault != nil && a.Fault.Kind == "internal" {
			t.Fatalf("%s %s: nobody thought of it: %+v", name, args, a.Fault)
		}
	})
}

// FuzzTake has a server say anything to a copy: it takes it or refuses it, and
// what it refuses leaves its cursor where it was.
func FuzzTake(f *testing.F) {
	ctx := context.Background()
	w, err := store.Open(ctx, f.TempDir(), store.Options{Now: noon, Copy: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := w.Close(); err != nil {
			f.Error(err)
		}
	})
	for _, text := range []string{
		`{"to":9,"puts":[{"kind":"note","id":"n","rev":1,"row":{"id":"n","conversation":"c","at":1,"gone":0,"body":"{}"}},{"kind":"note","id":"n","rev":2,"row":{"id":"n"}}]}`,
		`{"to":9,"puts":[{"kind":"conversation","id":"c","rev":3,"row":{"id":"c","status":"new","tags":"[\"a\"]"}},{"kind":"message","id":"m","rev":3,"row":{"id":"m","conversation":"c","text":"x","past":[{"revision":1,"at":1,"body":{}}]}}]}`,
		`{"to":9,"gone":[{"kind":"conversation","id":"c","rev":4,"op":"leave"},{"kind":"identity","id":"#00","rev":5,"op":"erase"}]}`,
		`{"done":true,"from":7,"puts":[{"kind":"watch_hit","id":"a b","rev":1,"row":{"watch":1.5}}]}`,
		`{"puts":[{"kind":"setting","id":"x","row":{"name":"x","value":null}},{"kind":"identity","id":"a","rev":1,"row":[]}]}`,
		`{"puts":[{"kind":"event","id":"e","rev":1,"row":{"id":"other","facts":"nonsense","tell":"["}}]}`,
	} {
		f.Add([]byte(text), true)
		f.Add([]byte(text), false)
	}
	f.Fuzz(func(t *testing.T, raw []byte, page bool) {
		before, err := w.CopyState(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if page {
			var p protocol.Page
			if json.Unmarshal(raw, &p) != nil {
				return
			}
			_, err = w.TakePage(ctx, p, func() ([]protocol.Order, error) { return nil, nil })
		} else {
			var c protocol.Chunk
			if json.Unmarshal(raw, &c) != nil {
				return
			}
			var u store.Unpacked
			if u, err = store.Unpack(c); err == nil {
				err = w.TakeChunk(ctx, u, 0)
			}
		}
		after, stateErr := w.CopyState(ctx)
		if stateErr != nil {
			t.Fatal(errors.Join(err, stateErr))
		}
		if err != nil && after != before {
			t.Fatalf("refused with %v, and yet it stands at %+v, not %+v", err, after, before)
		}
	})
}
