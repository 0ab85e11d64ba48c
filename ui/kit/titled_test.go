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
