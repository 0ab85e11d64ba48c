package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Rows is what a List shows. CreateRow makes a drawn row (canvas objects, no
// labels: those cost a thousand times as much), all of the same height. UpdateRow
// fills it and must not query anything; it should return at once when neither
// the row nor its state changed. Rows must not be Tappable or Hoverable: the
// list is. Key and Index let marks and the current row stay with what they stand
// on when rows come and go; Index is -1 for a key that has gone.
type Rows interface {
	Len() int
	CreateRow() fyne.CanvasObject
	UpdateRow(i int, row fyne.CanvasObject, state RowState)
	Key(i int) string
	Index(key string) int
}

// RowState is how a row stands in the list. The palette is in it so that a row
// can tell by comparing that the theme has switched.
type RowState struct {
	Current, Marked, Focused bool
	Palette                  *Palette
}

// List shows rows of one height, any number of them: only those in sight exist.
//
// Keys: arrows or J and K move; Home, End, Page Up and Page Down jump; Return
// opens; Space marks; Shift with an arrow marks a range; Escape unmarks.
type List struct {
	widget.List
	// OnMove hears that another row is current; -1 means none.
	OnMove func(i int)
	// OnOpen hears Return on the current row, or a click on any.
	OnOpen func(i int)
	// OnMarks hears that the set of marked rows changed.
	OnMarks func(keys []string)
	// OnKey and OnRune are asked first (the command table); they say whether
	// they used the key. What neither they nor the list use goes to the Root.
	OnKey  func(*fyne.KeyEvent) bool
	OnRune func(rune) bool

	rows    Rows
	current int
	key     string
	marks   map[string]bool
	anchor  int
	focused bool
	// modifiers tells whether Shift is held: key events do not.
	modifiers func() fyne.KeyModifier
	rowHeight float32
}

// NewList makes a list with no current row.
func NewList(rows Rows) *List {
	l := &List{rows: rows, current: -1, anchor: -1, marks: map[string]bool{}, modifiers: heldModifiers}
	l.Length = rows.Len
	l.CreateItem = func() fyne.CanvasObject { return newRowFrame(rows.CreateRow()) }
	l.UpdateItem = l.update
	l.HideSeparators = true
	l.List.OnSelected = l.clicked
	l.ExtendBaseWidget(l)
	l.rowHeight = rows.CreateRow().MinSize().Height
	return l
}

func heldModifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

func (l *List) update(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= l.rows.Len() {
		return
	}
	look := Current()
	state := RowState{Current: i == l.current, Focused: l.focused, Palette: look.Palette()}
	state.Marked = len(l.marks) > 0 && l.marks[l.rows.Key(i)]
	f := o.(*rowFrame)
	f.set(look, state)
	l.rows.UpdateRow(i, f.row, state)
}

// Current is the index of the current row, or -1.
func (l *List) Current() int { return l.current }

// SetCurrent makes a row current and scrolls to it, without telling OnMove.
func (l *List) SetCurrent(i int) {
	if i < 0 || i >= l.rows.Len() {
		l.current, l.key = -1, ""
		l.Refresh()
		return
	}
	l.current, l.key = i, l.rows.Key(i)
	l.ScrollTo(i)
	l.Refresh()
}

// Reload shows the rows as they are now. The current row and the marks follow
// their keys; a current row that has gone gives way to the one in its place.
func (l *List) Reload() {
	moved := false
	if l.key != "" {
		i := l.rows.Index(l.key)
		if i < 0 {
			i, moved = min(l.current, l.rows.Len()-1), true
		}
		l.current, l.key = i, ""
		if i >= 0 {
			l.key = l.rows.Key(i)
		}
	}
	dropped := false
	for k := range l.marks {
		if l.rows.Index(k) < 0 {
			delete(l.marks, k)
			dropped = true
		}
	}
	l.anchor = -1
	l.Refresh()
	if dropped {
		l.tellMarks()
	}
	if moved && l.OnMove != nil {
		l.OnMove(l.current)
	}
}

// Step makes the row that many steps away current.
func (l *List) Step(by int) { l.moveTo(l.current + by) }

func (l *List) moveTo(i int) {
	i = max(0, min(i, l.rows.Len()-1))
	if l.rows.Len() == 0 || i == l.current {
		return
	}
	l.SetCurrent(i)
	if l.OnMove != nil {
		l.OnMove(i)
	}
}

// clicked comes from the stock list, which ignores a click on what it holds for
// selected: so it is told at once that nothing is.
func (l *List) clicked(i widget.ListItemID) {
	l.UnselectAll()
	held := l.modifiers()
	if i < l.rows.Len() && held&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0 {
		l.toggle(i)
		return
	}
	if held&fyne.KeyModifierShift != 0 && l.current >= 0 {
		l.extendTo(i)
		return
	}
	l.anchor = -1
	l.moveTo(i)
	if l.OnOpen != nil {
		l.OnOpen(i)
	}
}

// FocusGained shows which row the keys go to.
func (l *List) FocusGained() {
	l.focused = true
	if l.current < 0 && l.rows.Len() > 0 {
		l.moveTo(0)
		return
	}
	l.Refresh()
}

// FocusLost shows that the keys go elsewhere.
func (l *List) FocusLost() { l.focused = false; l.Refresh() }

// page is the number of rows in sight, less one to keep the eye's place.
func (l *List) page() int { return max(1, int(l.Size().Height/max(1, l.rowHeight))-1) }
