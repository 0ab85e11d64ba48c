package playbook_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"vigie/assets/locale"
	builtin "vigie/assets/playbook"
	"vigie/crisis/playbook"
)

// firstScreen is how many characters the first five steps may show, with titles,
// help and checklists: about 15 lines of 70, what a window of 1280 by 800 shows
// beside the other columns.
const firstScreen = 1_000

func ids() []string {
	return []string{
		"accident-catastrophe", "bad-buzz-campagne", "compte-pirate", "conduite-salarie", "fausse-nouvelle",
		"fuite-donnees", "harcelement-equipe", "panne-service", "propos-dirigeant", "rumeur-securite-produit",
	}
}

// books reads every file; findings end the test.
func books(t *testing.T) map[string]playbook.Playbook {
	t.Helper()
	files, err := builtin.All()
	if err != nil {
		t.Fatal(err)
	}
	texts := locale.New("en")
	out := map[string]playbook.Playbook{}
	for _, f := range files {
		p, findings := playbook.Read(f.Text)
		for _, x := range findings {
			t.Errorf("%s.%s:%d:%d: %s: %s", f.ID, f.Lang, x.Line, x.Col, x.Path, texts.T(x.Key, x.Args))
		}
		if p.ID != f.ID || p.Lang != f.Lang {
			t.Errorf("%s.%s says that it is %s.%s", f.ID, f.Lang, p.ID, p.Lang)
		}
		out[f.ID+"."+f.Lang] = p
	}
	return out
}

// shown gives every text of a playbook that people read, and where it stands.
func shown(p playbook.Playbook) map[string]string {
	out := map[string]string{"title": p.Title, "summary": p.Summary, "updates": p.Updates.Template}
	for _, s := range p.Severity {
		out["severity "+s.ID] = s.Label + "\n" + s.Criteria
	}
	for _, r := range p.Roles {
		out["role "+r.ID] = r.Label
	}
	for _, v := range p.Variables {
		out["variable "+v.ID] = v.Label
	}
	for _, s := range p.Statements {
		for _, c := range s.Channels {
			out["statement "+s.ID+"."+c.Channel] = c.Text
		}
	}
	p.Walk(func(_ string, s *playbook.Step) {
		labels := []string{s.Title, s.Help}
		for _, o := range s.Options {
			labels = append(labels, o.Label)
		}
		out["step "+s.ID] = strings.Join(append(labels, s.Checklist...), "\n")
	})
	out["questions"] = strings.Join(p.Retrospective.Questions, "\n")
	return out
}

func TestPlaybooks_AreTenInTwoLanguagesWithoutFinding(t *testing.T) {
	all := books(t)
	for _, id := range ids() {
		fr, en := all[id+".fr"], all[id+".en"]
		if fr.ID == "" || en.ID == "" {
			t.Errorf("%s is missing in a language", id)
		} else if a, b := playbook.Skeleton(fr), playbook.Skeleton(en); a != b {
			t.Errorf("%s: the skeletons are %s and %s", id, a, b)
		}
	}
	if len(all) != 2*len(ids()) {
		t.Errorf("%d files for %d playbooks", len(all), len(ids()))
	}
}

func TestPlaybooks_AreWalkedToAnEndOnEveryPath(t *testing.T) {
	for name, p := range books(t) {
		r := rehearse(p)
		for f := range r.faults {
			t.Errorf("%s: %s", name, f)
		}
		for _, e := range r.expected() {
			if !r.taken[e] {
				t.Errorf("%s: no run ever takes %s", name, e)
			}
		}
		p.Walk(func(path string, s *playbook.Step) {
			if !slices.ContainsFunc(states(r), func(x state) bool { return x.step == s.ID }) {
				t.Errorf("%s: no run ever comes to %s", name, path)
			}
		})
		if stuck := r.stuck(); len(stuck) > 0 || len(r.ends) == 0 {
			t.Errorf("%s: %d of %d states lead to no end, as %v", name, len(stuck), len(r.seen), stuck[:min(1, len(stuck))])
		}
		t.Logf("%s: %d states, %d ends", name, len(r.seen), len(r.ends))
	}
}

func states(r *rehearsal) []state {
	var out []state
	for _, s := range r.seen {
		out = append(out, s)
	}
	return out
}

