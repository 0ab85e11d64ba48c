package people

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Measures of a row.
const (
	rowText   = 58
	rowMargin = 14
	rowHeight = 60
)

// face is what a row says.
type face struct {
	name, under, right, below string
	mark                      vm.Network
	barred                    bool
}

// row draws one contact of the list.
type row struct {
	widget.BaseWidget
	face                     face
	state                    kit.RowState
	avatar                   *kit.AvatarMark
	line                     *canvas.Rectangle
	name, under, right, last *canvas.Text
}

func newRow() *row {
	digits := kit.Face{Size: 11, Weight: kit.Digits}
	r := &row{avatar: kit.NewAvatarMark(kit.Panel), line: kit.NewRect(0), name: kit.NewText(kit.Strong()), under: kit.NewText(kit.Body()),
		right: kit.NewText(digits), last: kit.NewText(digits)}
	r.ExtendBaseWidget(r)
	return r
}

// MinSize is asked often, so it is not asked of the renderer.
func (r *row) MinSize() fyne.Size { return fyne.NewSize(220, rowHeight) }

func (r *row) set(f face, state kit.RowState) {
	if r.face == f && r.state == state {
		return
	}
	r.face, r.state = f, state
	l := kit.Current()
	r.paint(l)
	r.arrange(l, r.Size())
	canvas.Refresh(r)
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	objs := append([]fyne.CanvasObject{r.line}, r.avatar.Objects()...)
	return kit.Draw(r, kit.Drawing{
		Objects: append(objs, r.name, r.under, r.right, r.last), Paint: r.paint, Arrange: r.arrange,
		Min: func(*kit.Look) fyne.Size { return r.MinSize() },
	})
}

func (r *row) paint(l *kit.Look) {
	l.Fill(r.line, kit.Line)
	r.avatar.Set(l, kit.Person{Name: r.face.name, Mark: r.face.mark.Letter, MarkColor: r.face.mark.Color})
	l.Write(r.name, r.face.name, kit.Ink)
	l.Write(r.under, r.face.under, kit.Mute)
	l.Write(r.right, r.face.right, kit.Faint)
	last := kit.Mute
	if r.face.barred {
		last = kit.Red
	}
	l.Write(r.last, r.face.below, last)
}

func (r *row) arrange(l *kit.Look, s fyne.Size) {
	if s.Width == 0 {
		return
	}
	kit.Place(r.line, 0, rowHeight-1, s.Width, 1)
	r.avatar.Place(l, 14, 13, 34)
	right := s.Width - rowMargin
	digits := kit.Face{Size: 11, Weight: kit.Digits}
	l.LineRight(r.right, right, 12, 18)
	l.LineRight(r.last, right, 31, 18)
	r.name.Text = l.Cut(r.face.name, kit.Strong(), right-rowText-l.Width(r.face.right, digits)-8)
	l.Line(r.name, rowText, 12, 18)
	r.under.Text = l.Cut(r.face.under, kit.Body(), right-rowText-l.Width(r.face.below, digits)-8)
	l.Line(r.under, rowText, 31, 18)
}

// rows is what the kit's list shows of the pager.
type rows struct{ s *Screen }

// Len counts the contacts that were read.
func (r rows) Len() int { return len(r.s.pager.rows) }

// CreateRow makes a row to be filled.
func (r rows) CreateRow() fyne.CanvasObject { return newRow() }

// Key is a row's contact.
func (r rows) Key(i int) string { return string(r.s.pager.rows[i].ID) }

// Index is where a contact is; -1 when it is not at hand.
func (r rows) Index(key string) int {
	if i, ok := r.s.pager.at[inbox.ContactID(key)]; ok {
		return i
	}
	return -1
}

// ahead is how many rows before the end the next page is asked for.
const ahead = 60

// UpdateRow fills a row.
func (r rows) UpdateRow(i int, o fyne.CanvasObject, state kit.RowState) {
	if i >= len(r.s.pager.rows)-ahead {
		r.s.wantMore()
	}
	o.(*row).set(r.s.faceOf(r.s.pager.rows[i]), state)
}

// faceOf puts a contact into the words of a row: at the right what the list is
// ordered by.
func (s *Screen) faceOf(c inbox.ContactRow) face {
	fm := s.formats()
	f := face{name: c.Name, barred: c.NoContact}
	var parts []string
	if len(c.Identities) > 0 {
		f.mark = vm.NetworkOf(c.Identities[0].Channel)
		if h := c.Identities[0].Handle; h != c.Name {
			parts = append(parts, h)
		}
	}
	if c.Role != "" {
		parts = []string{c.Role}
	}
	if len(c.Tags) > 0 {
		parts = append([]string{strings.Join(c.Tags, ", ")}, parts...)
	}
	f.under = strings.Join(parts, " · ")
	f.right = fm.Ago(c.LastAt, s.host.Now())
	switch {
	case s.pager.view.Sort == inbox.ByActivity:
		f.right = s.n("people.messages", c.Written)
	case s.pager.view.Sort == inbox.ByFollowers && c.Followers() != nil:
		f.right = fm.People(*c.Followers())
	case s.pager.view.Sort == inbox.ByFollowers:
		f.right = s.t("people.unknown")
	}
	if c.NoContact {
		f.below = s.t("people.barred-short")
	}
	return f
}
