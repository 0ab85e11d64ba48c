package playbook_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/crisis/playbook"
)

// damage is one change of the sound file, and what must be said of it on the
// line that holds the mark.
type damage struct {
	old, new string
	key      string // without "playbook."
	mark     string // of the line; "" is the new text's first line
}

func damages() []damage {
	return []damage{
		{"vigie: 1\n", "vigie: 2\n", "want-number", ""},
		{"id: colis\n", "id: Colis rouge\n", "bad-name", ""},
		{"version: 1.2.0", "version: 1.2", "want-version", ""},
		{"lang: en", "lang: de", "want-word", ""},
		{"title: Parcels delivered to the wrong people\n", "", "missing-key", "vigie: 1"},
		{"review_every: 180d", "review_every: 6 months", "want-duration", ""},
		{"tags: [delivery]", "tags: delivery", "want-list", ""},
		{"tags: [delivery]", "tags: [delivery", "syntax", "*"},
		{"owner: communication\nreview", "owner: communication\nowner: legal\nreview", "key-twice", "owner: legal"},
		{"owner: communication\nreview", "owner: &o communication\nreview", "no-anchors", ""},
		{"owner: communication\nreview", "owner: !!str communication\nreview", "no-tags", ""},
		{"cluster: accidental", "cluster: accidentel", "want-word", ""},
		{"always: [instructing, adjusting]", "always: [instructing, ajusting]", "want-word", ""},
		{"kind: manual", "kind: by-hand", "want-word", ""},
		{"level: alert,", "level: red,", "want-word", ""},
		{"{id: n2, label: Crisis", "{id: n1, label: Crisis", "id-twice", ""},
		{"escalate: [cm]", "escalate: [ceo]", "no-role", ""},
		{"backup: head, exclusive", "backup: boss, exclusive", "no-role", ""},
		{"required: true, backup: head}\nvariables", "required: yes, backup: head}\nvariables", "want-flag", ""},
		{"ask: draft}", "ask: drfat}", "no-step", ""},
		{"type: url", "type: adress", "want-word", ""},
		{"choices: [unknown, carrier, ours]", "choices: [unknown]", "few-choices", ""},
		{"default: unknown", "default: nobody", "no-choice", ""},
		{"max: 30", "max: none", "want-number", ""},
		{"max: 30", "max: 300", "too-long", "x: \"We have"},
		{"need: any", "need: most", "want-need", ""},
		{"need: all, of: [head]", "need: 3, of: [head]", "need-too-many", ""},
		{"of: [head, lead]", "of: [head, leader]", "no-role", ""},
		{"{town}. We are", "{twon}. We are", "no-variable", ""},
		{"requires: {cause: ours}", "requires: {cause: hours}", "no-choice", ""},
		{"role: lead, template", "role: leed, template", "no-role", ""},
		{"type: route", "type: rout", "want-word", ""},
		{"queue: service", "que: service", "unknown-key", ""},
		{"statement: wait, due: 5m}", "statement: wayt, due: 5m}", "no-statement", ""},
		{"on_reject: draft", "on_reject: drafft", "no-step", ""},
		{"id: publish-sorry,", "id: publish,", "step-twice", "title: Publish the apology"},
		{"{escalate: backup", "{escalate: bakup", "no-role", ""},
		{"sets: cause", "sets: casue", "no-variable-here", ""},
		{"{id: carrier, label", "{id: carier, label", "no-choice", ""},
		{"goto: approve-sorry}", "goto: wait-and-see}", "unreachable", "id: approve-sorry"},
		{"max: 10, until", "until", "missing-key", ""},
		{"severity < n2", "severity < n9", "no-severity", ""},
		{"or severity < n2", "or or severity", "bad-condition", ""},
		{"or severity < n2", "or town < n2", "no-order", ""},
		{"needs: [publish]", "needs: [publsh]", "no-step", ""},
		{"done: close", "done: cause-found", "no-end", "id: draft"},
		{"  - {id: approve, type: approval, title: Approve the first word, of: wait, due: 5m, on_reject: draft}\n", "", "publish-unapproved", "{id: publish,"},
		{"{id: carrier, label: The carrier's, goto: wait-and-see}", "{id: carrier, label: The carrier's, goto: publish-sorry}", "publish-unapproved", "id: publish-sorry"},
	}
}