// The simulator must see what it is there for.
func TestRehearsal_SeesWhatIsWrong(t *testing.T) {
	sound := books(t)["rumeur-securite-produit.fr"]
	change := func(id string, f func(*playbook.Step)) playbook.Playbook {
		p := sound
		p.Steps = slices.Clone(sound.Steps)
		i := slices.IndexFunc(p.Steps, func(s playbook.Step) bool { return s.ID == id })
		f(&p.Steps[i])
		return p
	}
	for want, p := range map[string]playbook.Playbook{
		"publier_rappel publishes rappel without its approval": change("valider_rappel", func(s *playbook.Step) { s.Of = "dementi" }),
		"valider_dementi says dementi while fait is inconnu": change("conclusion", func(s *playbook.Step) {
			s.Options = slices.Clone(s.Options)
			s.Options[2].Goto = "valider_dementi"
		}),
		"valider_attente: {heure_point} of attente was not asked for by then": change("gravite", func(s *playbook.Step) {
			s.Options = slices.Clone(s.Options)
			s.Options[1].Goto = "valider_attente"
		}),
	} {
		if r := rehearse(p); !r.faults[want] {
			t.Errorf("not seen: %s; but %v", want, r.faults)
		}
	}
	if r := rehearse(change("retour", func(s *playbook.Step) { s.Goto = "retour" })); len(r.stuck()) == 0 {
		t.Error("a loop without an end is not seen")
	}
}

func TestPlaybooks_FitTheirFirstStepsOnAScreen(t *testing.T) {
	for name, p := range books(t) {
		size, n := 0, 0
		p.Walk(func(_ string, s *playbook.Step) {
			if n < 5 {
				size += utf8.RuneCountInString(s.Title + s.Help + strings.Join(s.Checklist, ""))
			}
			n++
		})
		if size > firstScreen {
			t.Errorf("%s: the first five steps show %d characters; a screen holds %d", name, size, firstScreen)
		}
		if n > 25 {
			t.Errorf("%s: %d steps", name, n)
		}
	}
}

