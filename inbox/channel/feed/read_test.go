package feed

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func received() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// messages reads a feed as a poll does.
func messages(t *testing.T, body, mediaType string) []inbox.Message {
	t.Helper()
	at, _ := url.Parse("https://www.blog.example/feed")
	p, err := unfold(decode([]byte(body), mediaType))
	if err != nil {
		t.Fatalf("no feed: %v", err)
	}
	s := &Session{set: settings{kind: kindAuto}}
	s.env.Now = received
	pl := place{Seen: map[string]string{}}
	n, err := s.news(t.Context(), &pl, found{answer: answer{at: at}, paper: p})
	if err != nil {
		t.Fatal(err)
	}
	var all []inbox.Message
	for _, c := range n.changed {
		u, ok := c.event.(channel.Upsert)
		if !ok {
			t.Errorf("not a message: %+v", c.event)
		}
		all = append(all, u.Message)
	}
	return all
}

func one(t *testing.T, body string) inbox.Message {
	t.Helper()
	all := messages(t, body, "")
	if len(all) != 1 {
		t.Fatalf("%d messages, want 1", len(all))
	}
	return all[0]
}

func rssOf(items string) string {
	return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Le blog</title><link>https://blog.example/</link><language>fr-FR</language>` + items + `</channel></rss>`
}

func TestRead_DecodesCharsets(t *testing.T) {
	const title = "Été à l’hôtel"
	doc := func(encoding string) string {
		return `<?xml version="1.0"` + encoding + `?><rss><channel><item><title>` + title + `</title></item></channel></rss>`
	}
	latin, err := charmap.Windows1252.NewEncoder().String(doc(` encoding="ISO-8859-1"`))
	if err != nil {
		t.Fatal(err)
	}
	bare := strings.Replace(latin, ` encoding="ISO-8859-1"`, "", 1)
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(doc(` encoding="utf-16"`))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]string{
		"utf-8":                             {doc(""), ""},
		"utf-8 with a mark":                 {"\xEF\xBB\xBF" + doc(""), ""},
		"latin-1 by its declaration":        {latin, ""},
		"latin-1 by the header":             {bare, "text/xml; charset=iso-8859-1"},
		"latin-1 that nobody declares":      {bare, "text/xml"},
		"latin-1 declared as utf-8":         {bare, "text/xml; charset=utf-8"},
		"utf-8 that the header calls latin": {doc(""), "text/xml; charset=ISO-8859-1"},
		"utf-8 that the header calls ascii": {doc(""), "text/xml; charset=us-ascii"},
		"utf-16":                            {wide, "application/xml"},
		"utf-16 without a mark":             {wide[2:], ""},
		"an unknown charset":                {doc(` encoding="klingon"`), ""},
	} {
		if all := messages(t, c[0], c[1]); len(all) != 1 || all[0].Subject != title {
			t.Errorf("%s: %+v", name, all)
		}
	}
}

