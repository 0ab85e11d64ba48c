package playbook_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/crisis/playbook"
)

func TestWrite_GivesBackWhatWasRead(t *testing.T) {
	texts := map[string][]byte{"our own": []byte(own(t))}
	t.Run("our own", func(t *testing.T) { readsBack(t, texts["our own"]) })
	for _, lang := range []string{"fr", "en"} {
		t.Run("the design's "+lang, func(t *testing.T) { readsBack(t, shared(t, "rumeur-securite-produit."+lang+".yaml")) })
	}
}

func readsBack(t *testing.T, text []byte) {
	t.Helper()
	p, fs := playbook.Read(text)
	if fs.Errors() {
		t.Fatalf("%v", lines(fs))
	}
	written, err := playbook.Write(p)
	if err != nil {
		t.Fatal(err)
	}
	again, fs := playbook.Read(written)
	if fs.Errors() || !reflect.DeepEqual(p, again) {
		t.Errorf("read back: %v\n%s", lines(errorsOf(fs)), written)
	}
	if twice, _ := playbook.Write(again); string(twice) != string(written) {
		t.Error("the same playbook gave two texts")
	}
	if playbook.Skeleton(p) != playbook.Skeleton(again) {
		t.Error("the skeleton changed")
	}
}

func TestWrite_IsWhatPeopleWouldWrite(t *testing.T) {
	p, _ := playbook.Read([]byte(own(t)))
	written, err := playbook.Write(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"vigie: 1\nid: colis\nversion: 1.2.0\nlang: en\n",
		"\n\nroles:\n  lead: {label: Crisis lead, dept: communication, required: true, backup: head, exclusive: true}\n",
		"  - id: approve\n    type: approval\n    title: Approve the first word\n    due: 5m\n    of: wait\n    on_reject: draft\n",
		"overdue: {escalate: backup, after: 10m}",
	} {
		if !strings.Contains(string(written), want) {
			t.Errorf("not in the text: %q\n%s", want, written)
		}
	}
}

func TestFormatDuration_RoundsUpToWhatTheFormatHas(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Minute: "1m", 90 * time.Minute: "90m", 2 * time.Hour: "2h", 48 * time.Hour: "2d", 49 * time.Hour: "49h",
		time.Second: "1m", 100 * time.Second: "2m", 10_001 * time.Minute: "167h", 20_000 * 24 * time.Hour: "10000d",
	} {
		if got := playbook.FormatDuration(d); got != want {
			t.Errorf("%v is %q, not %q", d, got, want)
		}
	}
}

func TestWrite_ReadsBackEqualWhateverTheTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlaybook(t)
		written, err := playbook.Write(p)
		if err != nil {
			t.Fatal(err)
		}
		got, fs := playbook.Read(written)
		if !reflect.DeepEqual(p, got) {
			t.Fatalf("wrote %#v\nread %#v\n%v\n%s", p, got, lines(errorsOf(fs)), written)
		}
	})
}

// maker draws the parts of a playbook.
type maker struct{ t *rapid.T }

func (m maker) text(label string) string {
	hard := []string{"true", "null", "~", "12", "1e3", "0x1", "2026-01-02", "a: b", "- a", "# no", "{x}", "[a", "&a", "*a", "!t", "'", "\"", "a\nb", "a\n  b\n\nc", "tab\there", "a\r\nb", "à « é »", "\u00a0x", "x\u2028y", "\x01", "\ufeffb", "%", "@a", "`a`", "|", ">", "?", "=", "<<", "a #b", "{town}: [y], z", "😀", "a \nb"}
	s := rapid.OneOf(rapid.String(), rapid.SampledFrom(hard)).Draw(m.t, label)
	return "x" + strings.ToValidUTF8(strings.TrimSpace(s), "") + "."
}

func (m maker) maybe(label string) string {
	if rapid.Bool().Draw(m.t, label+"?") {
		return ""
	}
	return strings.TrimSpace(rapid.OneOf(rapid.Just("null"), rapid.Just("- x"), rapid.StringN(1, 20, -1)).Filter(func(s string) bool { return strings.TrimSpace(s) != "" }).Draw(m.t, label))
}

func (m maker) name(label string) string {
	return rapid.StringMatching(`[a-z][a-z0-9_-]{0,8}`).Draw(m.t, label)
}

func (m maker) names(label string) []string { return some(m.t, label, m.name) }

func (m maker) texts(label string) []string { return some(m.t, label, m.text) }

