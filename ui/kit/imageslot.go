package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// ImageSlot is the place of a picture. Until somebody clicks it says what would
// be shown: a picture from outside is not fetched unasked, for that would tell
// its sender that the message was read.
type ImageSlot struct {
	hot
	label  string
	size   fyne.Size
	box    *canvas.Rectangle
	im     *canvas.Image
	mark   *canvas.Image
	t      *canvas.Text
	loaded bool
}

// NewImageSlot makes a place of a size; show is to fetch the picture and call SetImage.
func NewImageSlot(label string, size fyne.Size, show func()) *ImageSlot {
	s := &ImageSlot{label: label, size: size, box: NewFrame(8), im: &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 8}, mark: &canvas.Image{}, t: NewText(Small())}
	s.mark.Resize(fyne.NewSquareSize(20))
	s.init(s, 8, show)
	s.tip = label
	return s
}

// SetImage shows the picture.
func (s *ImageSlot) SetImage(im image.Image) {
	s.im.Image, s.loaded = im, im != nil
	s.Refresh()
}

// SetLabel changes the words: what it is, or why it cannot be shown.
func (s *ImageSlot) SetLabel(label string) { s.label, s.tip = label, label; s.Refresh() }

// AccessibilityLabel is the label.
func (s *ImageSlot) AccessibilityLabel() string { return s.label }

// AccessibilityRole is a button.
func (s *ImageSlot) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws placeholder or picture.
func (s *ImageSlot) CreateRenderer() fyne.WidgetRenderer {
	return Draw(s, Drawing{
		Objects: []fyne.CanvasObject{s.box, s.mark, s.t, s.im, s.ring},
		Min:     func(*Look) fyne.Size { return s.size },
		Paint: func(l *Look) {
			fill := Background
			if s.hovered {
				fill = Selected
			}
			l.Frame(s.box, fill, Line)
			l.SetIcon(s.mark, icon.Image, Mute)
			l.Write(s.t, s.label, Mute)
			s.mark.Hidden, s.t.Hidden, s.im.Hidden = s.loaded, s.loaded, !s.loaded
			s.paintRing(l)
		},
		Arrange: func(l *Look, z fyne.Size) {
			w, h := min(z.Width, s.size.Width), min(z.Height, s.size.Height)
			Place(s.box, 0, 0, w, h)
			Place(s.im, 0, 0, w, h)
			Place(s.mark, whole((w-20)/2), whole(h/2)-20, 20, 20)
			s.t.Text = l.Cut(s.label, Small(), w-16)
			l.LineCentre(s.t, 0, w, whole(h/2)+4, 18)
			s.placeRing(0, 0, w, h)
		},
	})
}
