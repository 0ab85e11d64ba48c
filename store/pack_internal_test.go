package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/store/wire"
)

// copyOf is what a desktop of somebody reads of a first copy.
func (s *sights) copyOf(by Caller, packed bool) (rows []read) {
	s.t.Helper()
	s.must(s.Bootstrap(context.Background(), by, wire.Bootstrap{Packed: packed}, func(c wire.Chunk) error {
		if packed && len(c.Puts) > 0 || !packed && len(c.Packs) > 0 {
			s.t.Errorf("packed %v: %d puts and %d packs", packed, len(c.Puts), len(c.Packs))
		}
		line, err := wire.AppendChunk(nil, c)
		s.must(err)
		back, err := wire.ReadChunk(line)
		s.must(err)
		u, err := Unpack(back)
		rows = append(rows, u.rows...)
		return err
	}))
	slices.SortStableFunc(rows, func(a, b read) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	return rows
}

// said is all that was read of a row.
func (r read) said() string {
	return fmt.Sprintf("%s %s %d %v %#v %v", r.Kind, r.ID, r.Rev, r.sent.names, r.sent.values, r.sent.beside)
}

func TestFirstCopy_SaysInPacksWhatItSaysRowByRow(t *testing.T) {
	ctx := context.Background()
	s := newSights(t)
	for range 60 {
		s.happens()
	}
	for _, text := range []string{"first \"words\"\n", "second\u2028\x01 words", ""} {
		m := inbox.Message{
			Native: "edited", Kind: inbox.Comment, Direction: inbox.Inbound, Author: inbox.Author{Handle: "c1@client.example"},
			Text: text, SentAt: time.Now(), ReceivedAt: time.Now(),
		}
		_, err := s.Ingest(ctx, "acc-press", channel.Batch{Events: []channel.Event{channel.Upsert{Message: m, Raw: []byte("raw")}}, More: true})
		s.must(err)
	}
	pasts, kinds := 0, map[string]bool{}
	for _, by := range s.people {
		plain, packed := s.copyOf(by, false), s.copyOf(by, true)
		if len(plain) != len(packed) {
			t.Fatalf("%d rows one by one, %d in packs", len(plain), len(packed))
		}
		for i, row := range plain {
			if got, want := packed[i].said(), row.said(); got != want {
				t.Errorf("in a pack:\n%s\nby itself:\n%s", got, want)
			}
			kinds[row.Kind] = true
			if strings.Contains(string(row.Row.Row), `"past":`) {
				pasts++
			}
			columns, err := packed[i].kind.columnsOf([]byte(packed[i].whole()))
			s.must(err)
			if got := (read{Row: row.Row, sent: columns}).said(); got != row.said() {
				t.Errorf("as a shadow:\n%s\nby itself:\n%s", got, row.said())
			}
		}
	}
	if pasts == 0 || !kinds["identity"] || !kinds["event"] || !kinds["note"] {
		t.Errorf("this test proves little: %d messages said something before, kinds %v", pasts, kinds)
	}
}

func TestUnpack_OfAPack(t *testing.T) {
	for _, c := range []struct{ what, pack, want string }{
		{"of a kind of a newer server", `{"kind":"hologram","columns":["id"],"rows":[[1,"a"]]}`, ""},
		{"its columns in another order, one that is new", `{"kind":"note","columns":["colour","body","id","conversation","at","gone"],"rows":[[7,"red","{}","a","c",1,0]]}`,
			`note a 7 [id conversation at gone body] []interface {}{"a", "c", 1, 0, "{}"} [{colour red}]`},
		{"a column that is not there, one that is null", `{"kind":"note","columns":["id","conversation","at","gone"],"rows":[[7,"a","c",1,null]]}`,
			`note a 7 [id conversation at] []interface {}{"a", "c", 1} []`},
		{"a key of two parts, followers that nobody knows", `{"kind":"identity","columns":["channel","handle","followers"],"rows":[[7,"email","a b",null]]}`,
			`identity email a%20b 7 [channel handle followers] []interface {}{"email", "a b", interface {}(nil)} []`},
		{"what a desk keeps for itself", `{"kind":"setting","columns":["name","value"],"rows":[[7,"ui.desk.x","1"]]}`, ""},
		{"rows of another length", `{"kind":"note","columns":["id","body"],"rows":[[7,"a"]]}`, "error"},
		{"no revision", `{"kind":"note","columns":["id"],"rows":[["x","a"]]}`, "error"},
		{"no key", `{"kind":"note","columns":["body"],"rows":[[7,"{}"]]}`, "error"},
		{"an object where a text is", `{"kind":"note","columns":["id","body"],"rows":[[7,"a",{}]]}`, "error"},
	} {
		chunk, err := wire.ReadChunk([]byte(`{"packs":[` + c.pack + `]}`))
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		u, err := Unpack(chunk)
		got := ""
		for _, row := range u.rows {
			got += row.said()
		}
		if err != nil {
			got = "error"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}
