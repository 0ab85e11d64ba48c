package tone_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"vigie/assets/lexicon"
	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
)

func TestRead_SaysTheToneOfAPost(t *testing.T) {
	r := reader(t)
	for _, c := range []struct {
		text string
		want tone.Tone
		word string // one that decided
	}{
		// French: negation, also without "ne" and behind the verb.
		{"Service client au top, merci beaucoup !", tone.Positive, "au top"},
		{"Pas du tout content du service client", tone.Negative, "content"},
		{"J'aime pas du tout votre nouvelle recette", tone.Negative, "aime"},
		{"Vous ne répondez jamais au téléphone", tone.Negative, "Vous ne répondez"},
		{"Vous répondez vite au téléphone le matin", tone.Neutral, ""},
		{"Ce n'est pas mal du tout comme endroit", tone.Positive, "pas mal du tout"},
		{"C'est pas terrible votre nouvelle carte", tone.Negative, "pas terrible"},
		{"Ça ne fonctionne plus depuis hier soir", tone.Negative, "fonctionne plus"},
		{"Il y a plus de choix dans ce magasin", tone.Neutral, ""},
		{"Aucun problème avec ma commande de lundi", tone.Positive, "Aucun problème"},
		// Elision, no accents, inclusive forms, drawn-out words.
		{"Je me suis fait avoir, c'est de l'arnaque", tone.Negative, "arnaque"},
		{"c nul jsuis trop decu par ce produit", tone.Negative, "trop decu"},
		{"On est tous déçu·e·s par cette annonce", tone.Negative, "déçu"},
		{"Toute l'équipe est mécontent(e)s ce matin", tone.Negative, "mécontent"},
		{"Franchement c'est nuuuuul votre truc", tone.Negative, "nuuuuul"},
		// Verlan, laughter, irony.
		{"Votre vendeur est vraiment trop relou", tone.Negative, "relou"},
		{"mdr trop drôle cette pub, j'adore", tone.Positive, "adore"},
		{"Pub mensongère, bravo la com", tone.Negative, "Pub mensongère"},
		{"Bravo, encore deux heures de retard 👏👏", tone.Negative, "heures de retard"},
		{"Merci pour votre réactivité, problème réglé", tone.Positive, "Merci pour votre réactivité"},
		// "mais", fighting, questions.
		{"Le produit est bon mais la livraison est catastrophique", tone.Negative, "catastrophique"},
		{"La livraison est lente mais le produit est excellent", tone.Positive, "excellent"},
		{"Quels sont vos horaires d'ouverture le dimanche ?", tone.Neutral, ""},
		// English.
		{"I love this shop, great service", tone.Positive, "I love"},
		{"This is not good at all, honestly", tone.Negative, "not good"},
		{"The product is not bad, works fine", tone.Positive, "not bad"},
		{"It doesn't work and nobody answers me", tone.Negative, "nobody answers"},
		{"Where is my refund?? It has been a month", tone.Negative, "Where is my refund"},
		{"Well done, another outage on a Monday morning", tone.Negative, "outage"},
		{"The food was good but the waiter was horrible", tone.Negative, "horrible"},
		{"What time do you open on Sunday?", tone.Neutral, ""},
		{"I was hospitalised after eating your yogurt", tone.Negative, "hospitalised"},
	} {
		got := r.Read(c.text)
		if got.Tone != c.want || c.word != "" && !slices.Contains(got.Words, c.word) {
			t.Errorf("%q: %s (%s, %.2f, %q), want %s by %q", c.text, got.Tone, got.Language, got.Score, got.Words, c.want, c.word)
		}
	}
}

func TestRead_ScoresMoreWhatIsSaidLouder(t *testing.T) {
	r := reader(t)
	for _, pair := range [][2]string{
		{"le service est mauvais ce soir", "le service est très mauvais ce soir"},
		{"le service est mauvais ce soir", "le service est mauvais ce soir !!!"},
		{"le service est mauvais ce soir", "le service est MAUVAIS ce soir"},
		{"le service est un peu mauvais ce soir", "le service est mauvais ce soir"},
		{"the service was bad this morning", "the service was so bad this morning"},
		{"the service was bad this morning", "the service was bad this morning 😡"},
		{"vous vendez une crème allergisante", "vous vendez une crème allergisante, c'est un scandale"},
	} {
		if mild, strong := r.Read(pair[0]).Score, r.Read(pair[1]).Score; strong >= mild || strong >= 0 {
			t.Errorf("%q is %.3f, %q is %.3f", pair[0], mild, pair[1], strong)
		}
	}
}

