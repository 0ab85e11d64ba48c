package setup

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/ui/kit"
)

// departmentRow is a name and a button that takes it away.
type departmentRow struct {
	widget.BaseWidget
	name   *kit.Entry
	remove *kit.IconButton
}

func newDepartmentRow(name *kit.Entry, tip string, removable bool, remove func()) *departmentRow {
	r := &departmentRow{name: name, remove: kit.NewIconButton(icon.Trash, tip, remove)}
	if !removable {
		r.remove.Hide()
	}
	r.ExtendBaseWidget(r)
	return r
}

// Held are name and button.
func (r *departmentRow) Held() []fyne.CanvasObject { return []fyne.CanvasObject{r.name, r.remove} }

// CreateRenderer lays name and button.
func (r *departmentRow) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(r, kit.Drawing{
		Objects: []fyne.CanvasObject{r.name, r.remove},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(200, r.name.MinSize().Height) },
		Paint:   func(*kit.Look) { r.name.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			kit.Place(r.name, 0, 0, s.Width-36, s.Height)
			kit.Place(r.remove, s.Width-28, 2, 28, 28)
		},
	})
}
