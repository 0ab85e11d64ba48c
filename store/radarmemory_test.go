package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigie/inbox/watch"
	"vigie/store"
)

func TestRadarMemory_IsKeptAndMayBeLost(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	h.watches("brand", `colis`, watch.WatchOnly)
	h.watches("other", `vigie`, watch.WatchOnly)
	none := func(id string) bool {
		h.t.Helper()
		_, ok, err := h.RadarMemory(ctx, watch.ID(id))
		h.must(err)
		return !ok
	}
	equal(t, "nothing at first", none("brand"), true)
	mark, err := h.ErasuresMark(ctx)
	h.must(err)
	m := store.RadarMemory{Mark: "v1", AsOf: noon(), Body: []byte{0, 1, 255}, Erasures: mark}
	h.must(h.PutRadarMemory(ctx, "brand", m))
	h.must(h.PutRadarMemory(ctx, "other", m))
	m.Body = append(m.Body, 7)
	h.must(h.PutRadarMemory(ctx, "brand", m))
	got, ok, err := h.RadarMemory(ctx, "brand")
	h.must(err)
	equal(t, "what is kept", fmt.Sprint(ok, " ", got.Mark, " ", got.AsOf.Equal(noon()), " ", got.Body), "true v1 true [0 1 255 7]")
	h.must(h.PutRadarMemory(ctx, "nobody", m))
	equal(t, "of a watch that is gone", none("nobody"), true)
	h.must(h.RemoveWatch(ctx, "other", coordinator))
	equal(t, "of one that was removed", none("other"), true)
	h.tampered = true
	h.must(h.Erase(ctx, h.detail(c).Contact.ID, coordinator))
	equal(t, "after an erasure", none("brand"), true)
	h.must(h.PutRadarMemory(ctx, "brand", m))
	equal(t, "what was read before the erasure", none("brand"), true)
	m.Erasures, err = h.ErasuresMark(ctx)
	h.must(err)
	h.must(h.PutRadarMemory(ctx, "brand", m))
	equal(t, "what was read after it", none("brand"), false)
	h.sound()
}

// A start that could not read it would never look after that watch again.
func TestRadarMemory_OneThatIsDamagedIsNone(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", `colis`, watch.WatchOnly)
	mark, err := h.ErasuresMark(t.Context())
	h.must(err)
	h.must(h.PutRadarMemory(t.Context(), "brand", store.RadarMemory{Mark: "v1", AsOf: noon(), Body: []byte("all that was said"), Erasures: mark}))
	h.tamper(`UPDATE radar_memory SET body = substr(body, 1, 6)`)
	_, ok, err := h.RadarMemory(t.Context(), "brand")
	h.must(err)
	equal(t, "it is there", ok, false)
}

func TestHeardHours_GivesEachHourOnce(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	from := noon().Truncate(time.Hour)
	for i, at := range []time.Duration{-time.Hour, 0, 10 * time.Minute, 59 * time.Minute, 2 * time.Hour, 50 * time.Hour} {
		h.take(mail(fmt.Sprint("h", i), "max@client.example", "Colis", "texte", from.Add(at)))
	}
	list, err := h.HeardHours(ctx, from, from.Add(50*time.Hour))
	h.must(err)
	first := from.Unix() / 3600
	equal(t, "hours", fmt.Sprint(list), fmt.Sprint([]int64{first, first + 2}))
	list, err = h.HeardHours(ctx, from.Add(51*time.Hour), from.Add(90*time.Hour))
	h.must(err)
	equal(t, "hours of a silence", len(list), 0)
}
