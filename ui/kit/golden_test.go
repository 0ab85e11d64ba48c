package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/icon"
)

// The goldens hold places and sizes, in Fyne's markup: no pixels, so that they
// are the same on every machine.
func TestGoldens_PlacesAndSizes(t *testing.T) {
	window(t, Light, grid(), Hooks{})
	for name, o := range map[string]fyne.CanvasObject{
		"button": NewButton(Primary, "Approve & send", nil).WithKey("Ctrl ⏎"), "chip": NewChip(ChipSpec{"11 min", icon.Clock, Alarm, false}),
		"navrow": NewNavRow("Customer service", 21, nil), "keyvalue": NewKeyValue("Priority", "Urgent").Menu(func() {}), "check": NewCheck("back to us", true, nil),
		"avatar": NewAvatar(Person{Name: "Claire Dubois", Mark: "M", MarkColor: 0x6364ff}, 34),
	} {
		t.Run(name, func(t *testing.T) {
			o.Resize(o.MinSize().Max(fyne.NewSize(0, 0)))
			test.AssertObjectRendersToMarkup(t, "golden/"+name+".xml", o)
		})
	}
}
