package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// SearchEntry is an entry with a magnifier, a key hint, and a search that waits
// until typing pauses. Escape empties it.
type SearchEntry struct {
	widget.BaseWidget
	// Entry is the field; its OnChanged and OnKey belong to the search.
	Entry *Entry
	// OnSearch hears the words, a fifth of a second after the last key.
	OnSearch func(string)
	// OnKey is asked for each bare key before the search is.
	OnKey  func(*fyne.KeyEvent) bool
	cap    *KeyCap
	sched  Scheduler
	cancel func()
}

// NewSearchEntry makes a search field; key is a hint such as "Ctrl K" or empty.
func NewSearchEntry(s Scheduler, placeholder, key string, search func(string)) *SearchEntry {
	e := &SearchEntry{Entry: NewEntry(placeholder), OnSearch: search, cap: NewKeyCap(key), sched: s}
	e.cap.Hidden = key == ""
	e.Entry.leadIcon, e.Entry.fill = icon.Search, Background
	e.Entry.OnChanged = e.later
	e.Entry.OnKey = e.key
	e.ExtendBaseWidget(e)
	return e
}

func (e *SearchEntry) later(text string) {
	if e.cancel != nil {
		e.cancel()
	}
	e.cap.Hidden = text != "" || e.cap.text == ""
	e.cap.Refresh()
	e.cancel = e.sched.After(200*time.Millisecond, func() { e.search(text) })
}

func (e *SearchEntry) search(text string) {
	if e.OnSearch != nil {
		e.OnSearch(text)
	}
}

func (e *SearchEntry) key(k *fyne.KeyEvent) bool {
	if e.OnKey != nil && e.OnKey(k) {
		return true
	}
	if k.Name == fyne.KeyEscape && e.Entry.Text() != "" {
		e.Entry.SetText("")
		return true
	}
	return false
}

// CreateRenderer draws the entry and the hint over its right end.
func (e *SearchEntry) CreateRenderer() fyne.WidgetRenderer {
	return Draw(e, Drawing{
		Objects: []fyne.CanvasObject{e.Entry, e.cap},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(140, 32) },
		Arrange: func(_ *Look, s fyne.Size) {
			Place(e.Entry, 0, 0, s.Width, s.Height)
			w := e.cap.MinSize().Width
			Place(e.cap, s.Width-w-12, whole((s.Height-18)/2), w, 18)
		},
	})
}
