package paper

import (
	"maps"
	"slices"
	"strings"

	"vigie/crisis/playbook"
)

// statementName says what a statement is: its letter on paper, and its stage.
func (w *writer) statementName(id string) string {
	for i, s := range w.p.Statements {
		if s.ID == id {
			return string(rune('A'+i%26)) + " – " + w.t("paper.stage."+s.Stage)
		}
	}
	return id
}

// statements has every text with its blanks, one for each channel.
func (w *writer) statements() {
	if len(w.p.Statements) == 0 {
		return
	}
	w.heading(w.t("paper.statements"))
	w.put(block{{text: w.t("paper.statements-rule"), size: small, grey: true}})
	for _, s := range w.p.Statements {
		w.statement(s)
	}
}

func (w *writer) statement(s playbook.Statement) {
	about := w.approvers(s)
	if s.ValidFor > 0 {
		about += " · " + w.t("paper.valid", "Duration", w.duration(s.ValidFor))
	}
	head := block{{text: w.statementName(s.ID), bold: true, size: normal + 1, before: 3}, {text: about, size: small, grey: true}}
	for _, name := range slices.Sorted(maps.Keys(s.Requires)) {
		condition := w.about(name) + " = " + w.meant(name, s.Requires[name])
		head = append(head, line{text: w.t("paper.requires", "Condition", condition), bold: true, size: small})
	}
	var signatures []string
	for _, id := range s.Approve.Of {
		signatures = append(signatures, w.t("paper.signature", "Role", w.roleName(id)))
	}
	for i, c := range s.Channels {
		b := block{
			{text: w.channel(c.Channel), bold: true, size: small, before: 1.6, indent: 3, right: w.limit(c.Channel)},
			{text: w.blanks(c.Text), size: normal, indent: 3, bar: true},
		}
		if i == 0 {
			b = append(head, b...)
		}
		w.put(b)
	}
	w.gap(1.5)
	w.frame(signatures)
}

func (w *writer) channel(name string) string {
	switch name {
	case "reponse", "reply":
		return w.t("paper.channel-reply")
	case "interne", "internal":
		return w.t("paper.channel-internal")
	}
	if known, ok := map[string]string{
		"x": "X", "facebook": "Facebook", "mastodon": "Mastodon", "bluesky": "Bluesky", "threads": "Threads", "instagram": "Instagram",
		"linkedin": "LinkedIn", "tiktok": "TikTok", "youtube": "YouTube", "whatsapp": "WhatsApp", "sms": "SMS",
	}[name]; ok {
		return known
	}
	if r := []rune(name); len(r) > 0 {
		return strings.ToUpper(string(r[0])) + string(r[1:])
	}
	return name
}

func (w *writer) limit(channel string) string {
	l, ok := playbook.LimitOf(channel)
	if !ok {
		return ""
	}
	return w.t("paper.at-most", "Count", l.Most)
}

// blanks shows the variables of a text by their labels, with room to write.
func (w *writer) blanks(text string) string {
	out, _ := playbook.Fill(text, func(name string) string {
		label := name
		if v, ok := w.p.Variable(name); ok {
			label = v.Label
		} else if name == "prenom" || name == "first_name" {
			label = w.t("paper.first-name")
		}
		return w.t("paper.blank", "Label", label)
	})
	return out
}
