package inbox_test

import (
	"slices"
	"testing"
	"time"

	"vigie/inbox"
)

func aside(known *inbox.Conversation, m inbox.Message) inbox.Conversation {
	_, c := inbox.Arrive(inbox.Arrival{Message: m, Known: known, Rules: inbox.DefaultRules(), ID: "id", Aside: true})
	return c
}

func TestArrive_MakesNoWorkOfWhatOnlyWatchesLookAt(t *testing.T) {
	c := aside(nil, inbound("Vigie est nulle", noon))
	if !c.Watched || c.Status != inbox.Ignored || !c.DueAt.IsZero() || !c.WaitingSince.IsZero() || c.Messages != 1 || c.Snippet == "" {
		t.Errorf("the first: %+v", c)
	}
	if got := inbox.Counted(c); !slices.Equal(got, []inbox.Counter{inbox.CountWatched}) {
		t.Errorf("it counts among %v", got)
	}
	c = aside(&c, inbound("Encore", noon.Add(time.Hour)))
	if !c.Watched || c.Status != inbox.Ignored || !c.DueAt.IsZero() || c.Messages != 2 {
		t.Errorf("one more: %+v", c)
	}
}

func TestArrive_BringsAHitToTheInbox(t *testing.T) {
	c := aside(nil, inbound("Vigie est nulle", noon))
	later := noon.Add(time.Hour)
	c = arrive(&c, inbound("Vigie brûle", later))
	if c.Watched || c.Status != inbox.New || !c.WaitingSince.Equal(later) || !c.DueAt.Equal(later.Add(4*time.Hour)) {
		t.Errorf("got %+v", c)
	}
	c.Status = inbox.Open
	if c = aside(&c, inbound("Et encore", later.Add(time.Hour))); c.Watched || c.Status != inbox.Open {
		t.Errorf("what is worked on went back to the watches: %+v", c)
	}
}

func TestPromoted_OwesAnAnswerFromThenOn(t *testing.T) {
	c := aside(nil, inbound("Vigie est nulle", noon))
	day := noon.Add(24 * time.Hour)
	got := inbox.Promoted(c, day, inbox.DefaultRules())
	if got.Watched || got.Status != inbox.New || !got.DueAt.Equal(day.Add(4*time.Hour)) || got.Version != c.Version+1 {
		t.Errorf("got %+v", got)
	}
	if again := inbox.Promoted(got, day, inbox.DefaultRules()); again.Version != got.Version {
		t.Error("a conversation of the inbox was promoted")
	}
}

func TestDecide_TakesAWatchedConversationUp(t *testing.T) {
	for name, act := range map[string]inbox.Act{"reopen": inbox.Reopen{}, "take": inbox.Claim{}, "resolve": inbox.Resolve{}} {
		d := newDesk(t)
		c := d.conv()
		c.Watched, c.Status = true, inbox.Ignored
		c.DueAt, c.WaitingSince = time.Time{}, time.Time{}
		d.state.Conversation = c
		d.do("lea", act)
		if got := d.conv(); got.Watched || got.Status == inbox.Ignored {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestRecount_KeepsTheClockOfAWatchedConversationStill(t *testing.T) {
	c := aside(nil, inbound("Vigie est nulle", noon))
	got := inbox.Recount(c, []inbox.Message{inbound("Vigie est nulle", noon)}, inbox.DefaultRules())
	if !got.Watched || !got.DueAt.IsZero() || got.Messages != 1 {
		t.Errorf("got %+v", got)
	}
}
