package letter

import (
	"strings"
	"testing"
)

// page gives the letter of an HTML mail.
func htmlLetter(t *testing.T, page string) Letter {
	t.Helper()
	l := parsed(t, "Subject: s\nContent-Type: text/html; charset=utf-8\n\n"+page)
	if !l.HTML {
		t.Error("no HTML is said to be there")
	}
	return l
}

func TestHTML_BecomesReadableText(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"paragraphs", "<p>Bonjour,</p><p>Merci &amp; à\n  bientôt.</p>", "Bonjour,\n\nMerci & à bientôt."},
		{"line breaks", "a<br>b<br><br>c<div>d</div><div>e</div>", "a\nb\n\nc\nd\ne"},
		{"headings", "<h1>Titre</h1>texte<h2>Sous</h2>fin", "Titre\n\ntexte\n\nSous\n\nfin"},
		{"lists", "<ul><li>un<li>deux<ol><li>x<li>y</ol></ul>fin", "• un\n• deux\n  1. x\n  2. y\n\nfin"},
		{"tables", "<table><tr><th>Réf<th>Prix<tr><td>A<td>12 €</table>", "Réf | Prix\nA | 12 €"},
		{"a layout of tables", "<table><tr><td><table><tr><td>Bonjour</table><tr><td><p>Texte</table>", "Bonjour\n\nTexte"},
		{"preformatted text", "<pre>a\n  b</pre>c", "a\n  b\n\nc"},
		{"what is not for readers", "<head><title>t</title><style>p{}</style></head><script>x()</script><!-- c -->vu<svg><text>y</text></svg>", "vu"},
		{"a hidden preheader", "<div style=\"display:none;max-height:0\">caché <div>aussi</div></div><span style='mso-hide:all'>x</span>vu", "vu"},
		{"an element that hides all and never ends", "<div style='display:none'>seul", "seul"},
		{"a gap of font-size 0", "<td style='font-size:0'><span style='font-size:14px'>vu</span></td>", "vu"},
		{"padding without width", "Offre&zwnj;&nbsp;&#847;&zwnj;&nbsp; du jour", "Offre\u200c\u00a0\u034f\u200c\u00a0 du jour"},
		{"images", "<img src='cid:a' alt='Photo du vase'><img src='https://x.test/b.png'><img src='https://x.test/s.gif' width=600 height=1>", "[image: Photo du vase][image]"},
		{"tags that are not closed", "<b>gras <i>et <p>nouveau", "gras et\n\nnouveau"},
		{"entities that are none", "5 < 6 && a &foo; &eacute;", "5 < 6 && a &foo; é"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if l := htmlLetter(t, c.page); l.Text != c.want {
				t.Errorf("got  %q\nwant %q", l.Text, c.want)
			}
		})
	}
}

