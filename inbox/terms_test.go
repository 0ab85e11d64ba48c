package inbox_test

import (
	"reflect"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

func TestParseTerms_ReadsWhatAPersonTyped(t *testing.T) {
	yes, no := true, false
	for typed, want := range map[string]inbox.Terms{
		"":                     {},
		"  ":                   {},
		"- \" & :":             {},
		"livraison":            {Words: []inbox.Word{{Text: "livraison", Prefix: true}}},
		"livraison ":           {Words: []inbox.Word{{Text: "livraison"}}},
		"le":                   {Words: []inbox.Word{{Text: "le"}}},
		"colis perdu":          {Words: []inbox.Word{{Text: "colis"}, {Text: "perdu", Prefix: true}}},
		`"colis perdu"`:        {Words: []inbox.Word{{Text: "colis perdu"}}},
		`«colis perdu» x`:      {Words: []inbox.Word{{Text: "colis perdu"}, {Text: "x"}}},
		`"colis perdu`:         {Words: []inbox.Word{{Text: "colis perdu"}}},
		"été -spam":            {Words: []inbox.Word{{Text: "été"}}, Not: []inbox.Word{{Text: "spam"}}},
		`-"gros titre"`:        {Not: []inbox.Word{{Text: "gros titre"}}},
		"From:lea@example.org": {Words: []inbox.Word{{Text: "lea@example.org", Field: inbox.People, Prefix: true}}},
		`to:"Léa B" subject:x`: {Words: []inbox.Word{{Text: "Léa B", Field: inbox.People}, {Text: "x", Field: inbox.Subject}}},
		"tag:VIP -tag:done":    {Tags: []string{"vip"}, NoTags: []string{"done"}},
		"status:open":          {Status: []inbox.Status{inbox.Open}},
		"-status:ignored":      {Status: []inbox.Status{inbox.New, inbox.Open, inbox.Waiting, inbox.Snoozed, inbox.Resolved}},
		"has:attachment":       {Attachment: &yes},
		"-has:attachment":      {Attachment: &no},
		"tag: status: has:":    {},
		"http://a.example":     {Words: []inbox.Word{{Text: "http://a.example", Prefix: true}}},
		"e-mail":               {Words: []inbox.Word{{Text: "e-mail", Prefix: true}}},
	} {
		got, err := inbox.ParseTerms(typed)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("ParseTerms(%q) = %+v, %v; want %+v", typed, got, err, want)
		}
	}
}

func TestParseTerms_RefusesAStatusThatDoesNotExist(t *testing.T) {
	for typed, key := range map[string]string{"status:shut": "fault.search-status", "has:fun": "fault.search-has"} {
		if _, err := inbox.ParseTerms(typed); fault.Of(err) == nil || fault.Of(err).Key != key {
			t.Errorf("ParseTerms(%q) gives %v, not %s", typed, err, key)
		}
	}
}

func FuzzParseTerms(f *testing.F) {
	for _, s := range []string{"a", `-from:"x`, "tag:", "«", "--", `""`, "status:open -x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		terms, err := inbox.ParseTerms(typed)
		if err != nil {
			return
		}
		for _, w := range append(terms.Words, terms.Not...) {
			if w.Text == "" {
				t.Errorf("ParseTerms(%q) gives an empty word", typed)
			}
		}
	})
}

func asker(now time.Time) inbox.Asker {
	return inbox.Asker{
		Me: "M-lea", Now: now,
		Roster: team.Roster{
			Members: []team.Member{
				{ID: "M-lea", Name: "Léa Martin", Handle: "lea"}, {ID: "M-marc", Name: "Marc Petit", Handle: "marc"}, {ID: "M-marie", Name: "Marie Petit", Handle: "marie"},
			},
			Departments: []team.Department{{ID: "D-mkt", Name: "Marketing"}, {ID: "D-leg", Name: "Juridique"}},
		},
		Accounts: []inbox.Account{{ID: "A-1", Name: "Contact France", Address: "contact@maison.example"}},
	}
}

