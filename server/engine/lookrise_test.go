package engine

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox/watch"
	"vigie/store"
)

// another adds a watch beside the brand.
func (s *square) another(id, query string) {
	s.t.Helper()
	q, err := watch.Parse(query)
	s.must(err)
	s.must(s.w.PutWatch(s.t.Context(), watch.Watch{ID: watch.ID(id), Name: id, Query: q}, ""))
	s.must(s.w.FillWatch(s.t.Context(), watch.ID(id), nil))
}

// slowly makes each look read no more than some mentions of a detector that is
// being made.
func (s *square) slowly(slice int) *square {
	s.l.slice = slice
	return s
}

// whole makes the detector of the brand in one look, on the same messages and
// without what was written down, and gives how it stands.
func (s *square) whole() string {
	s.t.Helper()
	mark, err := s.w.ErasuresMark(s.t.Context())
	s.must(err)
	s.must(s.w.PutRadarMemory(s.t.Context(), "brand", store.RadarMemory{Mark: "{}", AsOf: s.now, Body: []byte("nothing"), Erasures: mark}))
	s.restart()
	s.look()
	return s.stands()
}

// same compares how the detector stands after a number of looks with how it
// should, and shows where they part.
func (s *square) same(after int, got, want string) {
	s.t.Helper()
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	if got != want {
		s.t.Errorf("after %d: from %d on it stands\n%.300s\nnot\n%.300s", after, i, got[i:], want[i:])
	}
}

// finish looks until every detector is made, and gives how many looks it took.
func (s *square) finish() int {
	s.t.Helper()
	for n := 1; n < 2000; n++ {
		if s.look(); !s.l.haste {
			return n
		}
	}
	s.t.Fatal("it never ends")
	return 0
}

// crisisOf is a history with a crisis a week ago, more than a page a bin in it.
func (s *square) crisisOf() {
	s.usual()
	var at []time.Time
	for i := range 900 {
		at = append(at, s.now.AddDate(0, 0, -7).Add(time.Duration(i)*time.Second/3))
	}
	s.say(angry, at...)
}

func TestLookout_ASliceALookComesToTheSame(t *testing.T) {
	for _, slice := range []int{30, 300} {
		t.Run(fmt.Sprint(slice, " mentions"), func(t *testing.T) {
			s := newSquare(t).slowly(slice)
			s.crisisOf()
			looks := s.finish()
			s.same(looks, s.stands(), s.whole())
		})
	}
	t.Run("while time goes on and more is said", func(t *testing.T) {
		s := newSquare(t).slowly(40)
		s.usual()
		looks := 0
		for looks = 1; looks < 100; looks++ {
			if s.look(); !s.l.haste {
				break
			}
			s.now = s.now.Add(7 * time.Minute)
			s.say("tambrelle %d : un gâteau, et du retard", s.now.Add(-time.Minute))
		}
		if looks < 4 {
			t.Errorf("it took %d looks", looks)
		}
		s.same(looks, s.stands(), s.whole())
	})
}

func TestLookout_OthersAreLookedAfterWhileOneIsMade(t *testing.T) {
	s := newSquare(t)
	s.usual()
	s.another("other", "voisine")
	var at []time.Time
	for when := s.now.AddDate(0, 0, -30); when.Before(s.now); when = when.Add(3 * time.Hour) {
		at = append(at, when)
	}
	s.say("voisine numéro %d, un gâteau ce soir", at...)
	s.look()
	var log bytes.Buffer
	s.l.log = slog.New(slog.NewTextHandler(&log, nil))
	s.slowly(30)
	s.must(s.w.PutRadar(t.Context(), alert.Settings{Watch: "other", Deaf: []string{"mastodon @somebody"}}, "")) // its history is read again
	s.look()
	for range 4 {
		s.now = s.now.Add(5 * time.Minute)
		s.crowd(6, 5*time.Minute) // at the brand
		s.look()
	}
	if !s.l.haste || s.l.rising["other"] == nil {
		t.Fatal("the other one is made already")
	}
	if list := s.look(); len(list) != 1 || list[0].Watch != "brand" || !list[0].Rings() {
		t.Errorf("the brand does not ring meanwhile: %+v", list)
	}
	stands, err := s.w.RadarStandings(t.Context())
	s.must(err)
	if p := stands["other"]; p.Reading < 20 || p.Reading > 99 || len(p.Radar.Streams) == 0 {
		t.Errorf("people are told %d percent, and of how it stood %d streams", p.Reading, len(p.Radar.Streams))
	}
	s.finish()
	if stands, err = s.w.RadarStandings(t.Context()); err != nil || stands["other"].Reading != 0 || stands["other"].Radar.Days < 27 {
		t.Errorf("when it is made: %+v %v", stands["other"], err)
	}
	if n := strings.Count(log.String(), "reads what was said"); n < 3 || n > 10 {
		t.Errorf("the log says so %d times", n)
	}
	t.Run("and rings by what it was, until it is made anew", func(t *testing.T) {
		s.must(s.w.PutRadar(t.Context(), alert.Settings{Watch: "brand", Deaf: []string{"mastodon @somebody"}}, ""))
		before := s.look()[0].Radar.UpdatedAt
		s.now = s.now.Add(5 * time.Minute)
		s.crowd(60, 5*time.Minute)
		if list := s.look(); !s.l.haste || !list[0].Radar.UpdatedAt.After(before) {
			t.Errorf("in haste %v, the alert is of %v", s.l.haste, list[0].Radar.UpdatedAt)
		}
	})
}

