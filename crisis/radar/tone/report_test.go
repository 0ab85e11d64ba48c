package tone_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vigie/assets/lexicon"
	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
)

func reader(t testing.TB) *tone.Reader {
	t.Helper()
	d, err := tongue.New(lexicon.Tongues())
	if err != nil {
		t.Fatal(err)
	}
	lists := map[tongue.Language]*tone.Lexicon{}
	for _, lang := range []tongue.Language{tongue.French, tongue.English, tongue.Unknown} {
		if lists[lang], err = tone.Parse(lexicon.Words(string(lang))...); err != nil {
			t.Fatal(err)
		}
	}
	return tone.New(d, lists)
}

// shared finds lists and posts that are beside the repository, not in it.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		found := filepath.Join(dir, "shared", "data", name)
		if _, err := os.Stat(found); err == nil {
			return found
		}
	}
	t.Skipf("shared/data/%s is not beside the repository", name)
	return ""
}

// labelled is a post with what people said of it.
type labelled struct {
	text string
	tone tone.Tone
}

func linesOf(t *testing.T, file string) []string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
}

func umsab(t *testing.T, part string) []labelled {
	dir := shared(t, "tone-umsab-dev")
	texts, labels := linesOf(t, filepath.Join(dir, part+"_text.txt")), linesOf(t, filepath.Join(dir, part+"_labels.txt"))
	if len(texts) != len(labels) {
		t.Fatalf("%s: %d texts, %d labels", part, len(texts), len(labels))
	}
	clean := strings.NewReplacer(`\u2019`, "’", `\u002c`, ",", `\""`, `"`)
	var all []labelled
	for i, text := range texts {
		of := map[string]tone.Tone{"0": tone.Negative, "1": tone.Neutral, "2": tone.Positive}[strings.TrimSpace(labels[i])]
		all = append(all, labelled{clean.Replace(text), of})
	}
	return all
}

// vader is graded from -4 to 4; within half a point of 0 is neutral.
func vader(t *testing.T) []labelled {
	var all []labelled
	for _, line := range linesOf(t, filepath.Join(shared(t, "tone-vader-dev"), "tweets.tsv")) {
		cells := strings.SplitN(line, "\t", 3)
		v, err := strconv.ParseFloat(cells[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		of := tone.Neutral
		if v <= -0.5 {
			of = tone.Negative
		} else if v >= 0.5 {
			of = tone.Positive
		}
		all = append(all, labelled{cells[2], of})
	}
	return all
}

// plain is a baseline: the sum of a list's valences, nothing else.
func plain(t *testing.T, file string) func(string) tone.Tone {
	words := map[string]float64{}
	for _, line := range linesOf(t, file) {
		cells := strings.Split(line, "\t")
		if v, err := strconv.ParseFloat(cells[1], 64); err == nil {
			words[strings.ToLower(cells[0])] = v
		}
	}
	return func(text string) tone.Tone {
		sum := 0.0
		for _, w := range plainWords(text) {
			sum += words[w]
		}
		switch {
		case sum < 0:
			return tone.Negative
		case sum > 0:
			return tone.Positive
		}
		return tone.Neutral
	}
}

func plainWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \t.,;:!?\"'’()#@…", r) })
}

type baseline struct {
	name string
	say  func(string) tone.Tone
}

// matrix counts: what it is, then what was said.
type matrix map[tone.Tone]map[tone.Tone]int

func judge(all []labelled, say func(string) tone.Tone) matrix {
	m := matrix{}
	for _, of := range tones() {
		m[of] = map[tone.Tone]int{}
	}
	for _, l := range all {
		said := say(l.text)
		if said == tone.Unknown {
			said = tone.Neutral
		}
		m[l.tone][said]++
	}
	return m
}

func tones() []tone.Tone { return []tone.Tone{tone.Negative, tone.Neutral, tone.Positive} }

func (m matrix) row(of tone.Tone) (n int) {
	for _, c := range m[of] {
		n += c
	}
	return n
}

// recall of the negative ones, and the share of the others called negative.
func (m matrix) recall() float64 {
	return float64(m[tone.Negative][tone.Negative]) / float64(m.row(tone.Negative))
}

func (m matrix) falseAlarms() float64 {
	wrong := m[tone.Neutral][tone.Negative] + m[tone.Positive][tone.Negative]
	return float64(wrong) / float64(m.row(tone.Neutral)+m.row(tone.Positive))
}

func (m matrix) macroF1() float64 {
	sum := 0.0
	for _, of := range tones() {
		said := 0
		for _, is := range tones() {
			said += m[is][of]
		}
		sum += 2 * float64(m[of][of]) / float64(m.row(of)+said)
	}
	return sum / 3
}

func (m matrix) String() string {
	rows := ""
	for _, of := range tones() {
		rows += fmt.Sprintf(" %d/%d/%d", m[of][tone.Negative], m[of][tone.Neutral], m[of][tone.Positive])
	}
	return fmt.Sprintf("negative recall %.3f, false positives %.3f, macro-F1 %.3f; negative, neutral, positive each read as -/0/+:%s",
		m.recall(), m.falseAlarms(), m.macroF1(), rows)
}

// TestRead_OnLabelledTweets prints the tables of docs/early-warning.md, and
// keeps that the rules and lists do better than the plain lists. The val part is
// for the report only: VIGIE_VAL=1 reads it.
func TestRead_OnLabelledTweets(t *testing.T) {
	r := reader(t)
	french, english := plain(t, shared(t, "lex-afinn/afinn/data/AFINN-fr-165.txt")), plain(t, shared(t, "lex-afinn/afinn/data/AFINN-en-165.txt"))
	vaderList := plain(t, shared(t, "lex-vader/vaderSentiment/vader_lexicon.txt"))
	inFrench, inEnglish := []baseline{{"AFINN-fr", french}}, []baseline{{"AFINN-en", english}, {"VADER list", vaderList}}
	for _, c := range []struct {
		name      string
		posts     func() []labelled
		lang      tongue.Language
		baselines []baseline
	}{
		{"dev, French tweets", func() []labelled { return umsab(t, "french_train") }, "fr", inFrench},
		{"dev, English tweets", func() []labelled { return umsab(t, "english_train") }, "en", inEnglish},
		{"dev, graded English tweets", func() []labelled { return vader(t) }, "en", inEnglish},
		{"val, French tweets", func() []labelled { return umsab(t, "french_val") }, "fr", inFrench},
		{"val, English tweets", func() []labelled { return umsab(t, "english_val") }, "en", inEnglish},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.HasPrefix(c.name, "val") && os.Getenv("VIGIE_VAL") == "" {
				t.Skip("the val part is for the report only: VIGIE_VAL=1 reads it")
			}
			all := c.posts()
			m := judge(all, func(text string) tone.Tone { return r.ReadIn(text, c.lang).Tone })
			t.Logf("%-10s %s", "Vigie", m)
			t.Logf("%-10s %s", "told alone", judge(all, func(text string) tone.Tone { return r.Read(text).Tone }))
			for _, b := range c.baselines {
				base := judge(all, b.say)
				t.Logf("%-10s %s", b.name, base)
				if m.macroF1() <= base.macroF1() {
					t.Errorf("no better than %s", b.name)
				}
			}
		})
	}
}
