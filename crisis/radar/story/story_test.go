package story

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

func start() time.Time { return time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC) }

func ours(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "sentences.fr.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// sentences are our own, and some hundred more where the shared data is.
func sentences(t testing.TB) []string {
	t.Helper()
	out := ours(t)
	more, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "tone-umsab-dev", "french_train_text.txt"))
	if err != nil {
		t.Logf("only our own sentences: %v", err)
		return out
	}
	seen := map[string]bool{}
	for _, line := range strings.Split(string(more), "\n") {
		words := Words(line)
		if key := strings.Join(words, " "); len(words) >= 8 && !seen[key] && len(out) < 301 {
			seen[key] = true
			out = append(out, line)
		}
	}
	return out
}

// copies makes the six kinds of copy of a text.
func copies(text string, list []string, r *rand.Rand) map[string]string {
	// A comment says something of its own: words of other sentences, mixed.
	comment := strings.Fields(list[r.Intn(len(list))] + " " + list[r.Intn(len(list))])
	r.Shuffle(len(comment), func(i, j int) { comment[i], comment[j] = comment[j], comment[i] })
	fields := strings.Fields(text)
	var dropped []string
	for _, f := range fields {
		if r.Float64() >= 0.15 {
			dropped = append(dropped, f)
		}
	}
	return map[string]string{
		"repost":    "RT @quelquun: " + text,
		"capitals":  strings.ToUpper(strip(text)),
		"cut":       strings.Join(fields[:len(fields)*3/4+1], " ") + "… https://exemple.fr/" + fmt.Sprint(r.Intn(9999)),
		"decorated": text + " !!! 😡😡🔥",
		"dropped":   strings.Join(dropped, " "),
		"quoted":    strings.Join(comment, " ") + " : « " + text + " »",
	}
}

