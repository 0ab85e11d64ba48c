package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTrend_KeepsTheWordsOfItsMarksApart(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	c := NewTrend(TrendSpec{
		Height: 60, All: []float64{1, 2, 3}, Part: []float64{0, 1, 1}, MarkAt: []float32{.5, .6}, MarkText: []string{"begun 16:23", "over"},
	})
	w := test.NewTempWindow(t, c)
	w.Resize(fyne.NewSize(300, 120))
	first, second := c.marks[0].Position().X, c.marks[1].Position().X
	word := c.words[0]
	if end := word.Position().X + word.MinSize().Width; word.Hidden || end > first && word.Position().X < second && end > second {
		t.Errorf("the word from %v to %v is crossed by the line at %v", word.Position().X, end, second)
	}
	if c.words[1].Hidden || c.words[1].Position().X < second {
		t.Errorf("the second word, hidden %v, is at %v of the line at %v", c.words[1].Hidden, c.words[1].Position().X, second)
	}
}
