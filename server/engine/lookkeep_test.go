package engine

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/store"
)

// restart is a program that starts on the same workspace.
func (s *square) restart() {
	s.t.Helper()
	l, err := newLookout(Options{Workspace: s.w, Now: func() time.Time { return s.now }, Log: discard()})
	s.must(err)
	s.l = l
}

// stands is how the detector of the brand stands, as JSON.
func (s *square) stands() string {
	s.t.Helper()
	p := s.l.posts["brand"]
	if p == nil {
		s.t.Fatal("there is no detector")
	}
	raw, err := json.Marshal(p.live.Now())
	s.must(err)
	return string(raw)
}

func TestLookout_AStartReadsNoHistory(t *testing.T) {
	s := newSquare(t)
	s.usual()
	s.look()
	if !s.l.read {
		t.Fatal("the first start read nothing")
	}
	for range 8 {
		s.now = s.now.Add(30 * time.Minute)
		s.crowd(3, 20*time.Minute)
		s.look()
	}
	list, want := s.look(), s.stands()
	if len(list) != 1 {
		t.Fatalf("%d alerts", len(list))
	}
	s.restart()
	again := s.look()
	if s.l.read {
		t.Error("the history was read again")
	}
	if got := s.stands(); got != want {
		t.Errorf("it stands\n%s\nnot\n%s", got, want)
	}
	a, _ := json.Marshal(list)
	b, _ := json.Marshal(again)
	if string(a) != string(b) {
		t.Errorf("%s\nis not\n%s", b, a)
	}
	t.Run("new settings do not read it either", func(t *testing.T) {
		h, _, _ := s.l.posts["brand"].live.Threshold(radar.Negative)
		s.must(s.w.PutRadar(t.Context(), alert.Settings{Watch: "brand", Budget: 5}, ""))
		s.look()
		loose, _, _ := s.l.posts["brand"].live.Threshold(radar.Negative)
		if s.l.read || loose > h {
			t.Errorf("read %v, the threshold is %v, it was %v", s.l.read, loose, h)
		}
	})
	t.Run("deaf to somebody, it does", func(t *testing.T) {
		s.must(s.w.PutRadar(t.Context(), alert.Settings{Watch: "brand", Budget: 5, Deaf: []string{alert.Voice(inbox.ChannelMastodon, "@p1")}}, ""))
		if s.look(); !s.l.read {
			t.Error("the counts are still those with a bot")
		}
	})
}

func TestLookout_ReadsAgainWhatIsNotWhatItRemembers(t *testing.T) {
	for name, change := range map[string]struct {
		do   func(*square)
		want bool
	}{
		"nothing":                  {func(*square) {}, false},
		"a message that came late": {func(s *square) { s.say("tambrelle %d en retard", s.now.AddDate(0, 0, -9)) }, false},
		"an import of old ones": {func(s *square) {
			var at []time.Time
			for i := range 400 {
				at = append(at, s.now.AddDate(0, 0, -9).Add(time.Duration(i)*time.Minute))
			}
			s.say("tambrelle %d, une soupe", at...)
			s.now = s.now.Add(11 * time.Minute)
		}, true},
		"a word that was taught today": {func(s *square) { s.teach("soupe") }, false},
		"a word that was taught, a day later": {func(s *square) {
			s.teach("soupe")
			s.now = s.now.Add(25 * time.Hour)
		}, true},
		"a word that was taught, and new settings, a day later": {func(s *square) {
			s.teach("soupe")
			s.must(s.w.PutRadar(s.t.Context(), alert.Settings{Watch: "brand", Budget: 5}, ""))
			s.look()
			s.now = s.now.Add(25 * time.Hour)
		}, true},
		"a word that was taught, and a start, a day later": {func(s *square) {
			s.teach("soupe")
			s.restart()
			s.look()
			s.now = s.now.Add(25 * time.Hour)
		}, true},
		"an erasure": {func(s *square) {
			s.must(s.w.Erase(s.t.Context(), s.one().Contact, ""))
		}, true},
		"six weeks without the program": {func(s *square) { s.now = s.now.AddDate(0, 0, 42) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSquare(t)
			s.usual()
			s.look()
			change.do(s)
			for _, how := range []string{"running", "started anew"} {
				s.look()
				if s.l.read != change.want {
					t.Errorf("%s: read %v", how, s.l.read)
				}
				if how == "running" && change.want {
					break // what was read is remembered
				}
				s.restart()
			}
		})
	}
}

