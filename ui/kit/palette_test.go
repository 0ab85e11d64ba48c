package kit

import (
	"image/color"
	"math"
	"testing"
)

// luminance and contrast are those of WCAG 2.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= .03928 {
			return x / 12.92
		}
		return math.Pow((x+.055)/1.055, 2.4)
	}
	return .2126*part(c.R) + .7152*part(c.G) + .0722*part(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

var roleNames = map[Role]string{
	Background: "background", Panel: "panel", Ink: "ink", Mute: "mute", Faint: "faint", Accent: "accent", AccentSoft: "accent soft",
	OnAccent: "on accent", Selected: "selected", Red: "red", RedSoft: "red soft", OnRed: "on red", Amber: "amber", AmberSoft: "amber soft",
	Green: "green", GreenSoft: "green soft", Violet: "violet", VioletSoft: "violet soft", Rail: "rail", RailOn: "rail on", RailInk: "rail ink",
	RailOnInk: "rail on ink", BadgeFill: "badge", OnBadge: "on badge", Tip: "tip", OnTip: "on tip",
}

func TestPalette_KeepsEveryTextLegible(t *testing.T) {
	pairs := map[Role][]Role{
		Ink: {Background, Panel, Selected, AccentSoft, AmberSoft, RedSoft}, Mute: {Background, Panel, Selected, AccentSoft, AmberSoft},
		Faint: {Background, Panel, Selected}, Accent: {Background, Panel, Selected, AccentSoft}, OnAccent: {Accent}, OnRed: {Red},
		Red: {RedSoft, Panel, Background, Selected}, Amber: {AmberSoft, Panel, Background}, Green: {GreenSoft, Panel, Background}, Violet: {VioletSoft, Panel, Background},
		RailInk: {Rail, RailOn}, RailOnInk: {Rail, RailOn}, OnBadge: {BadgeFill}, OnTip: {Tip},
	}
	for name, p := range map[string]*Palette{"light": newLight(), "dark": newDark()} {
		for text, grounds := range pairs {
			for _, ground := range grounds {
				if c := contrast(p.Color(text), p.Color(ground)); c < 4.5 {
					t.Errorf("%s: %s on %s is %.2f, want at least 4.5", name, roleNames[text], roleNames[ground], c)
				}
			}
		}
		for _, c := range p.people {
			if r := contrast(hex(0xffffff), c); r < 4.5 {
				t.Errorf("%s: initials on %v are %.2f, want at least 4.5", name, c, r)
			}
		}
		if r := contrast(p.Color(Control), p.Color(Panel)); r < 3 {
			t.Errorf("%s: the border of a check box is %.2f, want at least 3", name, r)
		}
	}
}

func TestPalette_GivesAPersonTheSameColourInBothThemes(t *testing.T) {
	if newLight().Person("Claire Dubois") != newDark().Person("Claire Dubois") {
		t.Error("the colour of a person depends on the theme")
	}
	if newLight().Person("Claire Dubois") == newLight().Person("Julien Bernard") {
		t.Error("these two people were chosen to differ")
	}
}
