package kit

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"vigie/assets/icon"
)

func TestTheme_SwitchingAtRunTimeRepaintsEveryWidget(t *testing.T) {
	list := NewList(&sampleRows{n: 100})
	button := NewButton(Primary, "Send", nil).WithIcon(icon.Send)
	card := NewCard(CardSpec{Who: "Claire", Body: "Bonjour"})
	para := NewParagraph("Words", Body(), Mute)
	chips := Chips(ChipSpec{Text: "Negative", Tone: Alarm})
	column := NewColumn(8, button, card, para, chips, NewEntry("Reply"))
	window(t, Light, container.NewGridWithColumns(2, list, column), Hooks{})
	th := fyne.CurrentApp().Settings().Theme().(*Theme)
	before := map[string]color.Color{"button": button.box.FillColor, "card": card.box.FillColor, "chip": chips.objs[0].(*Chip).mark.text.Color, "row": firstRow(list).texts[0].Color}
	picture := button.im.Image

	th.Use(fyne.CurrentApp(), DarkMode)

	dark := newDark()
	for name, got := range map[string]struct{ is, want color.Color }{
		"button": {button.box.FillColor, dark.Color(Accent)}, "card": {card.box.FillColor, dark.Color(Panel)},
		"chip": {chips.objs[0].(*Chip).mark.text.Color, dark.Color(Red)}, "row": {firstRow(list).texts[0].Color, dark.Color(Ink)},
	} {
		if got.is != got.want {
			t.Errorf("the %s is %v after the switch, want %v (it was %v)", name, got.is, got.want, before[name])
		}
	}
	if button.im.Image == picture {
		t.Error("the icon kept its colour")
	}
}

func TestTheme_FollowsTheSystemUntilAPersonChooses(t *testing.T) {
	th := NewTheme(System)
	if th.palette(theme.VariantDark) != th.dark || th.palette(theme.VariantLight) != th.light {
		t.Error("as the system: the palette does not follow the variant")
	}
	th.mode = Light
	if th.palette(theme.VariantDark) != th.light {
		t.Error("light was chosen and the system's dark won")
	}
}

func TestTheme_LetsListRowsTouch(t *testing.T) {
	th := NewTheme(Light)
	if th.Size(theme.SizeNamePadding) != 0 || th.Size(theme.SizeNameSelectionRadius) != 0 {
		t.Error("padding and selection radius must be 0")
	}
}

func firstRow(l *List) *sampleRow {
	var found *sampleRow
	walk(l, func(o fyne.CanvasObject) {
		if r, ok := o.(*sampleRow); ok && r.i == 0 {
			found = r
		}
	})
	return found
}
