package tongue_test

import (
	"os"
	"strings"
	"testing"

	"vigie/assets/lexicon"
	"vigie/crisis/radar/tongue"
)

func TestDetect_TellsFrenchAndEnglishOnly(t *testing.T) {
	d := detector(t)
	for want, texts := range map[tongue.Language][]string{
		tongue.French: {
			"Vous êtes ouverts dimanche ?", "jsuis trop decu la", "C'EST UNE HONTE", "ça marche pas", "merci beaucoup",
			"@marque mon colis est où ? https://example.org/x", "trop bien 😍😍", "Quelqu’un a des nouvelles ?", "tkt on verra bien",
		},
		tongue.English: {
			"Are you open on Sunday?", "this is sooo bad", "WHERE IS MY ORDER", "it doesn't work", "thanks a lot",
			"@brand where's my parcel? https://example.org/x", "love it 😍😍", "Anyone got news?", "omg that was so funny",
		},
		tongue.Unknown: {
			"¿Dónde está mi pedido?", "Dov'è il mio pacco?", "Onde está a minha encomenda?", "Wo bleibt mein Paket?",
			"Waar is mijn pakket?", "On és el meu paquet?", "Gdzie jest moja paczka?", "Var är mitt paket?", "Unde este coletul meu?",
			"Где моя посылка?", "私の荷物はどこですか", "أين طردي؟", "Ποῦ εἶναι τὸ δέμα μου;",
			"", "ok", "lol", "salut", "hello", "bonjour", "mdr", "😡😡😡", "12:30", "@someone", "https://example.org/une-page-en-ligne",
		},
	} {
		for _, text := range texts {
			if got, sure := d.Sure(text); got != want || (got == tongue.Unknown) != (sure == 0) || sure > 1 {
				t.Errorf("%q is told as %q (%.2f), not %q", text, got, sure, want)
			}
		}
	}
}

func TestDetect_NeedsNoAccentsNorSmallLetters(t *testing.T) {
	d := detector(t)
	for _, text := range []string{"Le colis est arrivé abîmé, c'est décevant", "Your parcel never arrived, how disappointing"} {
		want := d.Detect(text)
		if want == tongue.Unknown {
			t.Fatalf("%q is unknown", text)
		}
		for _, other := range []string{strings.ToUpper(text), strings.NewReplacer("é", "e", "î", "i").Replace(text), strings.ReplaceAll(text, "'", "’")} {
			if got := d.Detect(other); got != want {
				t.Errorf("%q is %q, %q is %q", text, want, other, got)
			}
		}
	}
}

func TestNew_RefusesAnotherTable(t *testing.T) {
	whole := lexicon.Tongues()
	for _, table := range []string{"", whole[:len(whole)-1], whole + "x", strings.Repeat("\x00", len(whole)), strings.Repeat("\xff", len(whole))} {
		if _, err := tongue.New(table); err == nil {
			t.Errorf("a table of %d bytes was taken", len(table))
		}
	}
	if len(whole) > 300_000 {
		t.Errorf("the table has %d bytes; at most 300,000 are allowed", len(whole))
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range []string{"l’été", "\xff\xfe", "a\u0301a\u0301", "#çaVa", "'''", strings.Repeat("é", 600), strings.Repeat("a b ", 300)} {
		f.Add(s)
	}
	d := detector(f)
	f.Fuzz(func(t *testing.T, text string) {
		lang, sure := d.Sure(text)
		if (lang == tongue.Unknown) != (sure == 0) || !(sure >= 0 && sure <= 1) {
			t.Errorf("%q: %q, %f", text, lang, sure)
		}
		seen := tongue.Scan(text, func(buckets []uint32, weight int32) {
			for _, b := range buckets {
				if b >= tongue.Buckets || weight < 1 || weight > tongue.Full {
					t.Errorf("bucket %d, weight %d", b, weight)
				}
			}
		})
		if seen.Words > seen.Letters {
			t.Errorf("%+v", seen)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	d := detector(b)
	texts := []string{
		"J'ai commandé il y a trois semaines et toujours rien reçu, c'est vraiment inadmissible !!",
		"honestly the new app is not bad but it keeps crashing, can someone have a look please?",
	}
	b.ReportAllocs()
	for i := range b.N {
		d.Detect(texts[i%2])
	}
}

// TestDetect_GuessesNoOtherLanguage cuts the lines into pieces of one, two, four
// and six words: what is as short as two words may pass for French or English now
// and then.
func TestDetect_GuessesNoOtherLanguage(t *testing.T) {
	d := detector(t)
	raw, err := os.ReadFile("testdata/foreign.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 2, 4, 6} {
		pieces, guessed := 0, 0
		for line := range strings.Lines(string(raw)) {
			lang, text, found := strings.Cut(strings.TrimSpace(line), "\t")
			if !found {
				continue
			}
			words := strings.Fields(text)
			for i := 0; i+n <= len(words); i += n {
				piece := strings.Join(words[i:i+n], " ")
				pieces++
				if got := d.Detect(piece); got != tongue.Unknown {
					guessed++
					t.Logf("%s %q is told as %s", lang, piece, got)
				}
			}
		}
		t.Logf("%d words: %d of %d pieces are guessed", n, guessed, pieces)
		if most := map[int]int{1: 2, 2: 7, 4: 2, 6: 1}[n]; pieces < 100 && n < 6 || guessed*100 > most*pieces {
			t.Errorf("%d words: %d of %d pieces are told as French or English", n, guessed, pieces)
		}
	}
}
