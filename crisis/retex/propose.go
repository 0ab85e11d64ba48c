package retex

import (
	"strconv"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
)

// What a change does.
const (
	Due    = "due"    // a step gets more time
	Remove = "remove" // a step is left out of the playbook
	Note   = "note"   // a remark stands beside the step, or at the end
)

// Answer is an answer of the retrospective.
type Answer struct{ Question, Text string }

// mostNote is how many characters of an answer a note repeats.
const mostNote = 400

// Propose gives the changes that a run suggests for its playbook, each once: more
// time for what was late, and a step less for what was skipped with a reason where
// the playbook stands without it, else a note. text is the playbook's own. Each
// step that was skipped costs some readings of it: a few milliseconds.
func Propose(text string, p *crisis.Plan, facts crisis.Retrospective) []crisis.BookChange {
	var out []crisis.BookChange
	seen := map[string]int{}
	add := func(c crisis.BookChange) {
		if _, there := seen[c.ID]; !there {
			seen[c.ID] = len(out)
			out = append(out, c)
		}
	}
	took := map[string]time.Duration{}
	for _, d := range facts.Late {
		took[d.Step] = max(took[d.Step], d.Took)
	}
	for _, d := range facts.Late {
		def, ok := p.Step(d.Step)
		if to := Roomier(took[d.Step]); ok && def.Due > 0 && to > def.Due {
			add(crisis.BookChange{ID: Due + "/" + d.Step, What: Due, Step: d.Step, From: playbook.FormatDuration(def.Due), To: playbook.FormatDuration(to)})
		}
	}
	for _, s := range facts.Skipped {
		c := crisis.BookChange{ID: Remove + "/" + s.Step, What: Remove, Step: s.Step, From: s.Title, To: s.Reason}
		if _, err := Revise(text, "", accepted(c)); err != nil {
			c.ID, c.What, c.From = Note+"/"+s.Step, Note, ""
		}
		add(c)
	}
	return out
}

// Notes gives the answers of a retrospective as notes of the playbook.
func Notes(answers []Answer) []crisis.BookChange {
	var out []crisis.BookChange
	for i, a := range answers {
		if words := strings.Join(strings.Fields(a.Text), " "); words != "" {
			out = append(out, crisis.BookChange{ID: Note + "/q" + strconv.Itoa(i+1), What: Note, From: a.Question, To: short(words)})
		}
	}
	return out
}

func accepted(c crisis.BookChange) []crisis.BookChange {
	c.Accepted = true
	return []crisis.BookChange{c}
}

func short(s string) string {
	if r := []rune(s); len(r) > mostNote {
		return strings.TrimSpace(string(r[:mostNote])) + "…"
	}
	return s
}

// Roomier is the next round time that a step which took so long would have been
// in time with.
func Roomier(took time.Duration) time.Duration {
	for _, m := range []int{5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880, 4320, 7200} {
		if d := time.Duration(m) * time.Minute; d >= took {
			return d
		}
	}
	day := 24 * time.Hour
	return (took + day - 1) / day * day
}

// Next is the version that follows a semver: its second number grows.
func Next(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) == 3 {
		if n, err := strconv.Atoi(parts[1]); err == nil {
			return parts[0] + "." + strconv.Itoa(n+1) + ".0"
		}
	}
	return "1.1.0"
}