func TestResolve_FindsTheNamesInTheHouse(t *testing.T) {
	now := time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC) }
	for typed, want := range map[string]inbox.Terms{
		"assignee:me":                   {Assignees: inbox.Among[team.MemberID]{In: []team.MemberID{"M-lea"}}},
		"attribuée:moi":                 {Assignees: inbox.Among[team.MemberID]{In: []team.MemberID{"M-lea"}}},
		"attribuee:personne":            {Assignees: inbox.Among[team.MemberID]{In: []team.MemberID{""}}},
		"-assignee:@marc":               {Assignees: inbox.Among[team.MemberID]{Out: []team.MemberID{"M-marc"}}},
		"assignee:martin":               {Assignees: inbox.Among[team.MemberID]{In: []team.MemberID{"M-lea"}}},
		`assignee:"LEA MARTIN"`:         {Assignees: inbox.Among[team.MemberID]{In: []team.MemberID{"M-lea"}}},
		"department:mark":               {Departments: inbox.Among[team.DepartmentID]{In: []team.DepartmentID{"D-mkt"}}},
		"service:juridique":             {Departments: inbox.Among[team.DepartmentID]{In: []team.DepartmentID{"D-leg"}}},
		"service:aucun":                 {Departments: inbox.Among[team.DepartmentID]{In: []team.DepartmentID{""}}},
		"compte:contact@maison.example": {Accounts: inbox.Among[inbox.AccountID]{In: []inbox.AccountID{"A-1"}}},
		"canal:flux":                    {Channels: inbox.Among[inbox.Channel]{In: []inbox.Channel{inbox.ChannelFeed}}},
		"kind:review type:avis":         {Kinds: []inbox.Kind{inbox.Review, inbox.Review}},
		"statut:résolu":                 {Status: []inbox.Status{inbox.Resolved}},
		"Étiquette:X200":                {Tags: []string{"x200"}},
		"after:2026-03-01":              {After: day(3, 1)},
		"-after:2026-03-01":             {Before: day(3, 1)},
		"après:hier avant:10/03/2026":   {After: day(3, 9), Before: day(3, 10)},
		"after:7j":                      {After: day(3, 3)},
		"before:today":                  {Before: day(3, 10)},
		"après:01/12":                   {After: time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)},
		"de:@lea":                       {Words: []inbox.Word{{Text: "lea", Field: inbox.People, Prefix: true}}},
	} {
		parsed, err := inbox.ParseTerms(typed)
		if err != nil {
			t.Errorf("ParseTerms(%q): %v", typed, err)
			continue
		}
		if got, err := parsed.Resolve(asker(now)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q means %+v, %v; want %+v", typed, got, err, want)
		}
	}
}

func TestResolve_SaysWhichNameIsUnknownAndWhere(t *testing.T) {
	for typed, want := range map[string]struct {
		key    string
		column int
	}{
		"colis assignee:zoe": {"fault.search-member", 7},
		"assignee:mar":       {"fault.search-several", 1},
		"department:compta":  {"fault.search-department", 1},
		"x compte:perso":     {"fault.search-account", 3},
		"canal:minitel":      {"fault.search-channel", 1},
		"avant:bientôt":      {"fault.search-day", 1},
		"type:lettre":        {"fault.search-kind", 1},
	} {
		parsed, err := inbox.ParseTerms(typed)
		if err == nil {
			_, err = parsed.Resolve(asker(time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)))
		}
		f := fault.Of(err)
		if err == nil || f.Key != want.key || f.Args["Column"] != want.column {
			t.Errorf("%q gives %v, want %s at %d", typed, err, want.key, want.column)
		}
	}
}

func TestTyping_GivesTheTermAtTheEnd(t *testing.T) {
	for typed, want := range map[string]inbox.Unfinished{
		"":                   {},
		"colis ":             {Before: "colis "},
		"colis ta":           {Before: "colis ", Text: "ta"},
		"colis -étiquette:x": {Before: "colis ", Not: true, Mark: inbox.MarkTag, Typed: "étiquette", Text: "x"},
		`a tag:"vip cl`:      {Before: "a ", Mark: inbox.MarkTag, Typed: "tag", Text: "vip cl"},
	} {
		if got := inbox.Typing(typed); got != want {
			t.Errorf("Typing(%q) = %+v, want %+v", typed, got, want)
		}
	}
	if got := inbox.Typing("colis -dep").With("department", "Service clients"); got != `colis -department:"Service clients" ` {
		t.Errorf("the term becomes %q", got)
	}
}
