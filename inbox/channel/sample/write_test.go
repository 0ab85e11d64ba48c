package sample

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
)

// present is a Thursday afternoon; night is when nobody should be at work.
func present() time.Time { return time.Date(2026, 3, 12, 14, 20, 0, 0, time.UTC) }
func night() time.Time   { return time.Date(2026, 8, 2, 3, 5, 0, 0, time.UTC) }

func history(t *testing.T, now time.Time) []Exchange {
	t.Helper()
	list, err := Write(rand.New(rand.NewPCG(Seed, 1)), now, 1200)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// all lists the messages of a history, oldest first.
func all(list []Exchange) []inbox.Message {
	var out []inbox.Message
	for _, e := range list {
		for _, u := range e.Messages {
			out = append(out, u.Message)
		}
	}
	slices.SortStableFunc(out, func(a, b inbox.Message) int { return a.SentAt.Compare(b.SentAt) })
	return out
}

func TestWrite_GivesTheNumberThatWasAskedFor(t *testing.T) {
	for _, now := range []time.Time{present(), night()} {
		list := history(t, now)
		kinds, languages, classes := map[inbox.Kind]int{}, map[string]int{}, map[inbox.Class]int{}
		for _, m := range all(list) {
			kinds[m.Kind]++
			classes[m.Class]++
			if m.Class == inbox.Person {
				languages[m.Language]++
			}
		}
		n := len(all(list))
		if n != 1200 {
			t.Errorf("%d messages, want 1200", n)
		}
		for kind, least := range map[inbox.Kind]int{inbox.Email: 300, inbox.Mention: 120, inbox.Comment: 180, inbox.Direct: 30, inbox.Review: 50, inbox.Clip: 4} {
			if kinds[kind] < least {
				t.Errorf("%d of kind %s, want at least %d", kinds[kind], kind, least)
			}
		}
		if share := float64(languages["fr"]) / float64(n); share < 0.58 || share > 0.76 {
			t.Errorf("%.0f %% is French, want about two thirds", 100*share)
		}
		if len(languages) < 8 {
			t.Errorf("languages %v, want voices from elsewhere too", languages)
		}
		for _, c := range []inbox.Class{inbox.Newsletter, inbox.AutoReply, inbox.Bounce} {
			if classes[c] < 5 {
				t.Errorf("%d of class %s", classes[c], c)
			}
		}
	}
}

func TestWrite_IsTheSameForTheSameSeedAndClock(t *testing.T) {
	if !reflect.DeepEqual(history(t, present()), history(t, present())) {
		t.Errorf("two histories of one seed differ")
	}
	other, err := Write(rand.New(rand.NewPCG(Seed+1, 1)), present(), 1200)
	if err != nil {
		t.Fatal(err)
	}
	if reflect.DeepEqual(other, history(t, present())) {
		t.Errorf("another seed gives the same history")
	}
}

func TestWrite_HasConversationsOfOneToNineMessages(t *testing.T) {
	sizes := map[int]int{}
	for _, e := range history(t, present()) {
		sizes[len(e.Messages)]++
	}
	for n := 1; n <= 9; n++ {
		if sizes[n] == 0 {
			t.Errorf("no conversation of %d messages: %v", n, sizes)
		}
	}
	if len(sizes) != 9 {
		t.Errorf("sizes %v, want 1 to 9", sizes)
	}
}

func TestWrite_RepeatsNobodyNearby(t *testing.T) {
	var recent []string
	for _, m := range all(history(t, present())) {
		if m.Direction != inbox.Inbound || m.Class != inbox.Person {
			continue
		}
		if slices.Contains(recent, m.Text) {
			t.Errorf("said twice within fifteen messages: %q", m.Text)
		}
		if recent = append(recent, m.Text); len(recent) > 15 {
			recent = recent[1:]
		}
	}
}

func TestWrite_LeavesNoMarkOfItsMaking(t *testing.T) {
	for _, m := range all(history(t, present())) {
		for _, text := range []string{m.Text, m.Subject, m.Quoted, m.Author.Name, m.Author.Handle} {
			if strings.ContainsAny(text, "{}[]") || strings.Contains(text, "=>") || strings.Contains(text, "  ") {
				t.Errorf("left over: %q", text)
			}
		}
		if strings.TrimSpace(m.Text) == "" || m.Author.Handle == "" || m.Author.Name == "" {
			t.Errorf("%s says %q as %q", m.Native, m.Text, m.Author.Handle)
		}
		if m.Kind == inbox.Email && m.Subject == "" {
			t.Errorf("mail %s without a subject", m.Native)
		}
	}
}

func TestWrite_NamesOnlyHostsOfExample(t *testing.T) {
	host := regexp.MustCompile(`(?:https?://|@)[\p{L}0-9.-]+\.[\p{L}]{2,}`)
	bare := regexp.MustCompile(`\b[\w-]+\.(?:com|fr|org|net|eu|io|co|uk|de|shop)\b`)
	list := history(t, present())
	if err := Seal(list); err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		for _, u := range e.Messages {
			m := u.Message
			if found := bare.FindString(m.Text + " " + m.Subject); found != "" {
				t.Errorf("%s names %s", m.Native, found)
			}
			for _, text := range []string{m.Text, m.Author.Handle, m.Author.URL, m.Permalink, m.MailID, m.InReplyTo, strings.Join(m.Recipients, " ")} {
				for _, found := range host.FindAllString(text, -1) {
					if !strings.HasSuffix(found, ".example") {
						t.Errorf("%s names %s", m.Native, found)
					}
				}
			}
		}
	}
}

