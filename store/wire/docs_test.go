package wire_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"vigie/store/wire"
)

// values are what the specification's examples are of.
func values() map[string]any {
	return map[string]any{
		"wire.Push": &wire.Push{}, "wire.Pushed": &wire.Pushed{}, "wire.Pull": &wire.Pull{}, "wire.Page": &wire.Page{},
		"wire.Bootstrap": &wire.Bootstrap{}, "wire.Chunk": &wire.Chunk{}, "wire.Fetch": &wire.Fetch{}, "wire.Fetched": &wire.Fetched{},
		"wire.Poke": &wire.Poke{}, "wire.Hello": &wire.Hello{}, "wire.Problem": &wire.Problem{},
		"wire.ExercisePlan": &wire.ExercisePlan{}, "wire.Exercise": &wire.Exercise{}, "wire.ExerciseStatus": &wire.ExerciseStatus{}, "wire.ExerciseAct": &wire.ExerciseAct{},
	}
}

func TestSpecification_HasExamplesThatAreRead(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "sync.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)<!-- example: (\\S+) -->\n```json\n(.*?)\n```").FindAllSubmatch(text, -1)
	want := values()
	for _, e := range examples {
		into, known := want[string(e[1])]
		if !known {
			t.Errorf("an example of %s, which this test does not know, or twice", e[1])
			continue
		}
		d := json.NewDecoder(bytes.NewReader(e[2]))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Errorf("%s: %v", e[1], err)
		}
		delete(want, string(e[1]))
	}
	for name := range want {
		t.Errorf("the specification has no example of %s", name)
	}
}

func TestAdmit_TakesEachNumberOnce(t *testing.T) {
	for _, c := range []struct {
		what      string
		last, seq int64
		args      string
		had       wire.Had
		want      wire.Admission
	}{
		{"the next", 4, 5, "a", wire.Had{}, wire.Run},
		{"the first of all", 0, 1, "a", wire.Had{}, wire.Run},
		{"one too far", 4, 6, "a", wire.Had{}, wire.Missing},
		{"the last again", 4, 4, "a", wire.Had{ID: "o", Print: "a"}, wire.Answered},
		{"an old one whose answer is gone", 4, 2, "a", wire.Had{Ran: true}, wire.AlreadyIn},
		{"an old one that never took effect", 4, 2, "a", wire.Had{}, wire.Forked},
		{"another under a used number", 4, 4, "b", wire.Had{ID: "o", Print: "a"}, wire.Forked},
		{"the same without its words", 4, 4, wire.Erased, wire.Had{ID: "o", Print: "a"}, wire.Answered},
		{"another without its words", 4, 4, wire.Erased, wire.Had{ID: "p", Print: "a"}, wire.Forked},
		{"none", 4, 0, "a", wire.Had{}, wire.Malformed},
		{"below none", 4, -1, "a", wire.Had{}, wire.Malformed},
	} {
		o := wire.Order{ID: "o", Seq: c.seq, Args: json.RawMessage(c.args)}
		if got := wire.Admit(c.last, o, c.args, c.had); got != c.want {
			t.Errorf("%s: got %d, want %d", c.what, got, c.want)
		}
	}
}
