package crisis_test

import (
	"encoding/json"
	"testing"
	"time"

	"vigie/crisis"
)

// What decides where a run stands stays, whoever is named in it.
func TestRedactable_LeavesWhatARunStandsOn(t *testing.T) {
	for name, c := range map[string]struct {
		act  crisis.Act
		want bool
	}{
		"a note":               {crisis.Note{Text: "We called her"}, true},
		"a step that was done": {crisis.Complete{Note: "We called her"}, true},
		"a step that waits for a countersignature": {crisis.Complete{Note: "We called her", Signed: true, Sign: "lou"}, false},
		"a step with a run of its own":             {crisis.Complete{Child: "r2"}, false},
		"an answer to one person":                  {crisis.Publish{Statement: "wait", Conversation: "c1"}, true},
		"a post":                                   {crisis.Publish{Statement: "wait", Account: "a1"}, false},
		"a text that was posted by hand":           {crisis.ByHand{Statement: "wait", At: time.Unix(1, 0)}, false},
		"a decision":                               {crisis.Choose{Option: "n2"}, false},
	} {
		payload, err := json.Marshal(c.act)
		if err != nil {
			t.Fatal(err)
		}
		if got := crisis.Redactable(crisis.Event{Kind: c.act.Kind(), Payload: payload}); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
