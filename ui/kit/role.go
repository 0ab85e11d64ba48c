package kit

// Role is what a colour is for. Widgets keep roles, never colours, and ask the
// palette each time they paint: that is what makes a switch of theme repaint.
type Role int

// The roles of a palette. A …Soft role is the quiet fill under a text of the
// same name; On… is the text on a full fill.
const (
	Background Role = iota
	Panel
	Line
	Ink
	Mute
	Faint
	Accent
	AccentSoft
	OnAccent
	Selected
	Red
	RedSoft
	OnRed
	Amber
	AmberSoft
	Green
	GreenSoft
	Violet
	VioletSoft
	Rail
	RailOn
	RailInk
	RailOnInk
	BadgeFill
	OnBadge
	Control
	Track
	Tip
	OnTip
	Dim
	Found // under the words that a search found
	roleCount
)

// Tone is the mood of a chip, banner or value. A tone always comes with a word:
// colour is never the only signal.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Alarm
	Caution
	Good
	Brand
	Special
)

// Text is the role of a text in this tone.
func (t Tone) Text() Role {
	return [...]Role{Mute, Red, Amber, Green, Accent, Violet}[t.known()]
}

// Soft is the role of the quiet fill in this tone.
func (t Tone) Soft() Role {
	return [...]Role{Background, RedSoft, AmberSoft, GreenSoft, AccentSoft, VioletSoft}[t.known()]
}

func (t Tone) known() Tone {
	if t < Plain || t > Special {
		return Plain
	}
	return t
}
