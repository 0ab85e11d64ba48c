package sample

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scene is what the sentences of one conversation have in common.
type scene struct {
	theme    string
	language string
	author   person
	agent    string
	hour     int    // of the day, for greetings
	answer   string // what we say to the scene's own words; empty is any of the theme's
	slots    map[string]string
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// fill puts values into a sentence's slots; those of a scene stay the same.
func (w *writer) fill(s *scene, text string) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		b.WriteString(before)
		if !open {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(w.slot(s, name))
		text = after
	}
	return capital(b.String())
}

func (w *writer) slot(s *scene, name string) string {
	if v, ok := s.slots[name]; ok {
		return v
	}
	v := w.value(s, name)
	s.slots[name] = v
	return v
}

func (w *writer) value(s *scene, name string) string {
	french := s.language != "en"
	switch name {
	case "first":
		return s.author.first
	case "name":
		return s.author.name()
	case "agent":
		return s.agent
	case "order":
		return "TB-" + strconv.Itoa(40000+w.rng.IntN(59999))
	case "case":
		return "SC-" + strconv.Itoa(3100+w.rng.IntN(2800))
	case "serial":
		return fmt.Sprintf("X2-%02d-%05d", 21+w.rng.IntN(5), w.rng.IntN(99999))
	case "n":
		return strconv.Itoa(2 + w.rng.IntN(5))
	case "days":
		return strconv.Itoa(6 + w.rng.IntN(20))
	case "fans":
		return thousands(1200+100*w.rng.IntN(400), french)
	case "price":
		euros, cents := 39+10*w.rng.IntN(22), pick(w.rng, []int{0, 50, 90, 99})
		if french {
			return fmt.Sprintf("%d,%02d\u00a0€", euros, cents)
		}
		return fmt.Sprintf("€%d.%02d", euros, cents)
	case "hour":
		return clock(9+w.rng.IntN(9), 30*w.rng.IntN(2), french)
	default:
		return w.word(s, name, french)
	}
}

func (w *writer) word(s *scene, name string, french bool) string {
	switch name {
	case "weekday":
		if french {
			return pick(w.rng, []string{"lundi", "mardi", "mercredi", "jeudi", "vendredi"})
		}
		return pick(w.rng, []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"})
	case "city":
		return pick(w.rng, strings.Fields("Lannion Vannes Tulle Roanne Dole Pau Niort Auxerre Épinal Albi Saumur Morlaix Sète Gap Vienne Laon Fécamp Béziers"))
	case "rival":
		return pick(w.rng, []string{"Kéradine", "Monfleuret", "Brasswick"})
	case "media":
		if french {
			return pick(w.rng, []string{"La Gazette des Deux Rives", "Radio Brise", "Table & Tablée", "Le Quotidien des Marches"})
		}
		return pick(w.rng, []string{"The Kettle Weekly", "Harbour Radio", "Plain & Simple"})
	default:
		return w.product(s, name, french)
	}
}

// product gives the forms of one machine. All are masculine in French and
// begin with a consonant, so that every sentence agrees.
func (w *writer) product(s *scene, name string, french bool) string {
	machines := []struct{ fr, en, article string }{
		{"mixeur X200", "X200 blender", "an"}, {"robot pâtissier P6", "P6 stand mixer", "a"}, {"grille-pain G2", "G2 toaster", "a"},
		{"moulin à café M4", "M4 coffee grinder", "an"}, {"cuiseur vapeur C3", "C3 steamer", "a"}, {"blender X150", "X150 blender", "an"},
	}
	m := machines[w.rng.IntN(len(machines))]
	forms := map[string]string{"my": "my " + m.en, "the": "the " + m.en, "of": "of the " + m.en, "a": m.article + " " + m.en}
	if french {
		forms = map[string]string{"my": "mon " + m.fr, "the": "le " + m.fr, "of": "du " + m.fr, "a": "un " + m.fr}
	}
	for k, v := range forms {
		s.slots[k] = v
	}
	return forms[name]
}

func thousands(n int, french bool) string {
	space := ","
	if french {
		space = "\u202f"
	}
	return strconv.Itoa(n/1000) + space + fmt.Sprintf("%03d", n%1000)
}

func clock(h, m int, french bool) string {
	if !french {
		return fmt.Sprintf("%d.%02d", h, m)
	}
	if m == 0 {
		return strconv.Itoa(h) + "\u00a0h"
	}
	return fmt.Sprintf("%d\u00a0h\u00a0%02d", h, m)
}

// capital begins a sentence with a capital letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
