package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// labelWidth is the first column of forms.
const labelWidth = 142

// FormRow is a label at the left and a field at the right. Under the field may
// stand a remark.
type FormRow struct {
	widget.BaseWidget
	label, help string
	column      float32
	width       float32
	field       fyne.CanvasObject
	t           *canvas.Text
	remark      *Paragraph
}

// NewFormRow makes a row whose label column is 142 units wide.
func NewFormRow(label string, field fyne.CanvasObject) *FormRow {
	r := &FormRow{label: label, column: labelWidth, field: field, t: NewText(Body()), remark: NewParagraph("", Face{12, Regular}, Mute)}
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
	if r.help != "" {
		h += 4 + r.remark.HeightFor(width-r.column)
	}
	return h
}

// CreateRenderer draws label, field and remark.
func (r *FormRow) CreateRenderer() fyne.WidgetRenderer {
	return Draw(r, Drawing{
		Objects: []fyne.CanvasObject{r.t, r.field, r.remark},
		Min: func(*Look) fyne.Size {
			w := r.column + r.field.MinSize().Width
			return fyne.NewSize(w, r.HeightFor(max(w, r.width)))
		},
		Paint:   func(l *Look) { l.Write(r.t, r.label, Mute) },
		Arrange: r.arrange,
	})
}

func (r *FormRow) arrange(l *Look, s fyne.Size) {
	r.width = s.Width
	h := max(heightOf(r.field, s.Width-r.column), 0)
	box := max(24, h)
	labelBox := box
	if box > 34 { // a tall field: its label stands at its first line
		labelBox = 34
	}
	r.t.Text = l.Cut(r.label, Body(), r.column-8)
	l.Line(r.t, 0, 0, labelBox)
	Place(r.field, r.column, whole((box-h)/2), s.Width-r.column, h)
	if r.help != "" {
		Place(r.remark, r.column, box+4, s.Width-r.column, r.remark.HeightFor(s.Width-r.column))
	}
}
