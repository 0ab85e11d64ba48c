package minutes

import (
	"encoding/csv"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"
	"time"

	"vigie/crisis"
)

// WriteCSV writes the minutes as a table, times in UTC as RFC 3339. A cell that
// a spreadsheet would take for a formula begins with an apostrophe.
func WriteCSV(w io.Writer, lines []Line) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"seq", "time", "claimed", "who", "what", "step", "detail", "verdict", "red", "hash"}}
	for _, l := range lines {
		claimed := ""
		if !l.Claimed.IsZero() {
			claimed = l.Claimed.UTC().Format(time.RFC3339)
		}
		rows = append(rows, []string{
			strconv.FormatInt(l.Seq, 10), l.At.UTC().Format(time.RFC3339), claimed, inert(l.Who), inert(l.What), inert(l.Step), inert(l.Detail),
			string(l.Verdict), strconv.FormatBool(l.Red), l.Hash,
		})
	}
	if err := c.WriteAll(rows); err != nil {
		return fmt.Errorf("write minutes: %w", err)
	}
	return nil
}

// inert keeps a spreadsheet from taking foreign text for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// WriteHTML writes the minutes as one page that needs nothing else. Times are
// those of the location.
func WriteHTML(w io.Writer, l Log, lines []Line, words Words, in *time.Location) error {
	var b strings.Builder
	esc := html.EscapeString
	title := words.T("crisis.log-title", map[string]any{"Title": l.Header.Book.Title})
	fmt.Fprintf(&b, `<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title><style>%s</style></head><body>`,
		esc(words.T("crisis.log-lang", nil)), esc(title), style)
	if l.Header.Exercise {
		fmt.Fprintf(&b, `<p class="exercise">%s</p>`, esc(words.T("crisis.log-exercise", nil)))
	}
	fmt.Fprintf(&b, `<h1>%s</h1><p>%s · %s %s · <code>%s</code></p><table>`, esc(title), esc(string(l.Header.Run)), esc(l.Header.Book.ID), esc(l.Header.Book.Version), esc(l.Header.Head))
	for _, n := range lines {
		class := ""
		if n.Red {
			class = ` class="red"`
		}
		what := esc(n.What)
		if n.Verdict != crisis.Counts {
			what += ` <em>` + esc(words.T("crisis.verdict-"+strings.ReplaceAll(string(n.Verdict), "_", "-"), nil)) + `</em>`
		}
		at := n.At.In(in).Format("2006-01-02 15:04:05")
		if !n.Claimed.IsZero() {
			at += " (" + n.Claimed.In(in).Format("15:04") + ")"
		}
		fmt.Fprintf(&b, `<tr%s><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>`, class, esc(at), esc(n.Who), what, esc(n.Step), esc(n.Detail))
	}
	b.WriteString(`</table></body></html>`)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write minutes: %w", err)
	}
	return nil
}

const style = `body{font:14px/1.4 sans-serif;margin:2em;max-width:70em}table{border-collapse:collapse;width:100%}` +
	`td{border-top:1px solid #ccc;padding:.3em .6em;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}td:first-child{white-space:nowrap}` +
	`.red td{background:#fde8e8}.exercise{background:#fff3c4;padding:.6em;font-weight:bold}code{overflow-wrap:anywhere}`