func TestHTML_FoldsQuotesOfTheKnownPrograms(t *testing.T) {
	for _, c := range []struct{ name, page string }{
		{"Gmail", `<div dir=ltr>Réponse</div><br><div class="gmail_quote"><div dir=ltr class=gmail_attr>Op een dag, X &lt;<a href="mailto:x@y.test">x@y.test</a>&gt; heeft geschreven<br></div><blockquote class=gmail_quote style="margin:0">ancien</blockquote></div>`},
		{"Outlook for Windows", `<p>Réponse</p><div style="border-top:solid"><p><b>De :</b> X &lt;x@y.test&gt;<br><b>Envoyé :</b> lundi<br><b>À :</b> Z<br><b>Objet :</b> s</p></div><p>ancien</p>`},
		{"Outlook on the web", `<div>Réponse</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Kenmerk</b></div><div>ancien</div>`},
		{"Apple Mail", `<div>Réponse<blockquote type=cite><div>Le 3 mai 2024 à 10:12, X &lt;x@y.test&gt; a écrit :</div><br><div>ancien</div></blockquote></div>`},
		{"Yahoo", `<div>Réponse</div><div class="ydp yahoo_quoted"><div>X ha scritto</div>ancien</div>`},
		{"Thunderbird", `<p>Réponse</p><div class="moz-cite-prefix">Le 03/05/2024 à 10:12, X a écrit :<br></div><blockquote type=cite>ancien</blockquote>`},
		{"Proton", `<div>Réponse</div><div class=protonmail_quote>Sent<blockquote>ancien</blockquote></div>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if l := htmlLetter(t, c.page); l.Text != "Réponse" || !strings.Contains(l.Quoted, "ancien") {
				t.Errorf("text %q, quoted %q", l.Text, l.Quoted)
			}
		})
	}
	l := htmlLetter(t, `<div class=gmail_quote><blockquote>question ?</blockquote><div>réponse</div><blockquote>suite</blockquote></div><div class=gmail_signature>Jean<br>Marque</div>`)
	if l.Text != "> question ?\n\nréponse" || l.Quoted != "> suite" || l.Signature != "Jean\nMarque" {
		t.Errorf("answer between quotes: %q, %q, %q", l.Text, l.Quoted, l.Signature)
	}
}

func TestLinks_ShowTheirTrueTarget(t *testing.T) {
	for _, c := range []struct {
		page, words, target string
		suspicious          bool
	}{
		{`<a href="https://marque.test/x">notre page</a>`, "notre page", "https://marque.test/x", false},
		{`<a href="https://evil.example/x">https://www.labanque.fr/compte</a>`, "https://www.labanque.fr/compte", "https://evil.example/x", true},
		{`<a href="https://suivi.labanque.fr/x">www.labanque.fr</a>`, "www.labanque.fr", "https://suivi.labanque.fr/x", false},
		{`<a href="https://labanque.fr@evil.example/">labanque</a>`, "labanque", "https://evil.example/", true},
		{`<a href="http://192.0.2.7/x">ici</a>`, "ici", "http://192.0.2.7/x", true},
		{`<a href="https://www.аррӏе.com/">Apple</a>`, "Apple", "https://www.xn--80ak6aa92e.com/", true},
		{`<a href="https://xn--caf-dma.fr/">le café</a>`, "le café", "https://café.fr/", false},
		{`<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fmarque.test%2Fa&data=x">ici</a>`, "ici", "https://marque.test/a", false},
		{`voir https://marque.test/a(b), merci`, "https://marque.test/a(b)", "https://marque.test/a(b)", false},
		{`voir www.marque.test.`, "www.marque.test", "https://www.marque.test", false},
		{`<a href="mailto:x@y.test">écrire</a>`, "écrire", "mailto:x@y.test", false},
		{`<a href="//cdn.test/x">ici</a>`, "ici", "https://cdn.test/x", false},
		{`<a href="https://x.test/"><b>gras</b> et <i>fin</i></a>`, "gras et fin", "https://x.test/", false},
	} {
		l := htmlLetter(t, "<p>début "+c.page+" fin")
		if len(l.Links) != 1 {
			t.Errorf("%s: %+v", c.page, l.Links)
			continue
		}
		got := l.Links[0]
		if got.Text != c.words || got.Target != c.target || got.Suspicious != c.suspicious || l.Text[got.Start:got.End] != c.words {
			t.Errorf("%s: %+v on %q", c.page, got, l.Text[got.Start:got.End])
		}
	}
	for _, page := range []string{`<a href="javascript:x()">ici</a>`, `<a href="file:///etc/passwd">ici</a>`, `<a href="data:text/html,x">ici</a>`, `<a name=x>ici</a>`} {
		if l := htmlLetter(t, page); len(l.Links) != 0 || l.Text != "ici" {
			t.Errorf("%s: %q with %+v", page, l.Text, l.Links)
		}
	}
}

func TestHTML_CountsTrackers(t *testing.T) {
	l := htmlLetter(t, `x<img src="https://t.test/p" width=1 height=1><img src="http://t.test/q" style="display:none"><img src="https://t.test/logo.png" alt="Logo"><img src="cid:a@b">`)
	if l.TrackingPixels != 2 || l.RemoteImages != 1 || len(l.Links) != 2 || !l.Links[0].Image || l.Links[1].Target != "cid:a@b" {
		t.Errorf("%d pixels, %d images, %+v", l.TrackingPixels, l.RemoteImages, l.Links)
	}
}

func TestParse_PicksTheBetterAlternative(t *testing.T) {
	mail := func(plain, page string) string {
		return "Subject: s\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + plain + "\n--b\nContent-Type: text/html\n\n" + page + "\n--b--\n"
	}
	for _, c := range []struct{ name, plain, page, want string }{
		{"plain text", "Bonjour à tous", "<p>Bonjour à tous</p>", "Bonjour à tous"},
		{"an empty plain part", "\n ", "<p>Bonjour</p>", "Bonjour"},
		{"a stub", "Your mail program does not show HTML.", "<p>Bonjour</p>", "Bonjour"},
	} {
		if l := parsed(t, mail(c.plain, c.page)); l.Text != c.want || !l.HTML || len(l.Attachments) != 0 {
			t.Errorf("%s: %q, %+v", c.name, l.Text, l.Attachments)
		}
	}
}

func TestAttachments_AreSafeToOpen(t *testing.T) {
	l := parsed(t, "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nvoir\n--b\nContent-Type: application/pdf; name=\"../../.ssh/x.pdf\"\nContent-Transfer-Encoding: base64\n\nYWJj\n"+
		"--b\nContent-Disposition: attachment; filename*0*=utf-8''re%C3%A7; filename*1=\"u 1.pdf\"\n\nx\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n"+
		"--b\nContent-Type: image/png\nContent-ID: <logo@x>\nContent-Disposition: inline; filename=\"photo\u202egpj.exe\"\n\nx\n--b--\n")
	var names []string
	for _, a := range l.Attachments {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " / "); got != "x.pdf / reçu 1.pdf / invitation-4.ics / photogpj.exe" {
		t.Errorf("names %s", got)
	}
	if !l.Attachments[2].Invitation() || !l.Attachments[3].Inline || l.Attachments[3].ContentID != "logo@x" || l.Attachments[0].Size != 3 {
		t.Errorf("%+v", l.Attachments)
	}
	for in, want := range map[string]string{"con.txt": "_con.txt", "a:b?.txt": "a_b_.txt", "...": "", strings.Repeat("é", 200) + ".pdf": strings.Repeat("é", 58) + ".pdf", `C:\x\y.doc`: "y.doc"} {
		if got := SafeName(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
