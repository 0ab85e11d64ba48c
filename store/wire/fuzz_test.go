package wire_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"vigie/store/wire"
)

// FuzzSaid reads what a server or a desktop says, whoever it is: nothing of it
// brings the program down, and what was read is said again the same.
func FuzzSaid(f *testing.F) {
	for _, text := range []string{
		`{"epoch":"e","orders":[{"id":"o","seq":7,"name":"note.add","v":1,"conversation":"c","args":{"text":"x"},"at":1,"until":2}]}`,
		`{"to":4716,"more":true,"puts":[{"kind":"note","id":"n","rev":1,"row":{"id":"n"}}],"gone":[{"kind":"note","id":"#00","rev":2,"op":"erase"}],"sums":{"note":"1f"}}`,
		`{"puts":[{"kind":"message","id":"m","rev":-1,"row":null}],"token":"e 0 1 after x","total":9}`,
		`{"done":true,"from":4700,"epoch":"e","scope_epoch":1}`,
		`{"answers":[{"id":"o","seq":7,"state":"refused","fault":{"kind":"conflict","key":"k","args":{"Name":1e99}}}],"last_seq":7}`,
		`{"rev":1,"present":[]}`, `{"code":"gap","want":7}`, `[]`, `{"puts":[{}]}`, `{"orders":[{"args":[[[[`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, v := range []any{&wire.Push{}, &wire.Pushed{}, &wire.Pull{}, &wire.Page{}, &wire.Chunk{}, &wire.Bootstrap{}, &wire.Fetched{}, &wire.Poke{}, &wire.Problem{}} {
			if json.Unmarshal(raw, v) != nil {
				continue
			}
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatalf("%T cannot be said again: %v", v, err)
			}
			again := reflect.New(reflect.TypeOf(v).Elem()).Interface()
			if err := json.Unmarshal(text, again); err != nil {
				t.Fatalf("%T: %v in %s", v, err, text)
			}
			twice, err := json.Marshal(again)
			if err != nil || string(twice) != string(text) {
				t.Fatalf("%T was %s and is %s (%v)", v, text, twice, err)
			}
		}
	})
}

// FuzzAdmit has orders come under any numbers: one is run only when it is the
// next, and never under a number that was answered.
func FuzzAdmit(f *testing.F) {
	f.Add(int64(4), int64(5), "", "a")
	f.Add(int64(0), int64(-1), "a", "a")
	f.Add(int64(-1), int64(1<<62), "", "")
	f.Fuzz(func(t *testing.T, last, seq int64, stored, print string) {
		got := wire.Admit(last, wire.Order{ID: "o", Seq: seq}, print, wire.Had{ID: "p", Print: stored, Ran: stored == ""})
		if got == wire.Run && (seq != last+1 || seq < 1) {
			t.Errorf("number %d is run after %d", seq, last)
		}
		if got == wire.Answered && (seq > last || stored != print) {
			t.Errorf("number %d is taken as answered after %d", seq, last)
		}
	})
}
