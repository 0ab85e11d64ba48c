package kit

import (
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2/container"
)

func TestFonts_StandOnLinesOf18UnitsAt13(t *testing.T) {
	window(t, Light, container.NewStack(), Hooks{})
	l := Current()
	for _, w := range []Weight{Regular, Medium, Semi, Bold, Digits, DigitsSemi} {
		if h := l.metric(Face{13, w}).height; math.Abs(float64(h)-18) > .1 {
			t.Errorf("weight %d: a line is %.2f high, want 18", w, h)
		}
	}
}

func TestFonts_GiveAllFiguresOneWidthInTheTabularTwins(t *testing.T) {
	window(t, Light, container.NewStack(), Hooks{})
	l := Current()
	for _, w := range []Weight{Digits, DigitsSemi} {
		if a, b := l.Width("111", Face{13, w}), l.Width("000", Face{13, w}); a != b {
			t.Errorf("weight %d: 111 is %.2f wide and 000 is %.2f", w, a, b)
		}
	}
	if l.Width("111", Body()) == l.Width("000", Body()) {
		t.Error("the plain font has tabular figures too: the twins prove nothing")
	}
}

func TestPatchFont_LeavesABrokenFileAsItIs(t *testing.T) {
	short := []byte("OTTO\x00\x00 and nothing of a font")
	if got := patchFont(short, leading, true); string(got) != string(short) {
		t.Errorf("got %q", got)
	}
}

func TestWrap_CutsTheLastLineWithAnEllipsis(t *testing.T) {
	window(t, Light, container.NewStack(), Hooks{})
	l := Current()
	text := strings.Repeat("Votre sécurité passe avant tout. ", 6)
	lines := l.Wrap(text, Body(), 200, 2)
	if len(lines) != 2 || !strings.HasSuffix(lines[1], ellipsis) || strings.HasSuffix(lines[0], ellipsis) {
		t.Fatalf("got %q", lines)
	}
	for _, s := range lines {
		if w := l.Width(s, Body()); w > 200 {
			t.Errorf("%q is %.1f wide, more than 200", s, w)
		}
	}
}

func TestWrap_LosesNothingOfAParagraph(t *testing.T) {
	window(t, Light, container.NewStack(), Hooks{})
	text := "Voir https://example.org/" + strings.Repeat("abcdefghij", 20) + " avant midi : merci\n\nLéa"
	lines := Current().Wrap(text, Body(), 150, 0)
	keep := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
	if got := keep(strings.Join(lines, "")); got != keep(text) {
		t.Errorf("got %q, want %q", got, keep(text))
	}
	if !strings.Contains(strings.Join(lines, "|"), "midi :") {
		t.Errorf("a line broke at the no-break space: %q", lines)
	}
	for _, s := range lines {
		if w := Current().Width(s, Body()); w > 150 {
			t.Errorf("%q is %.1f wide, more than 150", s, w)
		}
	}
}

func TestLine_PutsTheBaselineOnAWholeDevicePixel(t *testing.T) {
	window(t, Light, container.NewStack(), Hooks{})
	l := Current()
	for _, scale := range []float32{1, 1.25, 1.5, 2} {
		l.SetScale(scale)
		for _, size := range []float32{10, 11, 12, 13, 15, 16} {
			text := NewText(Face{size, Regular})
			l.Line(text, 10.3, 7, 28)
			// Fyne draws the baseline at ceil(ascent) device pixels under the rounded top.
			top := math.Round(float64(text.Position().Y * scale))
			if d := math.Abs(top - float64(text.Position().Y*scale)); d > .01 {
				t.Errorf("scale %.2f, size %.0f: the top is %.2f device pixels off", scale, size, d)
			}
		}
	}
	l.SetScale(1)
}

func TestInitials_AreThoseOfTheFirstAndTheLastWord(t *testing.T) {
	for name, want := range map[string]string{"Claire Dubois": "CD", "Press desk, Le Quotidien": "PQ", "Ödön": "ÖD", "@acme": "AC", "": "?", "Tom’s Kitchen": "TK", "李": "李"} {
		if got := Initials(name); got != want {
			t.Errorf("%q has the initials %q, want %q", name, got, want)
		}
	}
}
