package paper_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/assets/font"
	"vigie/assets/locale"
	"vigie/crisis/paper"
	"vigie/crisis/playbook"
)

func at() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }

func fonts() paper.Fonts {
	return paper.Fonts{Regular: font.PaperRegular(), Bold: font.PaperBold()}
}

func sample(t testing.TB, parts ...string) playbook.Playbook {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", "playbook"}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	p, fs := playbook.Read(text)
	if fs.Errors() {
		t.Fatal(fs)
	}
	return p
}

func printed(t testing.TB, p playbook.Playbook) []byte {
	t.Helper()
	out, err := paper.Playbook(p, fonts(), locale.New(p.Lang), at())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPlaybook_IsTheSameBytesEachTime(t *testing.T) {
	p := sample(t, "cacao", "testdata", "every.en.yaml")
	first := printed(t, p)
	for range 5 {
		if !bytes.Equal(first, printed(t, p)) {
			t.Fatal("two prints of one playbook differ")
		}
	}
	later, err := paper.Playbook(p, fonts(), locale.New(p.Lang), at().Add(time.Minute))
	if err != nil || bytes.Equal(first, later) {
		t.Errorf("the time is not on it: %v", err)
	}
}

func TestPlaybook_HasWhatATeamNeedsByHand(t *testing.T) {
	said := words(t, sample(t, "testdata", "colis.en.yaml"))
	for _, want := range []string{
		"CRISIS PLAYBOOK – TO BE KEPT ON PAPER", "colis · version 1.2.0 · printed 2026-11-22 09:30 UTC · owner: communication",
		"Crisis lead *", "Name today", "Phone", "within 15 min", "lead · within", // the matrix
		"1. Adapt the first word", "If refused → 1", "Text: A – Holding statement", "2. Approve the first word", "approved by one of: Head of communication, Crisis lead",
		"Branch A – facts", "5. Check with the carrier", "Late by 10 min: tell Head of communication.", "Branch done: wait for the others of step 4.",
		"Ours → 8", "The carrier's → 10", "Every 30 min, 10 times at most, until: the alert is over for 2", "As soon as the severity is raised → 7", "Then → 11",
		"Must not be left open, if they were reached: 3.", "[Town", "[First name", "at most 280 characters", "Only if: Cause found = Ours", "What did we see too late?", "page 1 of",
	} {
		if want == "lead · within" {
			want = "Crisis lead · within"
		}
		if !strings.Contains(said, strings.Join(strings.Fields(want), " ")) {
			t.Errorf("not on paper: %q", want)
		}
	}
	if t.Failed() {
		t.Log(said)
	}
}

func TestPlaybook_SpeaksTheLanguageOfThePlaybook(t *testing.T) {
	p := sample(t, "testdata", "colis.en.yaml")
	p.Lang, p.Title = "fr", "Été : l’œuvre à 20 € « déjà »"
	said := words(t, p)
	for _, want := range []string{"SCÉNARIO DE CRISE – À GARDER SUR PAPIER", "Été : l’œuvre à 20 € « déjà »", "Quelle est la gravité ?", "Qui fait quoi", "Main courante", "page 1 sur"} {
		if !strings.Contains(said, want) {
			t.Errorf("not on paper: %q\n%s", want, said)
		}
	}
}

func TestPlaybook_SurvivesWhatPeopleWrite(t *testing.T) {
	p := sample(t, "testdata", "colis.en.yaml")
	p.Title = strings.Repeat("x", 500) + " 😀✅ 日本 \u200d e\u0301"
	p.Steps[0].Help = strings.Repeat("a very long help. ", 800) // more than a page
	p.Roles[0].Label = strings.Repeat("Wort", 60)
	p.Severity[0].Criteria = strings.Repeat("criteria ", 100)
	p.Statements[0].Channels[0].Text = ""
	if pages := bytes.Count(printed(t, p), []byte("/Type /Page\n")); pages < 6 || pages > 20 {
		t.Errorf("%d pages", pages)
	}
	if out := printed(t, playbook.Playbook{Lang: "fr"}); len(out) < 1000 {
		t.Error("an empty playbook gives no paper")
	}
}

// words reads the text of a PDF back: fpdf writes each text as the code points
// of its letters.
func words(t *testing.T, p playbook.Playbook) string {
	t.Helper()
	pages := uncompressed(t, printed(t, p))
	var out []string
	for _, m := range regexp.MustCompile(`(?s)BT [-0-9. ]+ Td \((.*?)\) Tj ET`).FindAllSubmatch(pages, -1) {
		raw := regexp.MustCompile(`\\([\\()rn])`).ReplaceAllFunc(m[1], func(s []byte) []byte {
			return map[string][]byte{`\\`: {'\\'}, `\(`: {'('}, `\)`: {')'}, `\r`: {'\r'}, `\n`: {'\n'}}[string(s)]
		})
		row := ""
		for i := 0; i+1 < len(raw); i += 2 {
			row += string(rune(int(raw[i])<<8 | int(raw[i+1])))
		}
		out = append(out, row)
	}
	return strings.ReplaceAll(strings.Join(strings.Fields(strings.ReplaceAll(strings.Join(out, " "), "\u00a0", " ")), " "), "\u202f", " ")
}