func TestRead_KnowsWhatItDoesNotKnow(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]tone.Tone{
		"": tone.Unknown, "   ": tone.Unknown, "ok": tone.Unknown, "@someone https://example.org": tone.Unknown,
		"Estoy muy contento con el servicio de ustedes": tone.Unknown,
		"Das war ein ganz schrecklicher Service":        tone.Unknown,
		"😡😡😡":                                           tone.Negative, "❤️❤️": tone.Positive, "Arnaque !": tone.Negative, "👍🏽": tone.Positive,
	} {
		if got := r.Read(text); got.Tone != want {
			t.Errorf("%q: %s %q, want %s", text, got.Tone, got.Words, want)
		}
	}
	if got := r.Read("Estoy muy contento con el servicio de ustedes"); got.Score != 0 || len(got.Words) != 0 {
		t.Errorf("a guess at Spanish: %+v", got)
	}
}

func TestRead_NamesTheRiskWords(t *testing.T) {
	r := reader(t)
	got := r.Read("Rappel de produit : trois enfants intoxiqués, une plainte est déposée, une plainte !")
	if want := []string{"rappel de produit", "intoxiqu*", "plainte"}; !slices.Equal(got.Risks, want) {
		t.Errorf("risks %q, want %q", got.Risks, want)
	}
	if got := r.Read("ce n'est pas une arnaque, rassurez-vous"); len(got.Risks) != 0 {
		t.Errorf("denied, and still a risk: %q", got.Risks)
	}
	for _, lang := range []string{"fr", "en"} {
		l, err := tone.Parse(lexicon.Words(lang)...)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(l.Risks()); n < 300 {
			t.Errorf("%s: %d risk words", lang, n)
		}
		if n := l.Size(); n < 2500 {
			t.Errorf("%s: %d forms", lang, n)
		}
	}
}

func TestRead_TakesALineWithoutEnd(t *testing.T) {
	r := reader(t)
	for _, long := range []string{
		strings.Repeat("arnaque totale ", 70_000), strings.Repeat("a", 1<<20), strings.Repeat("😡", 1<<18),
		strings.Repeat("ne pas ", 150_000), strings.Repeat("\xff", 1<<20), strings.Repeat("'", 1<<20),
	} {
		if got := r.Read(long); got.Score < -1 || got.Score > 1 || len(got.Words) > 8 {
			t.Errorf("%.20q…: score %f", long, got.Score)
		}
	}
}

func TestParse_RefusesWhatItDoesNotUnderstand(t *testing.T) {
	for _, list := range []string{"nul", "nul\tx", "nul\t9", "nul\t-2\tnonsense", "\t-2", "ab*\t-2", "!!!\t-1"} {
		if _, err := tone.Parse(list); err == nil {
			t.Errorf("%q was taken", list)
		}
	}
	l, err := tone.Parse("# a list\nnul\t-2\n", "nul\t-1\n")
	if err != nil || l.Size() != 1 {
		t.Errorf("a list of one word: %v, %d forms", err, l.Size())
	}
}