func TestPlaybooks_KeepWhatEachScenarioDemands(t *testing.T) {
	all := books(t)
	for name, p := range all {
		if p.Steps[0].Type != playbook.FreezeStep && p.Steps[1].Type != playbook.FreezeStep {
			t.Errorf("%s does not freeze at once", name)
		}
		if p.Steps[0].Due > 5*time.Minute {
			t.Errorf("%s: %s for its first step", name, p.Steps[0].Due)
		}
	}
	t.Run("the authority hears of a breach within 72 hours", func(t *testing.T) {
		p := all["fuite-donnees.fr"]
		if d := longest(p, "constat", "notifier"); d < time.Hour || d > 72*time.Hour {
			t.Errorf("the deadlines allow %s", d)
		}
		if s, _ := p.Step("notifier"); s.Skip != "never" || s.Evidence != "required" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("a campaign is kept or withdrawn within two hours", func(t *testing.T) {
		p := all["bad-buzz-campagne.fr"]
		if d := longest(p, p.Steps[0].ID, "choisir"); d < time.Hour || d > 2*time.Hour {
			t.Errorf("the deadlines allow %s", d)
		}
		for _, s := range p.Statements {
			if s.Posture == playbook.Deny || s.Stage == "correction" {
				t.Errorf("%s denies", s.ID)
			}
		}
	})
	t.Run("nothing that an intruder wrote is deleted before it is kept", func(t *testing.T) {
		r := rehearse(all["compte-pirate.fr"])
		if r.avoids("preuves", "nettoyer") || r.avoids("maitrise", "publier_retour") {
			t.Error("a way leads around the evidence, or around the account being ours")
		}
	})
	t.Run("after a disaster the house speaks again by a decision of two", func(t *testing.T) {
		p := all["accident-catastrophe.fr"]
		s, _ := p.Step("reprise")
		if rehearse(p).avoids("reprise", "retour") || s.Type != playbook.Decision || s.Confirm == "" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("people are made safe before anything else, and that is not skipped", func(t *testing.T) {
		if s := all["harcelement-equipe.fr"].Steps[0]; s.Role != "surete" || s.Skip != "never" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("a fake is called one by two people, with a page of proof", func(t *testing.T) {
		p := all["fausse-nouvelle.fr"]
		s, _ := p.Step("verdict")
		if rehearse(p).avoids("page", "publier_correction") || s.Confirm == "" {
			t.Errorf("%+v", s)
		}
	})
}

func TestPlaybooks_SayTheSameInBothLanguages(t *testing.T) {
	all := books(t)
	blanks := func(text string) []string {
		names := playbook.Placeholders(text)
		for i, n := range names {
			if n == "first_name" {
				names[i] = "prenom"
			}
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	for _, id := range ids() {
		fr, en := shown(all[id+".fr"]), shown(all[id+".en"])
		for where, text := range fr {
			if (text == "") != (en[where] == "") || !reflect.DeepEqual(blanks(text), blanks(en[where])) {
				t.Errorf("%s: %s has other blanks: %v and %v", id, where, blanks(text), blanks(en[where]))
			}
			if strings.Count(text, "\n") != strings.Count(en[where], "\n") {
				t.Errorf("%s: %s has other lines", id, where)
			}
			if text != "" && text == en[where] && len(text) > 20 {
				t.Errorf("%s: %s is not translated: %s", id, where, text)
			}
		}
	}
}

func TestPlaybooks_HaveAFirstWordForEveryPlace(t *testing.T) {
	for name, p := range books(t) {
		for _, s := range p.Statements {
			if s.Stage != "holding" {
				continue
			}
			for _, want := range []string{"x", "facebook", "reponse", "interne"} {
				if !slices.ContainsFunc(s.Channels, func(c playbook.ChannelText) bool { return c.Channel == want }) {
					t.Errorf("%s: %s has no text for %s", name, s.ID, want)
				}
			}
		}
		for _, q := range []string{p.Updates.Template, p.Summary} {
			if q == "" {
				t.Errorf("%s lacks a text", name)
			}
		}
		if len(p.Retrospective.Questions) < 4 {
			t.Errorf("%s asks %d questions afterwards", name, len(p.Retrospective.Questions))
		}
	}
}

func TestPlaybooks_AreTypesetAsTheirLanguageWants(t *testing.T) {
	rules := map[string]map[string]*regexp.Regexp{
		"fr": {
			"a straight apostrophe":                  regexp.MustCompile(`\pL'\pL`),
			"a space that may break before a sign":   regexp.MustCompile(` [;:!?»]|« `),
			"no space before a sign":                 regexp.MustCompile(`\pL[!?;]`),
			"a guillemet without its space":          regexp.MustCompile("«[^\u00a0]|[^\u00a0]»"),
			"English quotation marks":                regexp.MustCompile(`[“”"]`),
			"a placeholder of the other language":    regexp.MustCompile(`\{first_name\}`),
			"three dots in place of an ellipsis":     regexp.MustCompile(`\.\.\.`),
			"a text that is not finished":            regexp.MustCompile(`(?i)lorem|todo|tbd|xxx|\[|\]|<|>|\|\|`),
			"the name of a brand or a network":       brands(),
			"a space at a line's end, or two spaces": regexp.MustCompile(`(?m)  | $`),
		},
		"en": {
			"a straight apostrophe":                  regexp.MustCompile(`\pL'\pL`),
			"a space before a sign":                  regexp.MustCompile(`[\s\x{a0}][;:!?]`),
			"straight or French quotation marks":     regexp.MustCompile(`["«»]`),
			"a placeholder of the other language":    regexp.MustCompile(`\{prenom\}`),
			"three dots in place of an ellipsis":     regexp.MustCompile(`\.\.\.`),
			"a text that is not finished":            regexp.MustCompile(`(?i)lorem|todo|tbd|xxx|\[|\]|<|>|\|\|`),
			"the name of a brand or a network":       brands(),
			"a space at a line's end, or two spaces": regexp.MustCompile(`(?m)  | $`),
		},
	}
	for name, p := range books(t) {
		for where, text := range shown(p) {
			for what, rule := range rules[p.Lang] {
				if hit := rule.FindString(text); hit != "" {
					t.Errorf("%s: %s has %s: %q", name, where, what, hit)
				}
			}
		}
	}
}

// brands finds names that a text for every house may not bear. Networks change
// their names, and a house may not be on them.
func brands() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(acme|foo|bar|john doe|jane doe|jean dupont|twitter|facebook|instagram|linkedin|mastodon|tiktok|youtube|whatsapp|google|apple|microsoft|amazon|slack)\b`)
}
