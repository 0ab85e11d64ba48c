package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// topHeight is the height of the top bar, in units.
const topHeight = 44

// frame is all that stays while screens come and go: top bar, banners, rail
// and footer. The first run is shown without it.
type frame struct {
	widget.BaseWidget
	top     *topBar
	rail    *rail
	banners *banners
	stage   *fyne.Container
	foot    *kit.Footer
	edge    *edge  // around everything, while an exercise is open
	line    string // the state of the accounts, for the footer
	bare    bool
}

func newFrame(w *Window) *frame {
	f := &frame{top: newTopBar(w), rail: newRail(w.texts, w.GoTo), banners: newBanners(w), stage: container.NewStack(), foot: kit.NewFooter(), edge: newEdge()}
	f.ExtendBaseWidget(f)
	return f
}

// show puts a screen on the stage; bare leaves only the screen.
func (f *frame) show(content fyne.CanvasObject, bare bool) {
	f.bare = bare
	f.stage.Objects = []fyne.CanvasObject{content}
	f.Refresh()
	f.stage.Refresh()
}

// CreateRenderer lays the parts around the stage.
func (f *frame) CreateRenderer() fyne.WidgetRenderer {
	around := []fyne.CanvasObject{f.top, f.banners.box, f.rail, f.foot}
	return kit.Draw(f, kit.Drawing{
		Objects: []fyne.CanvasObject{f.stage, f.banners.box, f.rail, f.top, f.foot},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(leastWidth, leastHeight) },
		Paint: func(*kit.Look) {
			for _, o := range around {
				if o.Visible() == f.bare {
					setVisible(o, !f.bare)
				}
			}
		},
		Arrange: f.arrange,
	})
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
		return
	}
	o.Hide()
}

func (f *frame) arrange(_ *kit.Look, s fyne.Size) {
	if f.bare {
		kit.Place(f.stage, 0, 0, s.Width, s.Height)
		return
	}
	kit.Place(f.top, 0, 0, s.Width, topHeight)
	h := f.banners.high(s)
	kit.Place(f.banners.box, 0, topHeight, s.Width, h)
	y, foot := topHeight+h, s.Height-kit.FooterHeight
	kit.Place(f.rail, 0, y, kit.RailWidth, foot-y)
	kit.Place(f.stage, kit.RailWidth, y, s.Width-kit.RailWidth, foot-y)
	kit.Place(f.foot, 0, foot, s.Width, kit.FooterHeight)
}
