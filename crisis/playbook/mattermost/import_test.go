package mattermost_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/crisis/playbook"
	"vigie/crisis/playbook/mattermost"
)

func taken(t *testing.T, raw []byte) (playbook.Playbook, []string) {
	t.Helper()
	texts := locale.New("en")
	p, report := mattermost.Import(raw, "en", texts)
	var said []string
	for _, f := range report {
		if texts.T(f.Key, f.Args) == f.Key {
			t.Errorf("%s has no text", f.Key)
		}
		said = append(said, strings.TrimPrefix(f.Path+" "+strings.TrimPrefix(f.Key, "mattermost."), " "))
	}
	if report.Errors() {
		t.Fatalf("refused: %v", said)
	}
	written, err := playbook.Write(p)
	if err != nil {
		t.Fatal(err)
	}
	p, fs := playbook.Read(written)
	if fs.Errors() {
		t.Fatalf("%v\n%s", fs, written)
	}
	slices.Sort(said)
	return p, said
}

func fixture(t testing.TB) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "incident.json"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestImport_TakesChecklistsRolesDeadlinesAndConditions(t *testing.T) {
	p, said := taken(t, fixture(t))
	var steps []string
	for _, s := range p.Steps {
		line := []string{s.ID, string(s.Type), s.Role, s.When}
		if s.Due > 0 {
			line = append(line, playbook.FormatDuration(s.Due))
		}
		steps = append(steps, strings.Join(line, "|"))
	}
	want := []string{
		"tell-the-team|task|person-1||15m", "tell-the-team-2|task|lead|",
		"call-the-lawyer|task|group-2|((severity_2 == very-high) and not where == abroad)|1d", "call-the-press-office|task|person-1|", "once|task||", "end|end|lead|",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("got\n%s", strings.Join(steps, "\n"))
	}
	if h := p.Steps[0].Help; h != "Phase: First minutes\nIn the channel.\n/echo help" {
		t.Errorf("help %q", h)
	}
	if u := p.Updates; u.Every != 30*time.Minute || u.Template != "Known / Not known" || u.Role != "lead" {
		t.Errorf("updates %+v", u)
	}
	r := p.Retrospective
	if r.Due != 5*24*time.Hour || !slices.Equal(r.Questions, []string{"What happened?", "What do we change?"}) || len(r.Metrics) != 1 {
		t.Errorf("retrospective %+v", r)
	}
	if len(p.Triggers) != 1 || !slices.Equal(p.Triggers[0].Topics, []string{"outage", "down"}) || !p.Triggers[0].ProposeOnly {
		t.Errorf("triggers %+v", p.Triggers)
	}
	wantSaid := []string{
		"added", "lost", "roles.group-2 assignee", "roles.person-1 assignee", "steps actions", "steps commands", "steps due-from-ready", "steps in-order",
		"steps.call-the-press-office condition-lost", "steps.once date",
	}
	if !slices.Equal(said, wantSaid) {
		t.Errorf("said\n%s", strings.Join(said, "\n"))
	}
}

func TestImport_IsTheSameEachTime(t *testing.T) {
	texts := locale.New("en")
	p, report := mattermost.Import(fixture(t), "en", texts)
	for range 20 {
		again, said := mattermost.Import(fixture(t), "en", texts)
		if !reflect.DeepEqual(p, again) || !reflect.DeepEqual(report, said) {
			t.Fatal("two imports of one file differ")
		}
	}
}

