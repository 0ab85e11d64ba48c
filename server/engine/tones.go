package engine

import (
	"vigie/assets/lexicon"
	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
	"vigie/inbox/channel"
)

// teller says the language of a text.
type teller interface {
	Detect(text string) tongue.Language
}

// tell gives the messages their language where the network did not say it and
// it is sure.
func (e *Engine) tell(events []channel.Event) {
	if e.teller == nil {
		return
	}
	for i, event := range events {
		u, ok := event.(channel.Upsert)
		if !ok || u.Message.Language != "" || u.Message.Text == "" {
			continue
		}
		u.Message.Language = string(e.teller.Detect(u.Message.Text))
		events[i] = u
	}
}

// Tongues makes the detector of languages from the table that Vigie ships.
func Tongues() (*tongue.Detector, error) { return tongue.New(lexicon.Tongues()) }

// Tones makes the reader of tones from the word lists that Vigie ships. It
// takes some milliseconds and a few megabytes: make one and keep it.
func Tones() (*tone.Reader, error) {
	teller, err := Tongues()
	if err != nil {
		return nil, err
	}
	lists := map[tongue.Language]*tone.Lexicon{}
	for _, lang := range []tongue.Language{tongue.French, tongue.English, tongue.Unknown} {
		if lists[lang], err = tone.Parse(lexicon.Words(string(lang))...); err != nil {
			return nil, err
		}
	}
	return tone.New(teller, lists), nil
}
