package paper_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/crisis/paper"
	"vigie/crisis/playbook"
)

func minuted(t testing.TB, lang string, exercise bool, lines []minutes.Line) []byte {
	t.Helper()
	log := minutes.Log{Header: minutes.Header{Run: "R1", Book: crisis.Pin{ID: "storm", Version: "1.0.0", Title: "Tempête de plaintes"}, Head: "abc", Exercise: exercise, At: at()}}
	var out bytes.Buffer
	if err := paper.Minutes(&out, log, lines, fonts(), locale.New(lang), time.UTC); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func line(i int, detail string) minutes.Line {
	return minutes.Line{Seq: int64(i), At: at().Add(time.Duration(i) * time.Minute), Who: "Léa Martin", What: "a noté", Step: "Garder une trace", Detail: detail, Verdict: crisis.Counts}
}

func pagesOf(pdf []byte) int { return len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(pdf, -1)) }

// look keeps the file for a person when VIGIE_LOOK_DIR says where.
func look(t testing.TB, name string, pdf []byte) {
	t.Helper()
	if dir := os.Getenv("VIGIE_LOOK_DIR"); dir != "" {
		if err := os.WriteFile(dir+"/"+name, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMinutes_AreTheSameBytesEachTime(t *testing.T) {
	lines := []minutes.Line{line(1, "« Bonjour » : l’appel de 14 h")}
	if !bytes.Equal(minuted(t, "fr", false, lines), minuted(t, "fr", false, lines)) {
		t.Error("two prints of one log differ")
	}
}

func TestMinutes_SayThatItWasAnExerciseOnEachPage(t *testing.T) {
	var lines []minutes.Line
	for i := range 200 {
		lines = append(lines, line(i, "https://example.org/"+strings.Repeat("x", 300)))
	}
	lines[3].Red, lines[4].Verdict = true, crisis.AfterClosing
	with, without := minuted(t, "fr", true, lines), minuted(t, "fr", false, lines)
	look(t, "minutes-exercise-fr.pdf", with)
	const fill = "1.000 0.941 0.745 rg" // of the band
	if bands, pages := bytes.Count(uncompressed(t, with), []byte(fill)), pagesOf(with); bands != pages || pages < 10 {
		t.Errorf("%d bands on %d pages", bands, pages)
	}
	if bytes.Contains(uncompressed(t, without), []byte(fill)) {
		t.Error("a real run is called an exercise")
	}
}

func TestMinutes_HoldTenThousandLinesAndTextsLongerThanAPage(t *testing.T) {
	var lines []minutes.Line
	for i := range 10_000 {
		lines = append(lines, line(i, "Nous avons vu vos messages. Prochain point à 15 h."))
	}
	lines[5].Detail = strings.Repeat("Un très long message, mot après mot. ", 700)
	pdf := minuted(t, "fr", false, lines)
	if n := pagesOf(pdf); n < 400 || n > 900 {
		t.Errorf("%d pages", n)
	}
}

func TestMinutes_OfARun(t *testing.T) {
	raw, err := os.ReadFile("../testdata/storm.en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	book, _ := playbook.Read(raw)
	var log minutes.Log
	log.Header = minutes.Header{Book: crisis.Pin{ID: "storm", Title: book.Title}, At: at()}
	for _, lang := range []string{"en", "fr"} {
		var out bytes.Buffer
		lines := minutes.Lines(crisis.NewPlan(book), log, locale.New(lang))
		if err := paper.Minutes(&out, log, lines, fonts(), locale.New(lang), time.UTC); err != nil || pagesOf(out.Bytes()) != 1 {
			t.Errorf("an empty log in %s: %v, %d pages", lang, err, pagesOf(out.Bytes()))
		}
	}
}
