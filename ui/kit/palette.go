package kit

import "image/color"

// Palette is one set of colours. Palettes are shared and never change, so two
// of them can be compared by address: rows do, to know that the theme switched.
type Palette struct {
	// Dark says whether ink is lighter than paper.
	Dark    bool
	colours [roleCount]color.NRGBA
	people  [8]color.NRGBA
}

// Color is the colour of a role; an unknown role is drawn as ink.
func (p *Palette) Color(r Role) color.NRGBA {
	if r < 0 || r >= roleCount {
		r = Ink
	}
	return p.colours[r]
}

// Person is the stable colour of whoever has this name: the same name has the
// same colour on every machine, and white initials are legible on it.
func (p *Palette) Person(name string) color.NRGBA {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return p.people[h%uint32(len(p.people))]
}

func newLight() *Palette {
	return &Palette{people: people(), colours: [roleCount]color.NRGBA{
		Background: hex(0xf6f7f9), Panel: hex(0xffffff), Line: hex(0xe3e6eb), Selected: hex(0xeaf4f8),
		Ink: hex(0x1b2430), Mute: hex(0x5c6774), Faint: hex(0x626d7a),
		Accent: hex(0x0b6e8f), AccentSoft: hex(0xe2f1f6), OnAccent: hex(0xffffff),
		Red: hex(0xc22d37), RedSoft: hex(0xfdebec), OnRed: hex(0xffffff),
		Amber: hex(0x945800), AmberSoft: hex(0xfff3df), Green: hex(0x17703f), GreenSoft: hex(0xe3f5ec),
		Violet: hex(0x6547b5), VioletSoft: hex(0xefeafb),
		Rail: hex(0x10202b), RailOn: hex(0x1d3644), RailInk: hex(0x9db2bf), RailOnInk: hex(0xffffff),
		BadgeFill: hex(0xd03741), OnBadge: hex(0xffffff), Control: hex(0x868f9b), Track: hex(0xe3e6eb),
		Tip: hex(0x1b2430), OnTip: hex(0xffffff), Found: hex(0xffe59a), Dim: {R: 10, G: 18, B: 26, A: 89},
	}}
}

func newDark() *Palette {
	return &Palette{Dark: true, people: people(), colours: [roleCount]color.NRGBA{
		Background: hex(0x12181f), Panel: hex(0x19212a), Line: hex(0x2a3540), Selected: hex(0x1d2f3a),
		Ink: hex(0xe6ebf0), Mute: hex(0x9aa6b2), Faint: hex(0x8f9ba7),
		Accent: hex(0x4db4d3), AccentSoft: hex(0x17313c), OnAccent: hex(0x06222c),
		Red: hex(0xf0707a), RedSoft: hex(0x3a1d22), OnRed: hex(0x2b0a0d),
		Amber: hex(0xe7a94a), AmberSoft: hex(0x362a16), Green: hex(0x58c48f), GreenSoft: hex(0x16302a),
		Violet: hex(0xa892ea), VioletSoft: hex(0x272140),
		Rail: hex(0x0b1117), RailOn: hex(0x1d3644), RailInk: hex(0x9db2bf), RailOnInk: hex(0xffffff),
		BadgeFill: hex(0xd03741), OnBadge: hex(0xffffff), Control: hex(0x6a7885), Track: hex(0x2a3540),
		Tip: hex(0xe6ebf0), OnTip: hex(0x12181f), Found: hex(0x5a481a), Dim: {R: 4, G: 8, B: 12, A: 140},
	}}
}

func people() [8]color.NRGBA {
	return [8]color.NRGBA{hex(0xb04a32), hex(0x2f6f4f), hex(0x4a5f8c), hex(0x80651c), hex(0x567229), hex(0x7a4b8a), hex(0x2b717c), hex(0xa33d63)}
}

func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// Alpha is c with another opacity. Use it instead of color.Transparent under a
// stroke: the GL painter mixes un-premultiplied, and transparent black shows as
// a dark fringe.
func Alpha(c color.NRGBA, a uint8) color.NRGBA {
	c.A = a
	return c
}
