package exercise

import (
	"context"

	"vigie/ui/kit"
)

// say asks what somebody is to say now. What is typed stays until it was said.
func (s *Screen) say() {
	option := func(prefix string, ids []string) []kit.Option {
		var out []kit.Option
		for _, id := range ids {
			out = append(out, kit.Option{ID: id, Text: s.t(prefix + id)})
		}
		return out
	}
	first := func(key string, ids []string) string {
		if v := s.typed[key]; v != "" || len(ids) == 0 {
			return v
		}
		return ids[0]
	}
	who := kit.NewChoiceChips(option("exercise.voice-", s.playing.Voices), first("who", s.playing.Voices), func(id string) { s.typed["who"] = id })
	on := kit.NewChoiceChips(option("exercise.place-", s.playing.Places), first("on", s.playing.Places), func(id string) { s.typed["on"] = id })
	text := kit.NewMultiEntry(s.t("exercise.say-hint"), 4)
	text.SetText(s.typed["text"])
	text.OnChanged = func(t string) { s.typed["text"] = t; text.SetError("") }
	kit.NewDialog(kit.DialogSpec{
		Title: s.t("exercise.say-title"), Width: 620, First: text.Focusable(),
		Body:    kit.NewColumn(10, kit.NewFormRow(s.t("exercise.say-who"), who), kit.NewFormRow(s.t("exercise.say-on"), on), kit.NewFormRow(s.t("exercise.say-text"), text)),
		Primary: s.t("exercise.say-act"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("exercise.cancel"),
		Act: func() bool {
			if text.Text() == "" {
				text.SetError(s.t("exercise.word-empty"))
				return false
			}
			w := Word{Who: who.Selected(), On: on.Selected(), Text: text.Text(), Subject: s.t("exercise.say-subject")}
			s.do(s.t("exercise.said"), func(ctx context.Context) error {
				err := s.desk.SayInExercise(ctx, w)
				if err == nil {
					s.host.Scheduler().UI(func() { delete(s.typed, "text") })
				}
				return err
			})
			return true
		},
	}).Open(s.host.Canvas())
}

// askEnd asks before the exercise ends.
func (s *Screen) askEnd() {
	kit.NewDialog(kit.DialogSpec{
		Title: s.t("exercise.end-title"), Width: 500, Body: kit.NewParagraph(s.t("exercise.end-text"), kit.Body(), kit.Ink),
		Primary: s.t("exercise.end"), PrimaryKind: kit.Danger, Cancel: s.t("exercise.cancel"),
		Act: func() bool { s.do(s.t("exercise.ended-toast"), s.desk.EndExercise); return true },
	}).Open(s.host.Canvas())
}