func TestRead_MendsBrokenXML(t *testing.T) {
	for name, c := range map[string]struct{ items, title, text string }{
		"a bare ampersand":        {`<item><title>Lego & Co</title></item>`, "Lego & Co", ""},
		"entities of HTML":        {`<item><title>&Eacute;t&eacute;&nbsp;!</title></item>`, "Été !", ""},
		"an unknown entity":       {`<item><title>R&D; &foo;</title></item>`, "R&D; &foo;", ""},
		"a bare less-than":        {`<item><title>1 < 2</title></item>`, "1 < 2", ""},
		"a less-than in CDATA":    {`<item><title><![CDATA[x <y and <b>bold</b>]]></title></item>`, "x <y and bold", ""},
		"a control character":     {"<item><title>a\x0bb\x00c</title></item>", "abc", ""},
		"a forbidden reference":   {`<item><title>a&#0;b&#xFFFF;c&#11;</title></item>`, "abc", ""},
		"windows references":      {`<item><title>l&#146;ami</title></item>`, "l’ami", ""},
		"unbalanced HTML":         {`<item><title>t</title><description><p>un <b>deux</p><br>trois</description></item>`, "t", "un deux\n\ntrois"},
		"an item without an end":  {`<item><title>t</title>`, "t", ""},
		"CDATA without an end":    {`<item><title>t</title><description><![CDATA[du texte`, "t", "du texte"},
		"an attribute in the raw": {`<item><title type=html x>t</title></item>`, "t", ""},
		"escaped twice":           {`<item><title>Q&amp;amp;A</title></item>`, "Q&A", ""},
		"a document's own entity": {`<item><title>t</title><description>&bomb;</description></item>`, "t", "&bomb;"},
		"paragraphs":              {`<item><title>t</title><description>&lt;p&gt;un&lt;/p&gt;&lt;p&gt;deux&lt;/p&gt;</description></item>`, "t", "un\n\ndeux"},
		"plain lines":             {"<item><title>t</title><description>un\ndeux</description></item>", "t", "un\ndeux"},
		"a script":                {`<item><title>t</title><description><![CDATA[<script>alert(1)</script>ok<img src="http://t.example/p.gif" width=1 height=1>]]></description></item>`, "t", "ok"},
	} {
		m := one(t, `<!DOCTYPE rss [<!ENTITY bomb "boum">]>`+rssOf(c.items))
		if m.Subject != c.title || m.Text != c.text {
			t.Errorf("%s: %q %q, want %q %q", name, m.Subject, m.Text, c.title, c.text)
		}
	}
}

func TestRead_OneBadItemHidesNoOther(t *testing.T) {
	all := messages(t, `<rss><channel><title>B</title><item><title>un</title><item><title>deux</title></item><item><title>trois</title></chan`, "")
	if len(all) != 3 {
		t.Errorf("%d messages, want 3", len(all))
	}
	all = messages(t, `{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"title":"un"},{"id":"2","title":"deux"},{"id`, "")
	if len(all) != 2 {
		t.Errorf("of a JSON feed that breaks off: %d messages, want 2", len(all))
	}
	if all = messages(t, "Warning: something in blog.php\n"+rssOf(`<item><title>t</title></item>`), "text/html"); len(all) != 1 {
		t.Errorf("after noise: %d messages, want 1", len(all))
	}
}

func TestRead_NamesItems(t *testing.T) {
	twice := messages(t, rssOf(`<item><title>a</title><link>/a</link></item><item><title>a</title><link>/a</link></item><item><title>b</title><link>/b</link></item>`), "")
	if len(twice) != 2 || twice[0].Native == twice[1].Native {
		t.Errorf("items without an id: %d, want 2", len(twice))
	}
	shared := messages(t, rssOf(`<item><guid>x</guid><title>a</title><link>/a</link></item><item><guid>x</guid><title>b</title><link>/b</link></item>`), "")
	if len(shared) != 2 || shared[0].Native == shared[1].Native {
		t.Errorf("items that share an id: %d, want 2", len(shared))
	}
	long := one(t, rssOf(`<item><guid>`+strings.Repeat("x", 5000)+`</guid><title>a</title></item>`))
	if len(long.Native) > longestNative {
		t.Errorf("an id of %d bytes", len(long.Native))
	}
}

func TestRead_TakesDatesAsTheyCome(t *testing.T) {
	for given, want := range map[string]string{
		"Mon, 23 Feb 2026 10:05:00 +0100":    "2026-02-23T09:05:00Z",
		"lun., 23 févr. 2026 10:05:00 +0100": "2026-02-23T09:05:00Z",
		"mardi 24 février 2026, 10h05":       "2026-02-24T10:05:00Z",
		"1er mars 2026":                      "2026-03-01T00:00:00Z",
		"mar. 3 mars 2020 10h":               "2020-03-03T10:00:00Z",
		"2026-02-23T10:05:00":                "2026-02-23T10:05:00Z",
		"Mon, 02 Mar 2099 10:00:00 GMT":      "2026-03-02T09:00:00Z",
		"01 Jan 0001 00:00:00 GMT":           "2026-03-02T09:00:00Z",
		"hier":                               "2026-03-02T09:00:00Z",
		"":                                   "2026-03-02T09:00:00Z",
	} {
		m := one(t, rssOf(`<item><title>t</title><pubDate>`+given+`</pubDate></item>`))
		if got := m.SentAt.UTC().Format(time.RFC3339); got != want {
			t.Errorf("%q: %s, want %s", given, got, want)
		}
	}
}

