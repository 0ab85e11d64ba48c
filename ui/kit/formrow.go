package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

const (
	labelWidth = 142 // the first column of forms
	labelGap   = 8   // between a label and its field
	tallField  = 34  // higher than this is a field of several lines
)

// FormRow is a label at the left and a field at the right. Under the field may
// stand a remark. A label that is too long for its column wraps.
type FormRow struct {
	widget.BaseWidget
	help   string
	column float32
	width  float32
	field  fyne.CanvasObject
	t      *Paragraph
	remark *Paragraph
}

// NewFormRow makes a row whose label column is 142 units wide.
func NewFormRow(label string, field fyne.CanvasObject) *FormRow {
	r := &FormRow{column: labelWidth, field: field, t: NewParagraph(label, Body(), Mute), remark: NewParagraph("", Face{12, Regular}, Mute)}
	if n, ok := field.(interface{ SetLabel(string) }); ok {
		n.SetLabel(label)
	}
	r.ExtendBaseWidget(r)
	return r
}

// Column changes the width of the label column, and gives the row back.
func (r *FormRow) Column(w float32) *FormRow { r.column = w; return r }

// Help sets a remark under the field, and gives the row back.
func (r *FormRow) Help(s string) *FormRow { r.help = s; r.remark.Set(s, Mute); return r }

// HeightFor is the height at a width.
func (r *FormRow) HeightFor(width float32) float32 {
	h := max(24, heightOf(r.field, width-r.column))
	top := r.labelAt(h)
	if r.help != "" {
		h += 4 + r.remark.HeightFor(width-r.column)
	}
	return max(h, top+r.t.HeightFor(r.column-labelGap))
}

// labelAt is where a label begins beside a field of a height: its first line
// stands in the middle of the field, of a tall one at its first line.
func (r *FormRow) labelAt(field float32) float32 {
	return whole((min(field, tallField) - r.t.lineHeight()) / 2)
}

// CreateRenderer draws label, field and remark.
func (r *FormRow) CreateRenderer() fyne.WidgetRenderer {
	return Draw(r, Drawing{
		Objects: []fyne.CanvasObject{r.t, r.field, r.remark},
		Min: func(*Look) fyne.Size {
			w := r.column + r.field.MinSize().Width
			return fyne.NewSize(w, r.HeightFor(max(w, r.width)))
		},
		Paint:   func(*Look) { r.t.Refresh() },
		Arrange: r.arrange,
	})
}

func (r *FormRow) arrange(_ *Look, s fyne.Size) {
	r.width = s.Width
	h := max(heightOf(r.field, s.Width-r.column), 0)
	box := max(24, h)
	top := r.labelAt(box)
	Place(r.t, 0, top, r.column-labelGap, r.t.HeightFor(r.column-labelGap))
	Place(r.field, r.column, whole((box-h)/2), s.Width-r.column, h)
	if r.help != "" {
		Place(r.remark, r.column, box+4, s.Width-r.column, r.remark.HeightFor(s.Width-r.column))
	}
}
