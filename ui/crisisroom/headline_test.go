package crisisroom

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"vigie/assets/icon"
	"vigie/ui/kit"
)

func TestHeadline_ShowsAllOfAStepThatIsChosen(t *testing.T) {
	test.NewTempApp(t)
	const title, narrow = "Prévenir le service numéro 1 et noter qui a répondu", 300
	line := func() *headline { return newHeadline(icon.Check, kit.Green, title, kit.Strong(), kit.Ink) }
	shown := func(h *headline) string { return strings.Join(h.broken(kit.Current(), narrow), " ") }
	if h := line(); h.HeightFor(narrow) != headLine || shown(h) == title {
		t.Errorf("one of many is %v high and says %q", h.HeightFor(narrow), shown(h))
	}
	if h := line().whole(); h.HeightFor(narrow) != 2*headLine || shown(h) != title {
		t.Errorf("the chosen one is %v high and says %q", h.HeightFor(narrow), shown(h))
	}
	if h := line().whole(); h.HeightFor(900) != headLine {
		t.Errorf("where there is room it is %v high", h.HeightFor(900))
	}
}
