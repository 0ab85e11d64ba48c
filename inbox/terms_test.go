package inbox_test

import (
	"reflect"
	"testing"

	"vigie/inbox"
	"vigie/inbox/fault"
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
