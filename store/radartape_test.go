package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/store"
)

// keepsTape keeps a tape of all that was said before a time.
func (h *house) keepsTape(name string, until time.Time) store.TapeState {
	h.t.Helper()
	state, ok, err := h.TapeState(h.t.Context(), pressTag)
	h.must(err)
	equal(h.t, "a tape can be kept", ok, true)
	t := store.RadarTape{Name: name, Mark: state.Mark, Until: until, State: state, Body: []byte("head of " + name)}
	h.must(h.PutRadarTape(h.t.Context(), t, [][]byte{h.PackTapePart([]byte("one")), h.PackTapePart([]byte("two"))}))
	return state
}

func (h *house) hasTape(name string, until time.Time) bool {
	h.t.Helper()
	state, _, err := h.TapeState(h.t.Context(), pressTag)
	h.must(err)
	t, ok, err := h.RadarTape(h.t.Context(), name, state.Mark, until)
	h.must(err)
	if ok {
		equal(h.t, "its head", string(t.Body), "head of "+name)
		part, err := h.TapePart(h.t.Context(), name, 1)
		h.must(err)
		equal(h.t, "its second part", string(part), "two")
	}
	return ok
}

func pressTag(tag string) bool { return tag == "presse" }

func TestRadarTape_HoldsUntilSomethingOfItsTimeIsOther(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	var all time.Time
	day := noon().Add(24 * time.Hour)
	h.take(mail("m1", "lea@client.example", "Avis", "Mon colis", noon()), mail("m2", "max@client.example", "Colis", "autre", noon().Add(time.Hour)))
	equal(t, "nothing at first", h.hasTape("brand", all), false)
	first := h.keepsTape("brand", all)
	equal(t, "at once", h.hasTape("brand", all), true)
	equal(t, "under another name", h.hasTape("other", all), false)
	_, ok, err := h.RadarTape(ctx, "brand", "made by others", all)
	h.must(err)
	equal(t, "made by others", ok, false)

	h.take(mail("m3", "zoe@client.example", "Plus tard", "après", day.Add(time.Minute)))
	equal(t, "with one that came after it, of all", h.hasTape("brand", all), false)
	equal(t, "with one that came after it, of the time before", h.hasTape("brand", day), true)
	h.take(mail("m4", "ana@client.example", "En retard", "avant", noon().Add(2*time.Hour)))
	equal(t, "with one that came late", h.hasTape("brand", day), false)
	equal(t, "of the time before that", h.hasTape("brand", noon().Add(90*time.Minute)), true)

	h.keepsTape("brand", day)
	equal(t, "made anew until a day", h.hasTape("brand", day), true)
	equal(t, "for more than it has", h.hasTape("brand", day.Add(time.Second)), false)
	h.takeFor(wall, comment("c1", "p1", "@lea@s.example", "Bonjour", noon()))
	h.keepsTape("brand", day)
	equal(t, "the edit", h.takeFor(wall, comment("c1", "p1", "@lea@s.example", "Mon colis est perdu", noon())).Edited, 1)
	equal(t, "with a text that was changed", h.hasTape("brand", day), false)

	h.keepsTape("brand", all)
	c := h.one("m2")
	h.must(h.CorrectTone(ctx, store.ToneCorrection{Message: c.ID, Correction: tone.Correction{Language: "fr", Tone: tone.Negative}}, senior))
	equal(t, "with a tone that was corrected", h.hasTape("brand", all), false)
	h.keepsTape("brand", all)
	person := h.detail(c.Conversation).Contact
	person.Tags = []string{"fidèle"}
	h.must(h.PutContact(ctx, person, senior))
	equal(t, "with a tag that says nothing", h.hasTape("brand", all), true)
	person = h.detail(c.Conversation).Contact
	person.Tags = []string{"fidèle", "presse"}
	h.must(h.PutContact(ctx, person, senior))
	equal(t, "with a journalist", h.hasTape("brand", all), false)
	last := h.keepsTape("brand", all)
	if first.Mark == last.Mark || first.Rev >= last.Rev {
		t.Errorf("%+v and %+v", first, last)
	}
	h.sound()
}

// one gives a message that was said by its number at the network.
func (h *house) one(native string) (found inbox.Message) {
	h.t.Helper()
	h.must(h.SaidBetween(h.t.Context(), time.Time{}, time.Time{}, false, func(s store.Said) error {
		if strings.HasPrefix(s.Message.Author.Handle, map[string]string{"m2": "max@"}[native]) {
			found = s.Message
		}
		return nil
	}))
	return found
}

func TestRadarTape_IsDroppedByAnErasureAndByOthers(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	var all time.Time
	state := h.keepsTape("first", all)
	for i := range 4 {
		h.clock.pass(time.Second)
		h.keepsTape(fmt.Sprint("tape ", i), all)
	}
	equal(t, "the oldest of five", h.hasTape("first", all), false)
	equal(t, "the last one", h.hasTape("tape 3", all), true)
	equal(t, "the one before the oldest", h.hasTape("tape 0", all), true)
	h.tampered = true
	h.must(h.Erase(t.Context(), h.detail(c).Contact.ID, coordinator))
	equal(t, "after an erasure", h.hasTape("tape 3", all), false)
	if _, err := h.TapePart(t.Context(), "tape 3", 0); err == nil {
		t.Error("a part outlived the erasure")
	}
	h.must(h.PutRadarTape(t.Context(), store.RadarTape{Name: "late", Mark: state.Mark, State: state}, [][]byte{{1}}))
	if _, err := h.TapePart(t.Context(), "late", 0); err == nil {
		t.Error("what was read before the erasure was kept after it")
	}
	h.sound()
}

func TestRadarTape_OneThatIsDamagedIsNone(t *testing.T) {
	h := newHouse(t)
	h.question()
	h.keepsTape("brand", time.Time{})
	h.tamper(`UPDATE radar_tape SET body = substr(body, 1, 6)`)
	equal(t, "damaged", h.hasTape("brand", time.Time{}), false)
	h.tamper(`UPDATE radar_tape_part SET body = substr(body, 1, 6)`)
	if _, err := h.TapePart(t.Context(), "brand", 0); err == nil {
		t.Error("a damaged part is given")
	}
	h.sound()
}
