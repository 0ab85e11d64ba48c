package tour

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

func TestBeside_NeverCoversWhatItTalksAbout(t *testing.T) {
	for _, window := range []fyne.Size{{Width: 960, Height: 600}, {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}} {
		card := fyne.NewSize(cardWidth, 170)
		for name, spot := range map[string]area{
			"the list":            {252, 90, 270, window.Height - 120},
			"a button at the top": {window.Width - 420, 100, 80, 30},
			"the composer":        {610, window.Height - 210, window.Width - 620, 180},
			"a notice":            {72, window.Height - 84, 260, 40},
			"the search field":    {82, 6, 460, 32},
			"the far corner":      {window.Width - 60, window.Height - 40, 50, 30},
		} {
			at := beside(window, spot, card)
			placed := area{at.X, at.Y, card.Width, card.Height}
			if placed.meets(spot) {
				t.Errorf("at %v the card %+v covers %s %+v", window, placed, name, spot)
			}
			if !placed.within(area{0, 0, window.Width, window.Height}) {
				t.Errorf("at %v the card for %s is outside: %+v", window, name, placed)
			}
		}
	}
}

func TestLayer_StandsBesideTheControlAndFollowsIt(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light))
	pressed, left := 0, 0
	button := widget.NewButton("Take", func() { pressed++ })
	ground := container.NewWithoutLayout(button)
	button.Resize(fyne.NewSize(90, 30))
	button.Move(fyne.NewPos(400, 60))
	l := NewLayer(func() { left++ })
	w := test.NewTempWindow(t, container.NewStack(ground, l))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1280, 800))
	l.Tell(Card{Place: "1 of 6", Title: "Take it", Text: "Press T.", Keys: []string{"T"}, Leave: "Leave"}, func() fyne.CanvasObject { return button })
	at, size := l.Spot()
	if at.X > 400 || at.Y > 60 || at.X+size.Width < 490 || at.Y+size.Height < 90 {
		t.Errorf("the ring is at %v, %v", at, size)
	}
	before, _ := l.Box()
	button.Move(fyne.NewPos(700, 300))
	l.Follow()
	after, _ := l.Box()
	if after == before {
		t.Error("the card did not follow")
	}
	t.Run("clicks reach what lies under the layer", func(t *testing.T) {
		test.TapCanvas(w.Canvas(), fyne.NewPos(720, 310))
		if pressed != 1 {
			t.Errorf("pressed %d times", pressed)
		}
	})
	t.Run("but not what lies under the card", func(t *testing.T) {
		button.Move(after.AddXY(20, 20))
		test.TapCanvas(w.Canvas(), after.AddXY(30, 30))
		if pressed != 1 {
			t.Errorf("pressed %d times", pressed)
		}
	})
	t.Run("its link leaves", func(t *testing.T) {
		test.Tap(l.card.leave)
		if left != 1 {
			t.Errorf("left %d times", left)
		}
	})
	t.Run("without a control it stands in a corner without a ring", func(t *testing.T) {
		l.Tell(Card{Title: strconv.Itoa(7)}, func() fyne.CanvasObject { return nil })
		if !l.card.Visible() || l.ring.Visible() {
			t.Errorf("card %v, ring %v", l.card.Visible(), l.ring.Visible())
		}
		l.Clear()
		if l.card.Visible() {
			t.Error("the card is still there")
		}
	})
}
