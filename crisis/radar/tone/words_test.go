package tone_test

import (
	"testing"

	"vigie/crisis/radar/tone"
)

// TestRead_TakesNoWordForAnother holds words that begin like one of the lists,
// or are one without its accents, and say something else: "pourriez-vous" is no
// "pourri", a "galerie" no "galère", "scampi" no "scam". They were looked for
// with the word lists of a spelling checker, not with labelled posts.
func TestRead_TakesNoWordForAnother(t *testing.T) {
	r := reader(t)
	for _, text := range []string{
		"Pourriez-vous me dire à quelle heure vous ouvrez ?",
		"Nous pourrions passer samedi à 18 h devant la galerie",
		"Offre d'emploi : architecte H/F à Brest",
		"Je cherche une salopette violette en taille 40",
		"Un couteau de cuisine et une casserole sur la moquette",
		"Le périmètre de livraison a-t-il changé ? En outre, livrez-vous à l'arrière du bâtiment ?",
		"Cours de couture et de trompette à la braderie",
		"Les amendements sont votés demain",
		"Vol pour la Malaisie avec une borne de recharge à l'aéroport",
		"Il faut soulever le siège arrière",
		"Une raquette, des claquettes et un chapeau de paille du cirque",
		"Rappel : la réunion est demain à 9 h",
		"Une plante et des sabots pour le jardin",
		"Des pleurotes, une crème brûlée et un chutney",
		"Quel est le style du premier empire ?",
		"Do you sell beef jerky, scampi and dumplings?",
		"Are you the butcher on the corner?",
		"He studies hospitality in Bombay",
		"Where do I return a pedometer and a screwdriver?",
		"Is there a launderette near the station?",
	} {
		if got := r.Read(text); got.Tone == tone.Negative {
			t.Errorf("%q is read as %s %s (%.2f) by %q", text, got.Language, got.Tone, got.Score, got.Words)
		}
	}
}
