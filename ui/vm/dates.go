package vm

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day in figures, the way people who read the language write it:
// "26/03/2026" in French, "2026-03-26" in English, where the order of day and
// month is not the same for all.
func (f Formats) Date(t time.Time) string {
	t = t.In(f.Zone)
	return f.Texts.T("time.date", map[string]any{"Day": fmt.Sprintf("%02d", t.Day()), "Month": fmt.Sprintf("%02d", int(t.Month())), "Year": t.Year()})
}

// TypedDate reads a day as people type it, the year first or last: the first
// moment of it. It is false for what is no day, as the 31st of February.
func (f Formats) TypedDate(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range []string{time.DateOnly, "2006/1/2", "2/1/2006", "2.1.2006", "2-1-2006", "2 1 2006"} {
		if t, err := time.ParseInLocation(layout, text, f.Zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