func TestOwn_WinsOverTheLists(t *testing.T) {
	r, own := reader(t), &tone.Own{}
	const text = "cette raclette est une tuerie, vraiment"
	const slang = "votre sauce est vraiment sauvage les gars"
	if got := r.Read(slang).Tone; got == tone.Positive {
		t.Fatalf("%q is %s before anybody said so", slang, got)
	}
	if taught := own.Learn(tone.Correction{Language: "fr", Tone: tone.Positive, Named: []string{"Sauvage"}}); !slices.Equal(taught, []string{"sauvage"}) {
		t.Fatalf("taught %q", taught)
	}
	if got := r.With(own).Read(slang); got.Tone != tone.Positive || !slices.Contains(got.Words, "sauvage") {
		t.Errorf("after it was said: %s %q", got.Tone, got.Words)
	}
	if got := r.Read(slang).Tone; got == tone.Positive {
		t.Error("the reader without own words learnt too")
	}
	t.Run("a word that decided alone counts at once", func(t *testing.T) {
		read := r.Read(text)
		if read.Tone != tone.Positive || len(read.Words) != 1 {
			t.Fatalf("read %+v", read)
		}
		own.Learn(tone.Correction{Language: "fr", Tone: tone.Negative, Decided: read.Words})
		if got := r.With(own).Read(text); got.Tone != tone.Negative {
			t.Errorf("%s %q", got.Tone, got.Words)
		}
		own.Forget("fr", read.Words[0])
		if got := r.With(own).Read(text); got.Tone != tone.Positive {
			t.Errorf("forgotten, and still %s", got.Tone)
		}
	})
	t.Run("one of three that decided counts after the third time", func(t *testing.T) {
		var o tone.Own
		for i := range 3 {
			if v, counts := o.Words("en")["great"].Valence(); counts {
				t.Errorf("counts after %d: %f", i, v)
			}
			o.Learn(tone.Correction{Language: "en", Tone: tone.Negative, Decided: []string{"great", "nice", "lovely"}})
		}
		if v, counts := o.Words("en")["great"].Valence(); !counts || v != -2 {
			t.Errorf("%f, %v", v, counts)
		}
	})
	t.Run("nothing to learn from is said", func(t *testing.T) {
		if taught := own.Learn(tone.Correction{Language: "fr", Tone: tone.Negative}); taught != nil {
			t.Errorf("taught %q", taught)
		}
	})
}

func TestOwn_ComesBackFromJSON(t *testing.T) {
	var own, back tone.Own
	own.Learn(tone.Correction{Language: "fr", Tone: tone.Negative, Named: []string{"Prix d'ami", "carabistouille"}})
	raw, err := json.Marshal(&own)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if w := back.Words("fr"); len(w) != 2 || w["carabistouille"].Negative != 3 || w["prix d' ami"].Negative != 3 {
		t.Errorf("came back as %v of %s", w, raw)
	}
	for _, wrong := range []string{`{"words":{"fr":{"A B C D E":{}}}}`, `{"words":{"fr":{"nul":{"negative":-1}}}}`, `{"words":{"fr":{"":{}}}}`, `[]`} {
		if err := json.Unmarshal([]byte(wrong), &tone.Own{}); err == nil {
			t.Errorf("%s was taken", wrong)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"l’arnaque n'est pas déçu·e·s", "#BoycottMarque :-(((", "\xff\xfe", "😡\u200d♂️", "pas mal (du) tout!!", "content(e", "D'", "a\u0301"} {
		f.Add(s)
	}
	r := reader(f)
	var own tone.Own
	own.Learn(tone.Correction{Language: "fr", Tone: tone.Positive, Named: []string{"nul", "pas cher du tout"}})
	r = r.With(&own)
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range []tongue.Language{tongue.French, tongue.English, tongue.Unknown} {
			got := r.ReadIn(text, lang)
			if !(got.Score >= -1 && got.Score <= 1) {
				t.Errorf("score %f", got.Score)
			}
			if got.Tone == "" || len(got.Words) > 8 {
				t.Errorf("%+v", got)
			}
			for _, w := range got.Words {
				if !strings.Contains(text, w) || w == "" || utf8.ValidString(text) && !utf8.ValidString(w) {
					t.Errorf("%q is not in the text", w)
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	r := reader(b)
	texts := []string{
		"J'ai commandé il y a trois semaines et toujours rien reçu, c'est vraiment inadmissible de se moquer des clients comme ça !!",
		"honestly the new app is not bad but it keeps crashing, can someone from @support have a look please? https://example.org/x",
		"Quels sont vos horaires d'ouverture le dimanche ?",
	}
	b.ReportAllocs()
	for i := range b.N {
		r.Read(texts[i%len(texts)])
	}
}