func strip(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r < 0x370 {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func TestGrouping_FindsTheSixKindsOfCopy(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	list := sentences(t)
	found, all := map[string]int{}, map[string]int{}
	right, wrong := 0, 0
	for i, s := range list {
		for kind, text := range copies(s, list, r) {
			all[kind]++
			// Alone with its original and with another sentence, so that what one
			// copy joins does not hide what the next one finds.
			h := New(0)
			own := h.Add(Post{ID: "own", Author: "a", At: start(), Text: s})
			other := h.Add(Post{ID: "other", Author: "a", At: start(), Text: list[(i+1+r.Intn(len(list)-1))%len(list)]})
			if own == other {
				continue // two sentences of the data that are copies themselves
			}
			switch got := h.Add(Post{ID: "copy", Author: "b", At: start().Add(time.Minute), Text: text}); got {
			case own:
				found[kind]++
				right++
			case other:
				wrong++
			}
		}
	}
	total := 0
	for kind, n := range all {
		total += n
		t.Logf("%-10s %3d of %3d", kind, found[kind], n)
	}
	recall, precision := float64(right)/float64(total), float64(right)/float64(right+wrong)
	t.Logf("recall %.3f, precision %.3f of %d sentences", recall, precision, len(list))
	if recall < 0.95 || precision < 0.98 {
		t.Errorf("recall %.3f (want 0.95), precision %.3f (want 0.98)", recall, precision)
	}
}

func TestGrouping_KeepsUnlikeTextsApart(t *testing.T) {
	g := New(0)
	g.Add(Post{ID: "1", Author: "a", At: start(), Text: "La livraison de mon colis a pris trois semaines de retard cette fois"})
	s := g.Add(Post{ID: "2", Author: "b", At: start(), Text: "La livraison de mon frigo était parfaite, merci au livreur du samedi matin"})
	if s.ID != "2" {
		t.Errorf("two opinions are one story %q", s.ID)
	}
}

func TestStory_CountsEachAuthorOnce(t *testing.T) {
	g := New(0)
	text := "On dit que la crème du matin provoque des allergies graves chez les enfants"
	many, few := int64(99_999), int64(9)
	var s *Story
	for i := range 50 {
		s = g.Add(Post{ID: fmt.Sprint("p", i), Author: "one", Channel: "x", At: start().Add(time.Duration(i) * time.Minute), Text: text, Followers: &few})
	}
	s = g.Add(Post{ID: "wide", Author: "two", Channel: "forum", At: start().Add(time.Hour), Text: "RT " + text, Followers: &many})
	s = g.Add(Post{ID: "who", Author: "", Channel: "forum", At: start().Add(time.Hour), Text: text})
	if s.Posts != 52 || len(s.Authors) != 3 || s.Channels["x"] != 50 || s.Reach < 5.99 || s.Reach > 6.01 || s.Widest().ID != "wide" || s.First.ID != "p0" {
		t.Errorf("posts %d, authors %d, channels %v, reach %.2f, widest %q", s.Posts, len(s.Authors), s.Channels, s.Reach, s.Widest().ID)
	}
}

func TestStory_TellsHowFastItDoubles(t *testing.T) {
	g := New(0)
	text := "On dit que la crème du matin provoque des allergies graves chez les enfants"
	var s *Story
	n := 0
	for minute := range 61 {
		// Authors double every twenty minutes: 2, 4, 8, 16.
		for want := int(2 * pow2(float64(minute)/20)); n < want; n++ {
			s = g.Add(Post{ID: fmt.Sprint("p", n), Author: fmt.Sprint("a", n), At: start().Add(time.Duration(minute) * time.Minute), Text: text})
		}
	}
	d, ok := s.Doubling(start().Add(time.Hour))
	if !ok || d < 15*time.Minute || d > 32*time.Minute {
		t.Errorf("doubles in %s, %v", d, ok)
	}
	if _, ok := s.Doubling(start().Add(48 * time.Hour)); ok {
		t.Error("it still grows two days later")
	}
}

func pow2(x float64) float64 {
	v := 1.0
	for ; x >= 1; x-- {
		v *= 2
	}
	return v * (1 + x)
}

func TestGrouping_ForgetsWhatNobodyRepeats(t *testing.T) {
	g := New(24 * time.Hour)
	text := "Le vigile du magasin a refusé une cliente en fauteuil devant tout le rayon"
	g.Add(Post{ID: "old", Author: "a", At: start(), Text: text})
	s := g.Add(Post{ID: "new", Author: "b", At: start().Add(72 * time.Hour), Text: text})
	if s.ID != "new" || len(g.Stories()) != 1 {
		t.Errorf("still %q among %d", s.ID, len(g.Stories()))
	}
}

func BenchmarkAdd(b *testing.B) {
	list := sentences(b)
	r := rand.New(rand.NewSource(1))
	var posts []Post
	for i := range 3_000 {
		text := list[r.Intn(len(list))]
		words := strings.Fields(text)
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		if r.Intn(3) == 0 {
			words = strings.Fields(text)
		}
		posts = append(posts, Post{ID: fmt.Sprint(i), Author: fmt.Sprint(r.Intn(5000)), At: start().Add(time.Duration(i) * 2 * time.Second), Text: strings.Join(words, " ")})
	}
	g := New(0)
	for i := 0; b.Loop(); i++ {
		g.Add(posts[i%len(posts)])
	}
}

// All copies of all sentences at once: what one copy connects must not chain
// two opinions together.
func TestGrouping_DoesNotChainStoriesTogether(t *testing.T) {
	r := rand.New(rand.NewSource(11))
	list := ours(t) // the tweets of the shared data are often copies themselves
	g := New(0)
	members := map[*Story]map[int]int{}
	n := 0
	add := func(i int, text string) {
		n++
		s := g.Add(Post{ID: fmt.Sprint("p", n), Author: fmt.Sprint("a", n), At: start().Add(time.Duration(n) * time.Second), Text: text})
		if members[s] == nil {
			members[s] = map[int]int{}
		}
		members[s][i]++
	}
	for i, s := range list {
		add(i, s)
	}
	for i, s := range list {
		for _, text := range copies(s, list, r) {
			add(i, text)
		}
	}
	right, pairs := 0, 0
	for _, of := range members {
		total := 0
		for _, k := range of {
			right += k * (k - 1) / 2
			total += k
		}
		pairs += total * (total - 1) / 2
	}
	t.Logf("%d posts, %d stories, %d of %d pairs are of one sentence", n, len(g.Stories()), right, pairs)
	if float64(right) < 0.98*float64(pairs) {
		t.Errorf("only %d of %d pairs are of one sentence", right, pairs)
	}
}

// What is forgotten makes room for what comes, and is found no more.
func TestGrouping_KeepsToItsRoom(t *testing.T) {
	g := New(time.Hour)
	text := func(i int) string {
		return fmt.Sprintf("le magasin %d a encore perdu mon colis numéro %d avec la facture %d dedans", i, i*7, i*13)
	}
	for i := range 3_000 {
		at := start().Add(time.Duration(i) * time.Minute)
		s := g.Add(Post{ID: fmt.Sprint("p", i), Author: "a", At: at, Text: text(i)})
		if again := g.Add(Post{ID: fmt.Sprint("q", i), Author: "b", At: at, Text: text(i)}); again != s || s.Posts != 2 {
			t.Fatalf("post %d: its copy is in another story", i)
		}
	}
	if n := len(g.Stories()); n > 130 || len(g.index.samples) > 130 || len(g.index.links) > 130*12 || len(g.ageing) > 130 {
		t.Errorf("%d stories, %d samples, %d links of two hours", n, len(g.index.samples), len(g.index.links))
	}
	c, _ := g.Clone()
	c.sweep(start().Add(3_000*time.Minute + 30*time.Hour))
	if len(c.Stories()) != 0 || c.index.used != 0 || len(c.byWords) != 0 || len(g.Stories()) == 0 {
		t.Errorf("%d stories, %d links are left in the copy, %d stories in the first", len(c.Stories()), c.index.used, len(g.Stories()))
	}
}