func TestRead_KnowsAuthors(t *testing.T) {
	for given, want := range map[string]inbox.Author{
		`<author>camille@blog.example (Camille Martin)</author>`: {Handle: "camille@blog.example", Name: "Camille Martin"},
		`<author>Camille &lt;Camille@blog.example&gt;</author>`:  {Handle: "camille@blog.example", Name: "Camille"},
		`<dc:creator><![CDATA[Camille Martin]]></dc:creator>`:    {Handle: "camille martin@blog.example", Name: "Camille Martin"},
		``: {Handle: "blog.example", Name: "Le blog"},
	} {
		if m := one(t, rssOf(`<item><title>t</title>`+given+`</item>`)); m.Author != want {
			t.Errorf("%s: %+v, want %+v", given, m.Author, want)
		}
	}
}

func TestRead_FillsAMessage(t *testing.T) {
	m := one(t, rssOf(`<item><guid>g1</guid><title>Un &lt;b&gt;grand&lt;/b&gt; article</title><link>/a?x=1</link>
		<description>court</description><content:encoded><![CDATA[<p>Lisez <a href="https://shop.example/p">la page</a>.</p>]]></content:encoded>
		<category>Vélo électrique</category><category>essais</category><enclosure url="/son/episode.mp3" length="12345" type="audio/mpeg"/>
		<wfw:commentRss>https://blog.example/a/feed/</wfw:commentRss><slash:comments>7</slash:comments></item>`))
	if m.Kind != inbox.Mention || m.Direction != inbox.Inbound || m.Visibility != inbox.Public || m.Language != "fr" || m.Root != "g1" {
		t.Errorf("got %+v", m)
	}
	if m.Subject != "Un grand article" || m.Permalink != "https://blog.example/a?x=1" || m.Metrics["comments"] != 7 {
		t.Errorf("subject %q, permalink %q, metrics %v", m.Subject, m.Permalink, m.Metrics)
	}
	if m.Text != "Lisez la page.\n\n#Vélo_électrique #essais" || len(m.Links) != 1 || m.Text[m.Links[0].Start:m.Links[0].End] != "la page" {
		t.Errorf("text %q, links %+v", m.Text, m.Links)
	}
	want := inbox.Attachment{Name: "episode.mp3", Type: "audio/mpeg", Size: 12345, URL: "https://blog.example/son/episode.mp3"}
	if len(m.Attachments) != 1 || m.Attachments[0] != want {
		t.Errorf("attachments %+v", m.Attachments)
	}
}

func TestRead_TiesCommentsToTheirPage(t *testing.T) {
	doc := `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en"><title>Comments on: A post</title>
	<entry><id>c1</id><title>By Ann</title><link href="https://blog.example/post#comment-1"/><author><name>Ann</name><uri>https://ann.example/</uri></author><content>Good</content></entry>
	<entry><id>c2</id><title>By Bob</title><link href="https://blog.example/post#comment-2"/><thr:in-reply-to ref="c1" href="https://blog.example/post#comment-1"/><content>No</content></entry></feed>`
	all := messages(t, doc, "")
	if len(all) != 2 || all[0].Kind != inbox.Comment || all[0].Root != "https://blog.example/post" || all[0].Root != all[1].Root {
		t.Fatalf("got %+v", all)
	}
	byID := map[string]inbox.Message{all[0].Native: all[0], all[1].Native: all[1]}
	if byID["c2"].Parent != "c1" || byID["c1"].Language != "en" || byID["c1"].Author.Handle != "ann.example" {
		t.Errorf("got %+v", byID)
	}
}

