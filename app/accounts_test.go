package app

import (
	"testing"
	"time"

	"vigie/inbox"
)

func TestHealth_OfTheSampleSaysWhenTheLastMessageCame(t *testing.T) {
	d := newTestDesk(t)
	if err := (setupDesk{d}).OpenSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := d.Health(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatalf("%d accounts, %v", len(all), err)
	}
	for _, h := range all {
		if h.LastMessage.IsZero() || h.LastMessage.After(time.Now().Add(time.Minute)) {
			t.Errorf("the last message of %s came %v", h.Account, h.LastMessage)
		}
	}
}

func TestNormalGap_OfAFeedIsJudgedOverAYear(t *testing.T) {
	d := newTestDesk(t)
	if err := (setupDesk{d}).OpenSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	accounts, err := d.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	feeds := 0
	for _, a := range accounts {
		gap, known, err := d.NormalGap(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if a.Channel != inbox.ChannelFeed {
			continue
		}
		if feeds++; !known || gap < 18*time.Hour {
			t.Errorf("%s: %v, %v; three times a normal gap of at least six hours is expected", a.Name, gap, known)
		}
	}
	if feeds == 0 {
		t.Error("the sample has no feed")
	}
}