// weary is a context that ends when it was asked for its end a number of times,
// by whichever goroutine.
type weary struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int64
}

func (c *weary) Done() <-chan struct{} {
	if c.left.Add(-1) == 0 {
		c.end()
	}
	return c.Context.Done()
}

func newWeary(after int) *weary {
	ctx, end := context.WithCancel(context.Background())
	w := &weary{Context: ctx, end: end}
	w.left.Store(int64(after))
	return w
}

func TestLookout_WhatFailsHalfwayIsNotFedTwice(t *testing.T) {
	s := newSquare(t)
	s.usual()
	s.look()
	for range 16 { // it was asleep for two days: more is to be fed than settles at once
		s.now = s.now.Add(3 * time.Hour)
		s.crowd(5, 2*time.Hour)
	}
	s.l.posts["brand"].made = s.now.AddDate(0, 0, -8) // to be made anew
	tries := 1
	for ; ; tries++ {
		ctx := newWeary(tries)
		h, err := s.l.house(t.Context(), s.now)
		s.must(err)
		tasks, err := s.l.tasks(h)
		s.must(err)
		s.l.left = s.l.slice
		err = s.l.renew(ctx, tasks[0], s.now)
		ctx.end()
		if err == nil {
			break
		}
	}
	got := s.stands()
	s.must(s.w.PutRadarMemory(t.Context(), "brand", store.RadarMemory{Mark: "{}", AsOf: s.now, Body: []byte("nothing"), Erasures: "0 0"}))
	s.restart()
	s.look()
	if want := s.stands(); got != want {
		t.Errorf("after %d tries it stands\n%s\nnot\n%s", tries, got, want)
	}
}

// one is a message of the brand.
func (s *square) one() inbox.Message {
	s.t.Helper()
	list, err := s.w.SaidOn(s.t.Context(), "brand", time.Time{}, s.now, watch.HitPlace{}, 1)
	s.must(err)
	return list[0].Message
}

// teach has somebody say that a word is bad.
func (s *square) teach(word string) {
	s.t.Helper()
	s.must(s.w.CorrectTone(s.t.Context(), store.ToneCorrection{
		Message: s.one().ID, Correction: tone.Correction{Language: tongue.French, Tone: tone.Negative, Named: []string{word}},
	}, ""))
}

func TestLookout_AWeekWithoutCollectingIsNoHistory(t *testing.T) {
	s := newSquare(t)
	var at []time.Time
	gap := radar.Span{From: s.now.AddDate(0, 0, -12), To: s.now.AddDate(0, 0, -4)}
	for when := s.now.AddDate(0, 0, -34); when.Before(s.now); when = when.Add(3 * time.Hour) {
		if when.Before(gap.From) || !when.Before(gap.To) {
			at = append(at, when)
		}
	}
	s.say("tambrelle numéro %d, une soupe ce soir", at...)
	s.look()
	days, _ := s.l.posts["brand"].live.Learning()
	if days > 27 || days < 24 {
		t.Errorf("%d days are known of 26: gaps %v", days, s.l.ears.gaps)
	}
	t.Run("also when the program runs meanwhile", func(t *testing.T) {
		s.now = s.now.AddDate(0, 0, 4)
		s.look()
		s.now = s.now.AddDate(0, 0, 2)
		s.say("tambrelle numéro %d, une soupe ce soir", s.now.Add(-time.Minute))
		s.look()
		if after, _ := s.l.posts["brand"].live.Learning(); after > days+1 {
			t.Errorf("%d days are known, %d were", after, days)
		}
	})
}
