package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Chip is a small rounded word that states something. It takes no clicks.
type Chip struct {
	widget.BaseWidget
	spec   ChipSpec
	height float32
	mark   *ChipMark
}

// NewChip makes a chip of the height that rows and headers use.
func NewChip(s ChipSpec) *Chip {
	c := &Chip{spec: s, height: ChipHeight, mark: NewChipMark()}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes what the chip shows.
func (c *Chip) Set(s ChipSpec) {
	if c.spec != s {
		c.spec = s
		c.Refresh()
	}
}

// Spec is what the chip shows.
func (c *Chip) Spec() ChipSpec { return c.spec }

// AccessibilityLabel is the text.
func (c *Chip) AccessibilityLabel() string { return c.spec.Text }

// AccessibilityRole is a text.
func (c *Chip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the chip.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	return Draw(c, Drawing{
		Objects: c.mark.Objects(),
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(c.spec.Width(l), c.height) },
		Paint:   func(l *Look) { c.mark.Set(l, c.spec) },
		Arrange: func(l *Look, s fyne.Size) { c.mark.Place(l, 0, whole((s.Height-c.height)/2), c.height) },
	})
}
