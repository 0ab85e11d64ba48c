package triage

import (
	"fyne.io/fyne/v2"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// toneKey offers the tones for the message that is chosen, or else for the last
// that came from outside.
func (s *Screen) toneKey() {
	m, _, ok := s.triage.Opened.ToneTarget()
	if !ok {
		s.tell(vm.Toast{Text: s.why(s.triage.CanCorrectTone())})
		return
	}
	kit.ShowMenu(s.visible(s.talk.head.more), s.toneMenu(m.ID))
}

// toneMenu are the tones that a message may have, the one it has ticked.
func (s *Screen) toneMenu(id inbox.MessageID) []kit.MenuEntry {
	_, is, ok := s.triage.Opened.ToneOf(id)
	if !ok {
		return nil
	}
	var out []kit.MenuEntry
	for _, t := range []tone.Tone{tone.Negative, tone.Neutral, tone.Positive} {
		text := s.env.Texts.T("tone.is", map[string]any{"Tone": s.t("tone." + string(t))})
		out = append(out, kit.MenuEntry{Text: text, Ticked: is.Tone == t, Do: func() {
			s.triage.Opened.CorrectTone(id, t, func(err error) { s.tell(vm.Toast{Text: s.env.Texts.Fault(err)}) })
		}})
	}
	return out
}

// toneLine says how a message sounds and by which words; a press corrects it.
func (s *Screen) toneLine(c vm.Card) fyne.CanvasObject {
	mood := kit.Plain
	switch c.Tone.Tone {
	case tone.Negative:
		mood = kit.Alarm
	case tone.Positive:
		mood = kit.Good
	}
	var chip *kit.ChipButton
	chip = kit.NewChipButton(kit.ChipSpec{Text: c.Tone.Text, Tone: mood}, func() { kit.ShowMenu(chip, s.toneMenu(inbox.MessageID(c.ID))) })
	return line(chip)
}