func TestLookout_AStopInTheMiddleOfTheHistoryGoesOnThere(t *testing.T) {
	s := newSquare(t).slowly(100)
	var at []time.Time
	for i := range keepRising/100 + 60 {
		at = append(at, s.now.AddDate(0, 0, -30).Add(time.Duration(i)*time.Hour))
	}
	s.say("tambrelle numéro %d, une soupe ce soir", at...)
	s.look()
	s.look()
	r := s.l.rising["brand"]
	if r == nil {
		t.Fatal("it is made already")
	}
	r.since = keepRising // as if it had read so many
	s.look()
	reached := r.from
	if !r.kept.AsOf.Equal(reached) {
		t.Fatalf("it is written down as of %v, and is at %v", r.kept.AsOf, reached)
	}
	s.restart()
	s.slowly(1)
	if s.look(); s.l.read || s.l.rising["brand"] == nil || s.l.rising["brand"].from.Before(reached) {
		t.Errorf("begun anew: %v; it is at %v, and was at %v", s.l.read, s.l.rising["brand"].from, reached)
	}
	s.slowly(100).finish()
	s.same(0, s.stands(), s.whole())
}

func TestLookout_WhatFailsInASliceGoesOnThere(t *testing.T) {
	s := newSquare(t).slowly(60)
	s.crisisOf()
	h, err := s.l.house(t.Context(), s.now)
	s.must(err)
	tasks, err := s.l.tasks(h)
	s.must(err)
	fails := 0
	for tries := 1; s.l.posts["brand"] == nil; tries++ {
		s.l.left = s.l.slice
		ctx := newWeary(tries % 23)
		if err := s.l.renew(ctx, tasks[0], s.now); err != nil {
			fails++
		}
		ctx.end()
		if tries > 5000 {
			t.Fatal("it never ends")
		}
	}
	if fails < 5 {
		t.Errorf("it failed %d times", fails)
	}
	s.same(fails, s.stands(), s.whole())
}

func TestLookout_NewSettingsInTheMiddleReadNothingTwice(t *testing.T) {
	s := newSquare(t).slowly(60)
	s.usual()
	s.look()
	s.look()
	reached := s.l.rising["brand"].from
	s.must(s.w.PutRadar(t.Context(), alert.Settings{Watch: "brand", Budget: 5}, ""))
	s.slowly(1).look()
	if at := s.l.rising["brand"].from; at.Before(reached) {
		t.Errorf("it is at %v, and was at %v", at, reached)
	}
	s.slowly(60).finish()
	got, _, _ := s.l.posts["brand"].live.Threshold(radar.Negative)
	s.whole()
	if want, _, _ := s.l.posts["brand"].live.Threshold(radar.Negative); got != want {
		t.Errorf("the threshold is %v, not %v", got, want)
	}
}

func TestLookout_WhatItRememberedIsDamaged(t *testing.T) {
	s := newSquare(t)
	s.usual()
	s.look()
	want := s.stands()
	kept, ok, err := s.w.RadarMemory(t.Context(), "brand")
	s.must(err)
	if !ok {
		t.Fatal("nothing is written down")
	}
	kept.Body = kept.Body[:len(kept.Body)-20]
	kept.Erasures, err = s.w.ErasuresMark(t.Context())
	s.must(err)
	s.must(s.w.PutRadarMemory(t.Context(), "brand", kept))
	s.restart()
	var log bytes.Buffer
	s.l.log = slog.New(slog.NewTextHandler(&log, nil))
	s.look()
	if !s.l.read || !strings.Contains(log.String(), "made from the messages again") {
		t.Errorf("read again: %v; the log says %q", s.l.read, log.String())
	}
	s.same(1, s.stands(), want)
	t.Run("and is written down anew", func(t *testing.T) {
		if s.restart(); len(s.look()) != 0 || s.l.read {
			t.Error("read once more")
		}
	})
}