func TestRead_UnwrapsAlerts(t *testing.T) {
	m := one(t, `<feed xmlns="http://www.w3.org/2005/Atom"><title>Google Alert - vigie</title><entry><id>tag:google.com,2013:1</id>
	<title type="html">La &lt;b&gt;Vigie&lt;/b&gt; ouvre</title><link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://journal.example/a%3Fb%3D1&amp;ct=ga"/>
	<content type="html">…</content><author><name></name></author></entry></feed>`)
	if m.Permalink != "https://journal.example/a?b=1" || m.Subject != "La Vigie ouvre" || m.Author.Handle != "journal.example" {
		t.Errorf("got %q %q %q", m.Permalink, m.Subject, m.Author.Handle)
	}
}

func TestCommentFeed_IsNamedByTheItem(t *testing.T) {
	p, err := unfold(rssOf(`<item><title>t</title><wfw:commentRss>https://blog.example/a/feed/</wfw:commentRss></item>`))
	if err != nil {
		t.Fatal(err)
	}
	raw := envelope{V: envelopeVersion, URL: "https://blog.example/feed", Item: p.items[0].text}.seal()
	if got := CommentFeed(raw); got != "https://blog.example/a/feed/" {
		t.Errorf("got %q", got)
	}
	if got := CommentFeed([]byte("x")); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

func TestAllowed_KeepsOutOfThePrivateNetwork(t *testing.T) {
	for address, want := range map[string][2]bool{ // by default, and when private ones are allowed
		"93.184.216.34": {true, true}, "2606:2800:220:1::1": {true, true},
		"127.0.0.1": {false, true}, "::1": {false, true}, "10.1.2.3": {false, true}, "192.168.1.1": {false, true}, "172.20.0.1": {false, true},
		"fd12::1": {false, true}, "100.64.0.1": {false, true}, "::ffff:10.0.0.1": {false, true}, "64:ff9b::a00:1": {false, true}, "2002:7f00:1::": {false, true},
		"169.254.169.254": {false, false}, "fe80::1": {false, false}, "::ffff:169.254.169.254": {false, false}, "64:ff9b::a9fe:a9fe": {false, false},
		"fd00:ec2::254": {false, false}, "100.100.100.200": {false, false}, "0.0.0.0": {false, false}, "::": {false, false}, "224.0.0.1": {false, false}, "255.255.255.255": {false, false},
	} {
		ip := netip.MustParseAddr(address)
		if got := [2]bool{allowed(ip, false), allowed(ip, true)}; got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}

func TestDiscover_FindsTheFeedsOfAPage(t *testing.T) {
	at, _ := url.Parse("https://blog.example/a/b")
	page := `<html><head><base href="/sub/"><link rel="stylesheet" href="x.css"><link rel="alternate" hreflang="en" href="/en">
	<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="comments/feed">
	<LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" TITLE="Le blog &amp; co" HREF="atom.xml">
	<link rel=alternate type=application/json href="https://blog.example/wp-json/wp/v2/posts/1"><link rel="alternate" type="application/feed+json" href="//cdn.example/feed.json">
	<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">`
	got := Discover([]byte(page), "text/html", at)
	want := []Link{
		{URL: "https://blog.example/sub/atom.xml", Title: "Le blog & co", Type: "application/atom+xml"},
		{URL: "https://cdn.example/feed.json", Type: "application/feed+json"},
		{URL: "https://blog.example/sub/comments/feed", Title: "Comments Feed", Type: "application/rss+xml", Comments: true},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestNormalGap_KnowsWhenAPlaceIsSilent(t *testing.T) {
	var daily []time.Time
	for i := range 30 {
		daily = append(daily, received().AddDate(0, 0, -i))
	}
	if got := NormalGap(daily); got != 24*time.Hour {
		t.Errorf("a daily place: %v", got)
	}
	if NormalGap(daily[:4]) != 0 || NormalGap(append(daily[:1:1], daily[0], daily[0], daily[0], daily[0])) != 0 {
		t.Error("too few dates say nothing")
	}
	if Silent(daily, received().Add(71*time.Hour)) || !Silent(daily, received().Add(73*time.Hour)) || Silent(daily[:3], received().AddDate(1, 0, 0)) {
		t.Error("three days without news of a daily place are silence, and not before")
	}
}
