package kit

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func threePanes() *Panes {
	pane := func() fyne.CanvasObject { return container.NewStack(NewRect(0)) }
	return NewPanes(Pane{Content: pane(), Width: 200, Min: 150}, Pane{Content: pane(), Min: 300}, Pane{Content: pane(), Width: 250, Min: 180})
}

func TestPanes_GripsKeepToTheMinimum(t *testing.T) {
	p := threePanes()
	w, _, _ := window(t, Light, p, Hooks{})
	told := 0
	p.OnResized = func() { told++ }
	test.Drag(w.Canvas(), fyne.NewPos(200, 400), 40, 0)
	if want := []float32{240, 0, 250}; !reflect.DeepEqual(p.Widths(), want) {
		t.Fatalf("widths %v, want %v", p.Widths(), want)
	}
	if told == 0 {
		t.Error("the app must hear of it, to remember the widths")
	}
	test.Drag(w.Canvas(), fyne.NewPos(1030, 400), 500, 0)
	test.Drag(w.Canvas(), fyne.NewPos(240, 400), 5000, 0)
	if want := []float32{800, 0, 180}; !reflect.DeepEqual(p.Widths(), want) {
		t.Errorf("widths %v, want %v: 300 must be left for the middle", p.Widths(), want)
	}
}

func TestPanes_GiveWayInANarrowWindowAndComeBack(t *testing.T) {
	p := threePanes()
	window(t, Light, p, Hooks{})
	if got, want := p.fit(700), []float32{200, 300, 200}; !reflect.DeepEqual(got, want) {
		t.Errorf("in 700 units the columns are %v, want %v", got, want)
	}
	if want := []float32{200, 0, 250}; !reflect.DeepEqual(p.Widths(), want) {
		t.Errorf("a narrow window changed what was set: %v", p.Widths())
	}
	p.Collapse(2, true)
	if got, want := p.fit(1280), []float32{200, 1080, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("with the third away the columns are %v, want %v", got, want)
	}
	p.SetWidths([]float32{10, 0, 300})
	p.Collapse(2, false)
	if want := []float32{200, 0, 300}; !reflect.DeepEqual(p.Widths(), want) {
		t.Errorf("widths %v, want %v: 10 is below the minimum", p.Widths(), want)
	}
}

func TestChipRow_HidesWhatDoesNotFit(t *testing.T) {
	r := Chips(ChipSpec{Text: "First reply due"}, ChipSpec{Text: "#safety"}, ChipSpec{Text: "#x200"})
	window(t, Light, grid(r), Hooks{})
	mine := NewChip(ChipSpec{Text: "hidden by the app"})
	mine.Hide()
	r.objs = append(r.objs, mine)
	seen := func(width float32) int {
		r.Resize(fyne.NewSize(width, 21))
		n := 0
		for _, o := range r.objs {
			if o.Visible() {
				n++
			}
		}
		return n
	}
	for width, want := range map[float32]int{500: 3, 170: 2, 120: 1} {
		if got := seen(width); got != want {
			t.Errorf("in %.0f units %d chips show, want %d", width, got, want)
		}
	}
	if seen(500) != 3 || mine.Visible() {
		t.Error("in a wide row they must come back, save what the app hid")
	}
}

func TestColumn_AsksFlowingObjectsForTheirHeight(t *testing.T) {
	p := NewParagraph("one two three four five six seven eight nine ten eleven twelve thirteen fourteen", Body(), Mute)
	after := NewButton(Secondary, "After", nil)
	c := NewColumn(10, p, after)
	s := NewScroll(c)
	window(t, Light, container.NewStack(s), Hooks{})
	for _, width := range []float32{1000, 150} {
		s.Resize(fyne.NewSize(width, 300))
		if want := p.HeightFor(width) + 10; after.Position().Y != want {
			t.Errorf("at %.0f the button stands at %.0f, want %.0f", width, after.Position().Y, want)
		}
	}
	if p.HeightFor(150) <= p.HeightFor(1000) {
		t.Error("a narrow paragraph must be higher")
	}
}

func TestCard_GrowsWithItsText(t *testing.T) {
	window(t, Light, grid(), Hooks{})
	short, long := NewCard(CardSpec{Who: "A", Body: "Merci"}), NewCard(CardSpec{Who: "A", Body: "Bonjour Claire, merci de nous avoir alertés. Votre sécurité passe avant tout : débranchez l’appareil et écrivez-nous en privé."})
	if short.HeightFor(400) != 61 {
		t.Errorf("a card of one line is %.0f high, want 32 + 18 + 11", short.HeightFor(400))
	}
	if n := (long.HeightFor(400) - 43) / 18; n != 3 && n != 2 {
		t.Errorf("the long card has %.1f lines", n)
	}
	if short.bubble(Current(), 400) >= long.bubble(Current(), 400) {
		t.Error("a bubble is as wide as its text")
	}
}

func TestDock_GivesABannerTheHeightItNeeds(t *testing.T) {
	b := NewBanner(Caution, "This list is 12 minutes old: the server does not answer. What you write is kept on this computer and goes out later.")
	rest := container.NewStack(NewRect(0))
	d := NewDock(rest).Head(b)
	w, _, _ := window(t, Light, d, Hooks{})
	if b.Size().Height != 34 || rest.Position().Y != 34 {
		t.Errorf("in a wide window the banner is %.0f high and the rest starts at %.0f", b.Size().Height, rest.Position().Y)
	}
	w.Resize(fyne.NewSize(400, 800))
	if b.Size().Height <= 34 || rest.Position().Y != b.Size().Height {
		t.Errorf("in a narrow window the banner is %.0f high and the rest starts at %.0f", b.Size().Height, rest.Position().Y)
	}
	b.Hide()
	d.Refresh()
	if rest.Position().Y != 0 {
		t.Error("a hidden banner leaves its room")
	}
}

func TestChipRow_TakesNothingForWhatDoesNotFit(t *testing.T) {
	short, long := NewChip(ChipSpec{Text: "later"}), NewChip(ChipSpec{Text: "Community manager on duty with a long name"})
	r := NewChipRow(short, long)
	window(t, Light, r, Hooks{})
	if got, want := r.Within(r.Full()), r.Full(); got != want {
		t.Errorf("with room for all it takes %v of %v", got, want)
	}
	if got, want := r.Within(r.Full()-1), short.MinSize().Width; got != want {
		t.Errorf("it takes %v for a chip of %v", got, want)
	}
	if got := r.Within(1); got != 0 {
		t.Errorf("it takes %v where nothing fits", got)
	}
}
