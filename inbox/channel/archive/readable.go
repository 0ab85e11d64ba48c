package archive

import (
	"vigie/inbox"
	"vigie/inbox/channel/email/letter"
)

// readable makes a page safe text by reading it as the body of a mail: the
// same rules hold, nothing is fetched and links show where they lead.
func readable(page string) (string, []inbox.Link) {
	l, err := letter.Parse([]byte("MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page))
	if err != nil {
		return page, nil
	}
	text := l.Text
	for _, part := range []string{l.Quoted, l.Signature} {
		if part != "" {
			text += "\n\n" + part
		}
	}
	var links []inbox.Link
	for _, link := range l.Links {
		links = append(links, inbox.Link{Text: link.Text, Target: link.Target, Suspicious: link.Suspicious, Start: link.Start, End: link.End})
	}
	return text, links
}
