package letter

// Page makes readable text of HTML that did not come by mail (an item of a
// feed, a comment), by the rules that hold for mail: nothing is fetched, what
// is hidden is left out, links show where they lead, and the text is bounded.
// It never panics; what cannot be read gives no text.
func Page(page string) (text string, links []Link) {
	r := &reader{}
	err := r.guarded("page", func() {
		t := r.renderHTML(page)
		text, links = t.text, t.links
	})
	if err != nil {
		return "", nil
	}
	return text, links
}

// Plain makes text that did not come by mail safe to show: controls go,
// addresses become links.
func Plain(text string) (string, []Link) {
	text = tidy(text)
	if len(text) > maxText {
		text = tidy(text[:maxText])
	}
	return text, bareLinks(text, nil)
}
