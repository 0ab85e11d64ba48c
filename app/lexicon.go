package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/ui/settings"
)

// TaughtWords lists the words that people taught this house about tones, the
// latest first.
func (d settingsDesk) TaughtWords(ctx context.Context) ([]settings.TaughtWord, error) {
	return inside(d.at, func(h *house) ([]settings.TaughtWord, error) {
		own, err := h.store.OwnTones(ctx)
		if err != nil {
			return nil, err
		}
		roster, err := h.store.Roster(ctx)
		if err != nil {
			return nil, err
		}
		var out []settings.TaughtWord
		for _, lang := range []tongue.Language{tongue.French, tongue.English} {
			for word, v := range own.Words(lang) {
				out = append(out, taughtWord(lang, word, v, roster))
			}
		}
		slices.SortFunc(out, func(a, b settings.TaughtWord) int {
			return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Word, b.Word), cmp.Compare(a.Language, b.Language))
		})
		return out, nil
	})
}

func taughtWord(lang tongue.Language, word string, v tone.Votes, roster team.Roster) settings.TaughtWord {
	w := settings.TaughtWord{Language: string(lang), Word: word, Points: v.Positive + v.Neutral + v.Negative}
	if is := v.Tone(); is != tone.Unknown {
		w.Tone = string(is)
	}
	if m, ok := roster.Member(team.MemberID(v.By)); ok {
		w.By = m.Name
	}
	if v.At > 0 {
		w.At = time.UnixMilli(v.At)
	}
	return w
}

// TeachWord keeps what a word says, or takes it back.
func (d settingsDesk) TeachWord(ctx context.Context, w settings.TaughtWord) error {
	return triageDesk(d).withHouse(func(h *house) error {
		return h.store.TeachWord(ctx, store.WordTaught{Language: tongue.Language(w.Language), Word: w.Word, Tone: tone.Tone(w.Tone)}, h.member())
	})
}