func (m maker) due(label string) time.Duration {
	return time.Duration(rapid.IntRange(0, 9000).Draw(m.t, label)) * time.Minute
}

func (m maker) flag(label string) bool { return rapid.Bool().Draw(m.t, label) }

// some draws up to two; none is nil, as Read gives it.
func some[T any](t *rapid.T, label string, draw func(string) T) []T {
	var out []T
	for range rapid.IntRange(0, 2).Draw(t, label+"#") {
		out = append(out, draw(label))
	}
	return out
}

func anyPlaybook(t *rapid.T) playbook.Playbook {
	m := maker{t}
	p := playbook.Playbook{
		ID: m.name("id"), Version: "1.2.3", Lang: "fr", Title: m.text("title"), Summary: m.maybe("summary"), Owner: m.maybe("owner"),
		ReviewEvery: m.due("review"), Tags: m.texts("tags"),
		Severity: some(t, "severity", func(l string) playbook.Severity {
			return playbook.Severity{ID: m.name(l), Label: m.text(l), Criteria: m.maybe(l), Escalate: m.texts(l), Within: m.due(l)}
		}),
		Triggers: some(t, "trigger", func(l string) playbook.Trigger {
			return playbook.Trigger{ID: m.name(l), Kind: "alert", Watch: m.maybe(l), Level: "crisis", Topics: m.texts(l), ProposeOnly: m.flag(l)}
		}),
		Statements: some(t, "statement", m.statement),
		Updates:    playbook.Updates{Every: m.due("every") + time.Minute, To: m.names("to"), Template: m.maybe("template")},
		SCCT:       playbook.SCCT{Cluster: playbook.Victim, Allowed: []playbook.Posture{playbook.Deny}},
		Retrospective: playbook.Retrospective{
			Due: m.due("retro"), Blameless: m.flag("blameless"), Questions: m.texts("questions"), Metrics: m.texts("metrics"),
		},
	}
	for i, id := range []string{"no", "null", "true1"}[:rapid.IntRange(0, 3).Draw(t, "roles")] {
		p.Roles = append(p.Roles, playbook.Role{ID: id, Label: m.text("role"), Required: m.flag("role"), Backup: m.maybe("backup"), Agency: i > 0})
		p.Variables = append(p.Variables, playbook.Variable{ID: id, Label: m.text("var"), Type: "choice", Choices: m.texts("choices"), Default: m.maybe("default"), Max: i})
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "steps") {
		p.Steps = append(p.Steps, m.step(i))
	}
	return p
}

func (m maker) statement(l string) playbook.Statement {
	s := playbook.Statement{
		ID: m.name(l), Stage: "holding", Approve: playbook.Approve{Need: playbook.All, Of: m.names(l)}, ValidFor: m.due(l),
		Channels: []playbook.ChannelText{{Channel: "x", Text: m.text(l)}, {Channel: "facebook", Text: m.text(l)}},
	}
	if m.flag(l) {
		s.Requires = map[string]string{m.name(l): m.text(l), "on": "no"}
	}
	return s
}

func (m maker) step(i int) playbook.Step {
	s := playbook.Step{
		ID: m.name("step") + string(rune('a'+i)), Type: playbook.Task, Title: m.text("title"), Help: m.maybe("help"), Role: m.maybe("role"),
		Due: m.due("due"), Checklist: m.texts("checklist"), Needs: m.names("needs"), Goto: m.maybe("goto"), Agency: m.flag("agency"),
	}
	switch rapid.IntRange(0, 4).Draw(m.t, "type") {
	case 1:
		s.Type, s.Sets = playbook.Decision, m.maybe("sets")
		s.Options = []playbook.Option{{ID: "yes", Label: m.text("option"), Goto: m.maybe("to")}, {ID: "no", Label: m.text("option")}}
	case 2:
		s.Type, s.Join = playbook.Parallel, "any"
		s.Branches = []playbook.Branch{{ID: "a", Steps: []playbook.Step{{ID: s.ID + "1", Type: playbook.Publish, Title: "x", Statement: m.text("of")}}}}
	case 3:
		s.Type, s.Every, s.Max, s.Until = playbook.Repeat, m.due("every")+time.Minute, 3, "not (severity >= n2) and alert.cleared for 2h"
		s.Then = playbook.Then{Done: m.text("done"), Raised: m.maybe("raised")}
	case 4:
		s.Overdue = playbook.Overdue{Escalate: m.text("escalate"), After: m.due("after")}
	}
	return s
}