func TestWrite_NeverGoesBackInTimeNorPastThePresent(t *testing.T) {
	for _, now := range []time.Time{present(), night()} {
		natives := map[string]bool{}
		for _, e := range history(t, now) {
			for i, u := range e.Messages {
				m := u.Message
				if m.SentAt.After(now) || m.ReceivedAt.After(now) || m.SentAt.Before(now.AddDate(0, 0, -Days-1)) {
					t.Errorf("%s was sent at %v", m.Native, m.SentAt)
				}
				if i > 0 && m.SentAt.Before(e.Messages[i-1].Message.SentAt) {
					t.Errorf("%s is older than what it follows", m.Native)
				}
				if natives[m.Native] {
					t.Errorf("%s twice", m.Native)
				}
				natives[m.Native] = true
			}
		}
	}
}

// TestWrite_EndsBeforeTheStorm: the storm itself comes while one watches, and
// is for the early warning to see.
func TestWrite_EndsBeforeTheStorm(t *testing.T) {
	n := 0
	for _, e := range history(t, present()) {
		if e.Theme == "heat" && present().Sub(e.Messages[0].Message.SentAt) <= Rush {
			n++
		}
	}
	if n < 3 || n > 5 {
		t.Errorf("%d complaints in the last minutes: want a few", n)
	}
}

func TestTeam_HasEveryProfileAndFourDepartments(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		r := Team(lang)
		profiles := map[string]bool{}
		for _, m := range r.Members {
			profiles[string(m.Profile)] = true
			if len(m.Departments) == 0 || m.Handle != strings.ToLower(m.Handle) {
				t.Errorf("member %+v", m)
			}
		}
		if len(r.Departments) != 4 || len(r.Members) != 7 || len(profiles) != 6 {
			t.Errorf("%s: %d departments, %d members, profiles %v", lang, len(r.Departments), len(r.Members), profiles)
		}
		for _, d := range r.Departments {
			if len(d.Reasons) == 0 || len(r.Of(d.ID)) == 0 {
				t.Errorf("department %s has no reasons or nobody", d.Name)
			}
		}
	}
}

func TestFile_AreRealPicturesAndDocuments(t *testing.T) {
	for _, name := range FileNames() {
		raw := File(name)
		head := "\x89PNG"
		if strings.HasSuffix(name, ".pdf") {
			head = "%PDF-1.4"
		}
		if !strings.HasPrefix(string(raw), head) || len(raw) < 400 {
			t.Errorf("%s is %d bytes and begins with %q", name, len(raw), raw[:min(8, len(raw))])
		}
	}
}
