package tone_test

import (
	"strings"
	"testing"

	"vigie/crisis/radar/tone"
)

// TestRead_ReadsCustomers keeps what was reached on messages written for this.
// It is no measure: the lists were mended on them, but for unmended.tsv.
// docs/early-warning.md has what each gave before.
func TestRead_ReadsCustomers(t *testing.T) {
	for _, c := range []struct {
		file                string
		least               int
		mostMissed, mostBad int // complaints not found, others called negative
	}{
		{"customers.tsv", 160, 5, 0},
		{"posts.tsv", 120, 18, 1},
		{"unmended.tsv", 48, 15, 1},
		{"plain.tsv", 175, 0, 9},
	} {
		t.Run(c.file, func(t *testing.T) {
			missed, wrong, total := readAll(t, linesOf(t, "testdata/"+c.file))
			if total < c.least || missed > c.mostMissed || wrong > c.mostBad {
				t.Errorf("of %d messages, %d negative ones are missed and %d others called negative", total, missed, wrong)
			}
		})
	}
}

// readAll reads lines of language, tone and text.
func readAll(t *testing.T, lines []string) (missed, wrong, total int) {
	t.Helper()
	r := reader(t)
	of := map[string]tone.Tone{"-": tone.Negative, "0": tone.Neutral, "+": tone.Positive}
	for _, line := range lines {
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			continue
		}
		total++
		got := r.Read(cells[2])
		if want := of[cells[1]]; got.Tone == want {
			continue
		} else if want == tone.Negative {
			missed++
		} else if got.Tone == tone.Negative {
			wrong++
		}
		t.Logf("%s %s: read as %s %s (%.2f, %q): %s", cells[0], cells[1], got.Language, got.Tone, got.Score, got.Words, cells[2])
	}
	return missed, wrong, total
}

func TestRead_UnderstandsWhatTheListsSay(t *testing.T) {
	r := reader(t)
	for _, c := range []struct {
		name, bitter, earnest string
	}{
		{"a phrase may have a comma in it", "great, another hour at the station", "great to have another hour at the station"},
		{"thanks for nothing", "thanks for nothing, lovely people", "thanks for everything, lovely people"},
		{"an elision without its apostrophe", "franchement c du grand n importe quoi", "franchement c du grand art, bravo"},
		{"the past of what does not work", "le wifi ne marchait dans aucune chambre", "le wifi marchait très bien, merci"},
		{"merci pour l'attente", "merci pour l'attente, super le service", "merci pour l'accueil, super le service"},
		{"a phrase with its own negation is turned by no other", "vous ne répondez jamais, ne marche pas non plus", "vous répondez toujours, ça marche bien"},
		{"praise beside a complaint", "dossier perdu pour la 3e fois, félicitations", "dossier réglé en deux jours, félicitations"},
		{"a swear word beside praise alone", "damn that pie was overrated, never again", "damn that pie was good"},
		{"un juron à côté d'un éloge", "putain qu'elle est nulle cette tarte", "putain qu'est-ce qu'elle est bonne cette tarte"},
		{"any number in a phrase", "j'attends depuis 7 semaines, au bout de 23 jours on se lasse", "client depuis 7 semaines, génial"},
		{"a number in words too", "waited five weeks for it", "five stars for it"},
		{"a verb that one does not", "I don't like this at all", "I really like how good this is"},
		{"faint words beside a bad one", "the game tomorrow is a disgrace", "the game tomorrow is a treat"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := r.Read(c.bitter); got.Tone != tone.Negative {
				t.Errorf("%q: %s %.2f %q", c.bitter, got.Tone, got.Score, got.Words)
			}
			if got := r.Read(c.earnest); got.Tone != tone.Positive {
				t.Errorf("%q: %s %.2f %q", c.earnest, got.Tone, got.Score, got.Words)
			}
		})
	}
}
