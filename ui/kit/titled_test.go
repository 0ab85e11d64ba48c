package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTitled_CutsNeitherItsTitleNorAnAct(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	var acts []fyne.CanvasObject
	for _, words := range []string{"Point de situation", "Suspendre les publications", "Fin d’alerte"} {
		acts = append(acts, NewButton(Secondary, words, nil))
	}
	a := NewTitled("Incident industriel majeur avec évacuation du site, du voisinage et des écoles", acts...)
	before := float32(0)
	for _, width := range []float32{1400, 584, 380, 240} {
		high := a.HeightFor(width)
		if high < before {
			t.Errorf("at %v it is %v high, less than where it is wider", width, high)
		}
		before = high
		a.Resize(fyne.NewSize(width, high))
		for i, o := range a.Held() {
			at, m := o.Position(), o.Size()
			if m.Width > width || at.X < 0 || at.X+m.Width > width+.5 || at.Y+m.Height > high+6 || m.Height <= 0 {
				t.Errorf("at %v the %d. is at %v, %v", width, i, at, m)
			}
			for _, p := range a.Held()[:i] {
				if q, n := p.Position(), p.Size(); at.X < q.X+n.Width && q.X < at.X+m.Width && at.Y < q.Y+n.Height && q.Y < at.Y+m.Height {
					t.Errorf("at %v the %d. lies over another", width, i)
				}
			}
		}
	}
	if high := a.HeightFor(1400); high != titledLine {
		t.Errorf("where there is room it is %v high", high)
	}
	if one, two := NewTitled("Aucune crise").HeightFor(600), a.HeightFor(240); one > titledLine || two < 4*titledLine {
		t.Errorf("without acts it is %v high, wrapped %v", one, two)
	}
}

func TestFormRow_WrapsALabelThatIsTooLongForItsColumn(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	short, long := NewFormRow("Lieu", NewEntry("")), NewFormRow("Numéro gratuit pour les consommateurs", NewEntry(""))
	if a, b := short.HeightFor(500), long.HeightFor(500); a != NewEntry("").MinSize().Height || b <= a {
		t.Errorf("a short label makes %v, a long one %v", a, b)
	}
	for _, r := range []*FormRow{short, long} {
		r.Resize(fyne.NewSize(500, r.HeightFor(500)))
		test.WidgetRenderer(r)
		label, at := r.t.Size(), r.t.Position()
		if label.Height != r.t.HeightFor(label.Width) || at.Y < 0 || at.Y+label.Height > r.Size().Height+.5 || label.Width > labelWidth {
			t.Errorf("the label has %v at %v in a row of %v", label, at, r.Size())
		}
	}
}

func TestKeyValue_TellsInItsTipWhatIsCut(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	r := NewKeyValue("Responsable des réseaux sociaux", "Basile Quemener")
	r.Resize(fyne.NewSize(240, 24))
	test.WidgetRenderer(r).Layout(r.Size())
	if r.tip != "Responsable des réseaux sociaux – Basile Quemener" {
		t.Errorf("cut, its tip is %q", r.tip)
	}
	r.Resize(fyne.NewSize(600, 24))
	test.WidgetRenderer(r).Layout(r.Size())
	if r.tip != "" {
		t.Errorf("whole, its tip is %q", r.tip)
	}
}
