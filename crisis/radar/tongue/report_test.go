package tongue_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/assets/lexicon"
	"vigie/crisis/radar/tongue"
)

func detector(t testing.TB) *tongue.Detector {
	t.Helper()
	d, err := tongue.New(lexicon.Tongues())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// shared finds posts that are beside the repository, not in it.
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

// posts cuts the lines of a file into posts of 10 to 60 characters, at white
// spaces, the length drawn; names and addresses are taken out first. With least
// words, shorter ones are left out: "Suspension" is French only by its file.
func posts(t *testing.T, file string, least int) []string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 7))
	clean := strings.NewReplacer("@user", "", "http", "", "RT :", "", `\u2019`, "’", `\u002c`, ",", `\""`, `"`)
	var all []string
	for line := range strings.Lines(string(raw)) {
		most := 10 + random.IntN(51)
		post, words := "", 0
		for _, w := range strings.Fields(clean.Replace(line)) {
			if len([]rune(post+" "+w)) > most {
				break
			}
			if post = strings.TrimSpace(post + " " + w); w[0] != '#' && strings.ContainsAny(w, "aeiouyéèàAEIOUYÉÈÀ") {
				words++
			}
		}
		if len([]rune(post)) >= 10 && words >= least {
			all = append(all, post)
		}
	}
	return all
}

// TestDetect_OnLabelledPosts prints how many posts of each language are told,
// and keeps the target. The val part is for the report only: VIGIE_VAL=1 reads
// it. Of the other languages nothing else is labelled.
func TestDetect_OnLabelledPosts(t *testing.T) {
	d, dir := detector(t), shared(t, "tone-umsab-dev")
	type part struct {
		name string
		want tongue.Language
	}
	parts := []part{{"french_train", "fr"}, {"english_train", "en"}}
	if os.Getenv("VIGIE_VAL") != "" {
		parts = append(parts, part{"french_val", "fr"}, part{"english_val", "en"},
			part{"spanish_val", ""}, part{"italian_val", ""}, part{"portuguese_val", ""}, part{"german_val", ""})
	}
	for _, least := range []int{1, 3} {
		right, total := 0, 0
		for _, f := range parts {
			told := map[tongue.Language]int{}
			all := posts(t, filepath.Join(dir, f.name+"_text.txt"), least)
			for _, p := range all {
				told[d.Detect(p)]++
			}
			right, total = right+told[f.want], total+len(all)
			t.Logf("%d words or more, %-15s %4d posts: fr %4d, en %4d, unknown %4d, right %.1f %%",
				least, f.name, len(all), told["fr"], told["en"], told[""], 100*float64(told[f.want])/float64(len(all)))
		}
		share := 100 * float64(right) / float64(total)
		t.Logf("%d words or more: right %d of %d, %.1f %%", least, right, total, share)
		if wanted := map[int]float64{1: 97, 3: 98}[least]; share < wanted || total < 2000 {
			t.Errorf("%.1f %% of %d posts of %d words or more are told right; %.1f %% of 2,000 are wanted", share, total, least, wanted)
		}
	}
}