func TestRead_FindsEachDamageOnItsLine(t *testing.T) {
	text := own(t)
	if n := len(damages()); n < 40 {
		t.Fatalf("only %d damages", n)
	}
	for _, d := range damages() {
		t.Run(fmt.Sprintf("%s for %.40q", d.key, d.new), func(t *testing.T) {
			if strings.Count(text, d.old) != 1 {
				t.Fatalf("%q is %d times in the file", d.old, strings.Count(text, d.old))
			}
			damaged := strings.Replace(text, d.old, d.new, 1)
			_, fs := playbook.Read([]byte(damaged))
			errs := errorsOf(fs)
			i := slices.IndexFunc(errs, func(f playbook.Finding) bool { return f.Key == "playbook."+d.key })
			if i < 0 {
				t.Fatalf("not found:\n%s", strings.Join(lines(errs), "\n"))
			}
			if want := lineOf(damaged, d); want > 0 && errs[i].Line != want {
				t.Errorf("on line %d, not %d", errs[i].Line, want)
			}
			if len(errs) > 2 {
				t.Errorf("%d findings for one damage:\n%s", len(errs), strings.Join(lines(errs), "\n"))
			}
		})
	}
}

// lineOf gives the line of a damage; 0 is any.
func lineOf(text string, d damage) int {
	mark := d.mark
	if mark == "*" {
		return 0
	}
	if mark == "" {
		mark, _, _ = strings.Cut(d.new, "\n")
	}
	return strings.Count(text[:strings.Index(text, mark)], "\n") + 1
}

func TestRead_WarnsOfWhatACarefulAuthorWouldChange(t *testing.T) {
	text := own(t)
	for _, d := range []damage{
		{"lead: {label: Crisis lead, dept: communication, required: true, backup: head,", "lead: {label: Crisis lead, dept: communication, required: true,", "no-backup", ""},
		{"    valid_for: 4h\n", "", "no-expiry", "- id: wait"},
		{"due: 5m, on_reject: draft", "due: 20m, on_reject: draft", "late-holding", ""},
		{"title: Publish it, role: cm", "title: Publish it, role: lead", "lead-does", ""},
		{"title: Two fronts", "title: One two three four five six seven eight nine ten eleven twelve thirteen", "long-title", ""},
		{"posture: rebuild", "posture: deny", "posture", ""},
		{"statement: wait, due: 5m}\n", "statement: wait, due: 5m}\n  - {id: breathe, type: wait, title: Breathe, for: 20m}\n", "late-holding", ""},
		{"title: Send the messages to customer service, role: cm", "title: Send the messages to customer service, role: lead", "lead-does", ""},
		{"{id: unknown, label: Not known, goto: wait-and-see}", "{id: unknown, label: Not known, goto: draft}", "endless-loop", ""},
		{"type: task, title: Check with the carrier, role: cm", "type: task, title: Check with the carrier, role: cm, confirm: head", "confirm-idle", ""},
		{"      mastodon: ", "      mastodont: ", "channel-meant", ""},
		{"title: Approve the first word,", "title: Approve the first word, help: \"" + strings.Repeat("Read this with care. ", 50) + "\",", "first-screen", ""},
		{"page: {label: Help page, type: url, ask: draft}", "page: {label: Help page, type: url, ask: approve-sorry}", "asked-late", ""},
	} {
		damaged := strings.Replace(text, d.old, d.new, 1)
		_, fs := playbook.Read([]byte(damaged))
		if fs.Errors() {
			t.Fatalf("%s: %v", d.key, lines(fs))
		}
		if !slices.ContainsFunc(fs, func(f playbook.Finding) bool { return f.Key == "playbook."+d.key }) {
			t.Errorf("%s is not warned of: %v", d.key, lines(fs))
		}
	}
}