func TestImport_ReadsMattermostsOwnExample(t *testing.T) {
	raw, err := os.ReadFile(beside(t, "playbook-export.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, said := taken(t, raw)
	if p.ID != "example-playbook" || len(p.Steps) != 2 || p.Updates.Every != 7*24*time.Hour || len(p.Retrospective.Questions) != 7 {
		t.Errorf("%+v", p)
	}
	if !slices.Equal(said, []string{"added", "lost"}) {
		t.Errorf("said %v", said)
	}
}

func beside(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "playbook-mattermost", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared material is not beside the repository: %v", err)
	}
	return path
}

// facts are the values of a case, by our names.
type facts map[string]string

func (f facts) Value(name string) string          { return f[name] }
func (f facts) Rank(string) int                   { return -1 }
func (f facts) Held(string) (time.Duration, bool) { return time.Hour, true }

// conditionCase is one of Mattermost's own.
type conditionCase struct {
	Name   string
	Fields []struct {
		ID, Name, Type string
		Attrs          struct {
			Options []struct{ ID, Name string }
		}
	}
	Values []struct {
		Field string `json:"field_id"`
		Value json.RawMessage
	}
	Condition  json.RawMessage
	ShouldPass bool
}

func TestImport_DecidesMattermostsConditionsAsItDoes(t *testing.T) {
	raw, err := os.ReadFile(beside(t, "condition-test-cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []conditionCase
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	var dropped []string
	for _, c := range cases {
		export, err := json.Marshal(map[string]any{
			"title": "x", "version": 1, "checklists": []any{map[string]any{"items": []any{map[string]any{"title": "x", "condition_id": "c"}}}},
			"properties": c.Fields, "conditions": []any{map[string]any{"id": "c", "version": 1, "condition_expr": c.Condition}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p, said := taken(t, export)
		if slices.Contains(said, "steps.x condition-lost") {
			dropped = append(dropped, c.Name)
			continue
		}
		got := true
		if when := p.Steps[0].When; when != "" {
			cond, err := playbook.ParseCondition(when)
			if err != nil {
				t.Fatalf("%s: %q: %v", c.Name, when, err)
			}
			got = cond.Holds(c.facts(t, p))
		}
		if got != c.ShouldPass {
			t.Errorf("%s: %q holds: %v", c.Name, p.Steps[0].When, got)
		}
	}
	// Words with a space, values of the wrong kind, and what does not exist.
	want := []string{
		"text field case-insensitive match", "text field mixed case match", "text field rejects array values", "select field case sensitive no match",
		"select field rejects string values", "multiselect no match", "multiselect isNot condition", "multiselect rejects string values",
		"AND condition all true", "AND condition one false", "nested conditions", "non-existent field", "isNot with non-existent field",
	}
	if !slices.Equal(dropped, want) {
		t.Errorf("dropped\n%s", strings.Join(dropped, "\n"))
	}
	if len(cases) < 20 {
		t.Errorf("only %d cases", len(cases))
	}
}

// facts gives the values of a case under the names that the import chose.
func (c conditionCase) facts(t *testing.T, p playbook.Playbook) facts {
	t.Helper()
	f := facts{}
	for _, v := range c.Values {
		for i, field := range c.Fields {
			var text string
			var ids []string
			if field.ID != v.Field {
				continue
			}
			if json.Unmarshal(v.Value, &text) != nil && json.Unmarshal(v.Value, &ids) == nil && len(ids) > 0 {
				text = ids[0]
			}
			for j, o := range field.Attrs.Options {
				if o.ID == text {
					text = p.Variables[i].Choices[j]
				}
			}
			f[p.Variables[i].ID] = text
		}
	}
	return f
}

func TestImport_SaysWhatIsNoExport(t *testing.T) {
	for raw, key := range map[string]string{"": "mattermost.not-json", "{}": "mattermost.no-playbook", `{"checklists": 7}`: "mattermost.not-json", strings.Repeat(" ", mattermost.MostBytes+1): "mattermost.too-large"} {
		_, report := mattermost.Import([]byte(raw), "en", locale.New("en"))
		if len(report) != 1 || report[0].Key != key || !report.Errors() || locale.New("fr").T(key, report[0].Args) == key {
			t.Errorf("%.30q: %+v", raw, report)
		}
	}
}

func FuzzImport(f *testing.F) {
	f.Add(fixture(f))
	f.Add([]byte(`{"checklists":[{"items":[{"title":"a","condition_id":"c"}]}],"conditions":[{"id":"c"}]}`))
	texts := locale.New("en")
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, report := mattermost.Import(raw, "en", texts)
		if report.Errors() {
			return
		}
		written, err := playbook.Write(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, fs := playbook.Read(written); fs.Errors() {
			for _, x := range fs {
				if !x.Warning && !slices.Contains([]string{"playbook.too-large", "playbook.too-many-steps"}, x.Key) {
					t.Errorf("%+v\n%s", x, written)
				}
			}
		}
	})
}
