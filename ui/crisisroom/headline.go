package crisisroom

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/ui/kit"
)

// headline is an icon, a text and chips at the right end. Chips that leave the
// text no room are left out. The text is cut where it is too long, but for one
// that is whole: that one goes on below.
type headline struct {
	widget.BaseWidget
	mark  *kit.Icon
	text  string
	face  kit.Face
	role  kit.Role
	lines []*canvas.Text
	chips *kit.ChipRow
}

const (
	headX     = 26 // where the text begins behind an icon
	headLine  = 22
	mostLines = 3
)

func newHeadline(mark icon.Name, tone kit.Role, text string, face kit.Face, role kit.Role, chips ...fyne.CanvasObject) *headline {
	h := &headline{text: text, face: face, role: role, lines: []*canvas.Text{kit.NewText(face)}, chips: kit.NewChipRow(chips...)}
	if mark != "" {
		h.mark = kit.NewIcon(mark, 16, tone)
	}
	h.ExtendBaseWidget(h)
	return h
}

// whole lets the text take several lines, and gives the headline back.
func (h *headline) whole() *headline {
	for len(h.lines) < mostLines {
		h.lines = append(h.lines, kit.NewText(h.face))
	}
	return h
}

// Held are the chips.
func (h *headline) Held() []fyne.CanvasObject { return []fyne.CanvasObject{h.chips} }

// AccessibilityLabel is the text.
func (h *headline) AccessibilityLabel() string { return h.text }

// AccessibilityRole is a text.
func (h *headline) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor is the height of the lines at a width.
func (h *headline) HeightFor(width float32) float32 {
	return float32(max(1, len(h.broken(kit.Current(), width)))) * headLine
}

// CreateRenderer lays them in a line.
func (h *headline) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{h.chips}
	for _, line := range h.lines {
		objs = append(objs, line)
	}
	if h.mark != nil {
		objs = append(objs, h.mark)
	}
	return kit.Draw(h, kit.Drawing{
		Objects: objs,
		Min: func(*kit.Look) fyne.Size {
			if len(h.lines) == 1 {
				return fyne.NewSize(120, headLine)
			}
			return fyne.NewSize(120, h.HeightFor(max(120, h.Size().Width)))
		},
		Paint: func(l *kit.Look) {
			for _, line := range h.lines {
				l.Write(line, line.Text, h.role)
			}
			h.chips.Refresh()
		},
		Arrange: h.arrange,
	})
}

// parts are where the text begins and how much of a width the chips take. The
// text has the first half; a chip that does not fit beside it is left out and
// takes nothing.
func (h *headline) parts(l *kit.Look, width float32) (x, chips float32) {
	if h.mark != nil {
		x = headX
	}
	least := min(l.Width(h.text, h.face)+8, max(120, width/2))
	return x, h.chips.Within(max(0, width-x-least))
}

// broken is the text in the lines that it has at a width.
func (h *headline) broken(l *kit.Look, width float32) []string {
	x, chips := h.parts(l, width)
	room := width - x - chips - 8
	if len(h.lines) == 1 {
		return []string{l.Cut(h.text, h.face, room)}
	}
	return l.Wrap(h.text, h.face, room, len(h.lines))
}

func (h *headline) arrange(l *kit.Look, z fyne.Size) {
	x, chips := h.parts(l, z.Width)
	if h.mark != nil {
		kit.Place(h.mark, 0, 3, 16, 16)
	}
	kit.Place(h.chips, z.Width-chips, 0, chips, headLine)
	broken := h.broken(l, z.Width)
	for i, line := range h.lines {
		line.Text = ""
		if i < len(broken) {
			line.Text = broken[i]
		}
		l.Line(line, x, float32(i)*headLine, headLine)
	}
}
