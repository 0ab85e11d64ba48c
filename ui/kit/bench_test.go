package kit

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

func benchList(b *testing.B) (*List, fyne.Window) {
	l := NewList(&sampleRows{n: 200_000})
	w, _, _ := window(b, Light, l, Hooks{})
	w.Resize(fyne.NewSize(356, 800))
	l.SetCurrent(0)
	b.ReportAllocs()
	b.ResetTimer()
	return l, w
}

func BenchmarkListRefresh(b *testing.B) {
	l, _ := benchList(b)
	for b.Loop() {
		l.Refresh()
	}
}

func BenchmarkListScrollStep(b *testing.B) {
	l, _ := benchList(b)
	at := float32(0)
	for b.Loop() {
		at += 40
		l.ScrollToOffset(at)
	}
}

func BenchmarkListJumpAPage(b *testing.B) {
	l, _ := benchList(b)
	i := 0
	for b.Loop() {
		i = (i + 5000) % 200_000
		l.ScrollTo(i)
	}
}

func BenchmarkListMove(b *testing.B) {
	l, _ := benchList(b)
	for b.Loop() {
		l.Step(1)
	}
}

func BenchmarkRowSet(b *testing.B) {
	window(b, Light, container.NewStack(), Hooks{})
	r := newSampleRow()
	r.Resize(fyne.NewSize(356, 101))
	state := RowState{Palette: Current().Palette()}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		r.set(i%500, state)
	}
}

func BenchmarkWidthKnown(b *testing.B) {
	window(b, Light, container.NewStack(), Hooks{})
	l := Current()
	for b.Loop() {
		l.Width("Customer service", Body())
	}
}

func BenchmarkWidthNew(b *testing.B) {
	window(b, Light, container.NewStack(), Hooks{})
	l := Current()
	i := 0
	for b.Loop() {
		i++
		l.Width("message "+strconv.Itoa(i), Body())
	}
}

func BenchmarkWrapNew(b *testing.B) {
	window(b, Light, container.NewStack(), Hooks{})
	l := Current()
	i := 0
	for b.Loop() {
		i++
		l.Wrap("Commande "+strconv.Itoa(i)+" toujours pas reçue, ça fait trois semaines et personne ne répond au téléphone.", Body(), 280, 2)
	}
}

func BenchmarkDialogOpenAndClose(b *testing.B) {
	w, _, _ := window(b, Light, NewList(&sampleRows{n: 100}), Hooks{})
	for b.Loop() {
		d := NewDialog(DialogSpec{Title: "Hand over", Primary: "Go", Cancel: "Cancel", Body: NewColumn(10, NewFormRow("To", NewChoiceChips(departments(), "cs", nil)), NewFormRow("Why", NewMultiEntry("", 2)))})
		d.Open(w.Canvas())
		d.Close()
	}
}

func BenchmarkThreadOf50Cards(b *testing.B) {
	w, _, _ := window(b, Light, container.NewStack(), Hooks{})
	for b.Loop() {
		var cards []fyne.CanvasObject
		for range 50 {
			cards = append(cards, NewCard(CardSpec{Who: "Claire", Meta: "09:41", Body: "Votre sécurité passe avant tout : débranchez l’appareil et écrivez-nous en privé, nous vous rappelons dans l’heure."}))
		}
		s := NewScroll(NewColumn(12, cards...))
		w.SetContent(s)
		s.Resize(fyne.NewSize(500, 800))
	}
}
