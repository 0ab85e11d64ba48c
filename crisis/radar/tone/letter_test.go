package tone_test

import (
	"slices"
	"testing"

	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
)

// letter is what stands around a message: an opening, then a closing.
type letter struct{ lang, open, end string }

func letters() []letter {
	return []letter{
		{"fr", "Bonjour,", "Cordialement"}, {"fr", "Cher Monsieur,", "Bien cordialement,\nAnne"}, {"fr", "Chère équipe,", "Bien à vous,\nAnne"},
		{"fr", "Chers amis,", "Bonne journée"}, {"fr", "Madame, Monsieur,", "Sincères salutations"}, {"fr", "J'espère que vous allez bien.", "Merci d'avance.\nBonne journée à vous"},
		{"fr", "Bonjour,", "Veuillez agréer, Madame, Monsieur, mes salutations distinguées."}, {"fr", "Bonjour,", "Respectueusement,\nAnne"},
		{"fr", "Bonjour,", "N'hésitez pas à me joindre.\nMeilleures salutations"}, {"fr", "Bonjour,", "Excellente soirée"},
		{"en", "Hello,", "Best wishes,\nAnn"}, {"en", "Dear Sir or Madam,", "Yours faithfully,\nAnn"}, {"en", "Dear team,", "Best regards"},
		{"en", "Good morning,", "Kind regards,\nAnn"}, {"en", "Hello,", "Best,\nAnn"}, {"en", "Hello,", "Sincerely,\nAnn"}, {"en", "Hi,", "Cheers,\nAnn"},
		{"en", "I hope you are well.", "Looking forward to hearing from you.\nWarm regards"}, {"en", "Dear customer service,", "Please don't hesitate to call.\nWarmly,\nAnn"},
		{"en", "Hi,", "Thanks in advance.\nHave a nice day"},
	}
}

func TestRead_TakesNothingFromTheFormulasOfALetter(t *testing.T) {
	r := reader(t)
	for _, l := range letters() {
		for _, body := range map[string][]string{
			"fr": {"À quelle heure ouvrez-vous le dimanche ?", "Le produit est défectueux, je suis très déçue.", "La livraison était parfaite."},
			"en": {"When do you open on Sundays?", "The product is defective and I am very disappointed.", "The delivery was perfect."},
		}[l.lang] {
			lang := tongue.Language(l.lang)
			alone, whole := r.ReadIn(body, lang), r.ReadIn(l.open+"\n\n"+body+"\n\n"+l.end, lang)
			if whole.Tone != alone.Tone || whole.Score != alone.Score || !slices.Equal(whole.Words, alone.Words) {
				t.Errorf("%q between %q and %q: %s %.3f by %q, alone %s %.3f by %q", body, l.open, l.end,
					whole.Tone, whole.Score, whole.Words, alone.Tone, alone.Score, alone.Words)
			}
		}
	}
}

func TestRead_StillPraisesInTheWordsOfAFormula(t *testing.T) {
	r := reader(t)
	for _, text := range []string{"Honestly the best,\nI come back every week", "This shop is the best", "What do I like?\nBest bread in town, the baker is lovely"} {
		if got := r.ReadIn(text, tongue.English); got.Tone != tone.Positive {
			t.Errorf("%q is %s by %q", text, got.Tone, got.Words)
		}
	}
}
