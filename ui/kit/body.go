package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// TextBody is what somebody wrote: wrapped, selectable, copied as it is.
type TextBody struct {
	widget.BaseWidget
	label *widget.Label
	under *underlay
	width float32
}

// NewTextBody makes a selectable text.
func NewTextBody(text string) *TextBody {
	b := &TextBody{label: widget.NewLabel(text), under: newUnderlay()}
	b.label.Wrapping, b.label.Selectable = fyne.TextWrapWord, true
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the text.
func (b *TextBody) Set(s string) {
	if b.label.Text != s {
		b.label.SetText(s)
		b.Refresh()
	}
}

// Mark marks stretches of the text, which can still be selected; none takes the
// marks away.
func (b *TextBody) Mark(at []Range) {
	if len(at)+len(b.under.marks) > 0 {
		b.under.marks, b.under.first = at, -1
		b.Refresh()
	}
}

// FirstMark is how far down the first mark is once it is laid out; negative when
// there is none.
func (b *TextBody) FirstMark() float32 { return b.under.first }

// Text is the text.
func (b *TextBody) Text() string { return b.label.Text }

// HeightFor is the height of the lines at a width.
func (b *TextBody) HeightFor(width float32) float32 {
	b.label.Resize(fyne.NewSize(width+2*innerPadding, b.label.Size().Height))
	return max(18, whole(b.label.MinSize().Height-2*innerPadding-.1))
}

// CreateRenderer draws the label innerPadding outside the box: a stock label
// keeps that room free on every side and cannot be told not to.
func (b *TextBody) CreateRenderer() fyne.WidgetRenderer {
	return Draw(b, Drawing{
		Objects: []fyne.CanvasObject{b.under, b.label},
		Min: func(*Look) fyne.Size {
			w := b.width
			if w == 0 {
				w = 300
			}
			return fyne.NewSize(60, b.HeightFor(w))
		},
		Paint: func(*Look) {
			b.under.text = b.label.Text
			if b.under.Hidden = len(b.under.marks) == 0; !b.under.Hidden {
				b.under.Refresh()
			}
			b.label.Refresh()
		},
		Arrange: func(_ *Look, s fyne.Size) {
			b.width = s.Width
			Place(b.under, -innerPadding, -innerPadding, s.Width+2*innerPadding, s.Height+2*innerPadding)
			Place(b.label, -innerPadding, -innerPadding, s.Width+2*innerPadding, s.Height+2*innerPadding)
		},
	})
}
