package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Avatar is a person as initials on a colour that stays theirs.
type Avatar struct {
	widget.BaseWidget
	person Person
	size   float32
	mark   *AvatarMark
}

// NewAvatar makes an avatar of a diameter (20 to 40).
func NewAvatar(p Person, size float32) *Avatar {
	a := &Avatar{person: p, size: size, mark: NewAvatarMark(Panel)}
	a.ExtendBaseWidget(a)
	return a
}

// Set changes whom it shows.
func (a *Avatar) Set(p Person) {
	if a.person != p {
		a.person = p
		a.Refresh()
	}
}

// AccessibilityLabel is the person's name.
func (a *Avatar) AccessibilityLabel() string { return a.person.Name }

// AccessibilityRole is a text.
func (a *Avatar) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the avatar.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	return Draw(a, Drawing{
		Objects: a.mark.Objects(),
		Min:     func(*Look) fyne.Size { return fyne.NewSquareSize(a.size) },
		Paint:   func(l *Look) { a.mark.Set(l, a.person) },
		Arrange: func(l *Look, s fyne.Size) { a.mark.Place(l, 0, whole((s.Height-a.size)/2), a.size) },
	})
}
