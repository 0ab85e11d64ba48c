package letter

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// parsed reads a mail that must be readable.
func parsed(t *testing.T, raw string) Letter {
	t.Helper()
	l, err := Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const french = "L’été dernier, j’ai commandé 3 œuvres à 12 € : où sont-elles passées ? Ça m’inquiète."

func TestParse_DecodesCharsets(t *testing.T) {
	latin1 := "L'été dernier, j'ai commandé un vase : où est-il passé ? Ça m'inquiète."
	russian := "Здравствуйте, где мой заказ? Он должен был прийти вчера, но его до сих пор нет."
	japaneseText := "こんにちは。注文した商品がまだ届いていません。確認をお願いします。"
	chinese := "你好，我的订单还没有到，请问什么时候可以发货？我已经等了一个星期了。"
	taiwan := "你好，我的訂單還沒有到，請問什麼時候可以出貨？我已經等了一個星期了。"
	koreanText := "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다. 확인 부탁드립니다."
	for _, c := range []struct {
		name, declared string
		enc            encoding.Encoding
		text           string
	}{
		{"utf-8", "utf-8", unicode.UTF8, french}, {"windows-1252", "windows-1252", charmap.Windows1252, french},
		{"iso-8859-1", "iso-8859-1", charmap.ISO8859_1, latin1}, {"iso-8859-15 with its euro", "ISO-8859-15", charmap.ISO8859_15, "J'ai payé 12 € pour un œuf."},
		{"iso-8859-1 that is windows-1252", "iso-8859-1", charmap.Windows1252, french},
		{"windows-1250", "windows-1250", charmap.Windows1250, "Dobrý den, kde je moje objednávka? Děkuji, příště."},
		{"windows-1251", "windows-1251", charmap.Windows1251, russian}, {"koi8-r", "koi8-r", charmap.KOI8R, russian}, {"iso-8859-5", "iso-8859-5", charmap.ISO8859_5, russian},
		{"gb2312", "gb2312", simplifiedchinese.GBK, chinese}, {"gbk", "gbk", simplifiedchinese.GBK, chinese}, {"gb18030", "gb18030", simplifiedchinese.GB18030, chinese}, {"hz", "hz-gb-2312", simplifiedchinese.HZGB2312, chinese},
		{"big5", "big5", traditionalchinese.Big5, taiwan}, {"euc-kr", "euc-kr", korean.EUCKR, koreanText}, {"ks_c_5601-1987", "ks_c_5601-1987", korean.EUCKR, koreanText},
		{"shift_jis", "shift_jis", japanese.ShiftJIS, japaneseText}, {"iso-2022-jp", "iso-2022-jp", japanese.ISO2022JP, japaneseText}, {"euc-jp", "euc-jp", japanese.EUCJP, japaneseText},
		{"utf-16 with a mark", "utf-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), french},
		{"undeclared utf-8", "", unicode.UTF8, french}, {"undeclared windows-1252", "", charmap.Windows1252, french}, {"undeclared koi8-r", "", charmap.KOI8R, russian}, {"undeclared windows-1251", "", charmap.Windows1251, russian},
		{"undeclared shift_jis", "", japanese.ShiftJIS, japaneseText}, {"undeclared euc-jp", "", japanese.EUCJP, japaneseText}, {"undeclared iso-2022-jp", "", japanese.ISO2022JP, japaneseText}, {"undeclared gbk", "", simplifiedchinese.GBK, chinese}, {"undeclared big5", "", traditionalchinese.Big5, taiwan}, {"undeclared euc-kr", "", korean.EUCKR, koreanText},
		{"windows-1252 declared as utf-8", "utf-8", charmap.Windows1252, french}, {"utf-8 declared as iso-8859-1", "iso-8859-1", unicode.UTF8, french}, {"utf-8 declared as us-ascii", "us-ascii", unicode.UTF8, french},
		{"an unknown charset", "x-klingon", charmap.Windows1252, french},
	} {
		t.Run(c.name, func(t *testing.T) {
			coded, err := c.enc.NewEncoder().Bytes([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			head := "Subject: s\n"
			if c.declared != "" {
				head += "Content-Type: text/plain; charset=" + c.declared + "\n"
			}
			head += "Content-Transfer-Encoding: base64\n\n"
			l := parsed(t, head+base64.StdEncoding.EncodeToString(coded))
			if l.Text != c.text {
				t.Errorf("got %q", l.Text)
			}
		})
	}
}

func TestParse_RepairsText(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"text encoded twice", "Content-Type: text/plain; charset=utf-8\n\nDÃ©jÃ\u00a0 payÃ© !", "Déjà payé !"},
		{"a byte order mark", "Content-Type: text/plain; charset=utf-8\n\n\ufeffBonjour", "Bonjour"},
		{"utf-7", "Content-Type: text/plain; charset=utf-7\n\nD+AOk-j+AOA pay+AOk +- 1 +IKw-", "Déjà payé + 1 €"},
		{"one stray byte in utf-8", "Content-Type: text/plain; charset=utf-8\n\nDéjà payé \xe0 temps, été", "Déjà payé à temps, été"},
		{"controls and overrides of direction", "\n\na\x00b\x1b[31m\u202egpj.exe\u202c\r\nc", "ab[31mgpj.exe\nc"},
		{"format=flowed", "Content-Type: text/plain; format=flowed\n\nUne phrase \nqui continue.\n> cité \n> encore\nfin", "Une phrase qui continue.\n> cité encore\nfin"},
		{"broken quoted-printable", "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n\n100 % =C3=A9t=\n=C3=A9 = 2=", "100 % été = 2"},
		{"lone carriage returns", "Subject: s\rContent-Type: text/plain\r\rune\rdeux", "une\ndeux"},
		{"no header at all", "Bonjour,\nje suis un texte.", "Bonjour,\nje suis un texte."},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := c.raw
			if !strings.HasPrefix(raw, "Subject") && c.name != "no header at all" {
				raw = "Subject: s\n" + strings.TrimLeft(raw, "\n")
				if strings.HasPrefix(c.raw, "\n\n") {
					raw = "Subject: s\n\n" + c.raw[2:]
				}
			}
			if l := parsed(t, raw); l.Text != c.want {
				t.Errorf("got %q, want %q", l.Text, c.want)
			}
		})
	}
}

func TestParse_ReadsHeaders(t *testing.T) {
	l := parsed(t, "Return-Path: <jane@client.test>\nFrom: =?iso-8859-1?Q?Ren=E9e?= =?iso-8859-1?Q?_Roux?= <Renee.Roux@Client.TEST>\n"+
		"To: \"Service, client\" <sc@marque.test>, bob@b.test (Bob B.)\nCc: Presse: a@p.test, b@p.test;\nReply-To: <r@client.test>\n"+
		"Subject: =?utf-8?B?w4k=?=\n =?utf-8?B?dMOp?= : =?utf-8?Q?o=C3=B9=3F?=\nMessage-ID:\n <long id\n @client.test>\n"+
		"In-Reply-To: Your message of Monday <p@marque.test>\nReferences: <a@x> <b@x>\n <a@x>broken <c@x\nDate: Fri, 3 May 2024 10:12:00 +0200 (CEST)\n\nx")
	if l.From != (Address{"Renée Roux", "Renee.Roux@client.test"}) {
		t.Errorf("from %+v", l.From)
	}
	if len(l.To) != 2 || l.To[0] != (Address{"Service, client", "sc@marque.test"}) || l.To[1] != (Address{"Bob B.", "bob@b.test"}) {
		t.Errorf("to %+v", l.To)
	}
	if len(l.Cc) != 2 || l.Cc[1].Addr != "b@p.test" || len(l.ReplyTo) != 1 {
		t.Errorf("cc %+v, reply-to %+v", l.Cc, l.ReplyTo)
	}
	if l.Subject != "Été : où?" || l.MessageID != "longid@client.test" || l.InReplyTo != "p@marque.test" {
		t.Errorf("subject %q, id %q, parent %q", l.Subject, l.MessageID, l.InReplyTo)
	}
	if got := strings.Join(l.References, " "); got != "a@x b@x c@x" {
		t.Errorf("references %q", got)
	}
	if !l.Date.Equal(time.Date(2024, 5, 3, 8, 12, 0, 0, time.UTC)) {
		t.Errorf("date %v", l.Date)
	}
}

func TestReadDate_TakesWhatIsMet(t *testing.T) {
	want := time.Date(2024, 5, 3, 8, 12, 0, 0, time.UTC)
	for _, s := range []string{
		"Fri, 3 May 2024 10:12:00 +0200", "3 May 2024 10:12 +0200", "Fri, 03 May 24 08:12:00 GMT", "Fri May  3 10:12:00 2024 +0200", "Fri May 3 04:12:00 EDT 2024",
		"ven., 3 mai 2024 10:12:00 +0200", "2024-05-03T10:12:00+02:00", "Fri,3 May 2024 10:12:00+0200", "03-May-2024 10:12:00 +02:00", "Fri, 3 May 2024 10.12.00 +0200x",
		"Friday, May 3, 2024 8:12 AM UT", "3 May 124 08:12:00",
	} {
		got := readDate(s)
		if strings.Contains(s, "10.12") {
			if got.Year() != 2024 || got.Day() != 3 {
				t.Errorf("%q: %v", s, got)
			}
			continue
		}
		if !got.Equal(want) {
			t.Errorf("%q: %v", s, got)
		}
	}
	for _, s := range []string{"", "yesterday", "99 Foo 2024", "Fri, May 2024"} {
		if got := readDate(s); !got.IsZero() {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestAddresses_AreTolerant(t *testing.T) {
	for _, c := range []struct {
		list string
		want []Address
	}{
		{`jane@EXAMPLE.org`, []Address{{"", "jane@example.org"}}},
		{`Jane Doe jane@b.test`, []Address{{"Jane Doe", "jane@b.test"}}},
		{`'Jane' <jane@b.test>`, []Address{{"Jane", "jane@b.test"}}},
		{`"=?utf-8?q?Ren=C3=A9e?=" <r@b.test>`, []Address{{"Renée", "r@b.test"}}},
		{`Renée <r@b.test>`, []Address{{"Renée", "r@b.test"}}},
		{`a@b.test; c@d.test`, []Address{{"", "a@b.test"}, {"", "c@d.test"}}},
		{`undisclosed-recipients:;`, nil},
		{`<@relay.test:a@b.test>`, []Address{{"", "a@b.test"}}},
		{`"a@b.test" <a@b.test>`, []Address{{"", "a@b.test"}}},
		{`"Ann <x>" <ann@b.test>`, []Address{{"Ann <x>", "ann@b.test"}}},
		{`r@exämple.test`, []Address{{"", "r@xn--exmple-cua.test"}}},
		{`MAILER-DAEMON`, []Address{{"", "MAILER-DAEMON"}}},
		{`MAILER-DAEMON (Mail Delivery System)`, []Address{{"MAILER-DAEMON Mail Delivery System", ""}}},
	} {
		got := addresses(words{}, []string{c.list})
		if len(got) != len(c.want) {
			t.Errorf("%s: %+v", c.list, got)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %+v", c.list, got[i])
			}
		}
	}
}

func TestBaseSubject_TakesOffWhatOthersPutThere(t *testing.T) {
	for in, want := range map[string]string{
		"Re: Commande 12": "Commande 12", "RE : Commande 12": "Commande 12", "Réf. : x": "x", "RE\u00a0: TR : Fwd: AW: x": "x", "Re[2]: x": "x", "Re(3) : x": "x",
		"[EXTERNAL] Re: x": "x", "[liste] Re: [liste] x": "x", "***SPAM*** x": "x", "x (fwd)": "x", "Réponse automatique : x": "Réponse automatique : x",
		"Réservation : 3 mai": "Réservation : 3 mai", "Re:": "", "": "", "[#1234] Re: x": "[#1234] Re: x", "Question: re: prix": "Question: re: prix", "EXTERNE : x": "x", "回复：你好": "你好",
	} {
		if got := BaseSubject(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestFingerprint_TellsMailsApart(t *testing.T) {
	base := "Message-ID: <1@x>\nDate: Fri, 3 May 2024 10:12:00 +0200\nFrom: a@b.test\nSubject: s\n\nbonjour\n"
	print := func(raw string) string { return parsed(t, raw).Fingerprint() }
	for name, same := range map[string]string{
		"other line ends":             strings.ReplaceAll(base, "\n", "\r\n"),
		"other trace fields":          "Received: by y\nDelivered-To: alias@b.test\n" + base,
		"blanks at the ends of lines": strings.Replace(base, "bonjour", "bonjour  ", 1),
		"a missing last line end":     strings.TrimRight(base, "\n"),
	} {
		if print(same) != print(base) {
			t.Errorf("%s: another mail", name)
		}
	}
	for name, other := range map[string]string{
		"another body":    strings.Replace(base, "bonjour", "bonsoir", 1),
		"another date":    strings.Replace(base, "10:12", "10:13", 1),
		"another subject": strings.Replace(base, "Subject: s", "Subject: t", 1),
		"no id":           strings.Replace(base, "Message-ID: <1@x>\n", "", 1),
	} {
		if print(other) == print(base) {
			t.Errorf("%s: the same mail", name)
		}
	}
	// Stored by every installation: it must never change.
	if got := print(base); got != "9599d68792164484ca0c29f14fca20a0" {
		t.Errorf("fingerprint %s", got)
	}
	h, err := ParseHeader([]byte(base[:strings.Index(base, "\n\n")+2]))
	l := parsed(t, base)
	if err != nil || h.Fingerprint() != l.Header.Fingerprint() || h.Fingerprint() == l.Fingerprint() {
		t.Errorf("header %s and %s, %v", h.Fingerprint(), l.Header.Fingerprint(), err)
	}
}

func TestParse_SaysThatNothingIsThere(t *testing.T) {
	if _, err := Parse(nil); err != (EmptyError{}) {
		t.Errorf("got %v", err)
	}
	if _, err := ParseHeader([]byte("\n\n")); err != (EmptyError{}) {
		t.Errorf("got %v", err)
	}
	if _, _, err := ContentOf([]byte("Subject: s\n\nx"), 3); err == nil {
		t.Error("an attachment that is not there was opened")
	}
}

func TestClass_JudgesByTheHeader(t *testing.T) {
	for _, c := range []struct {
		name, header string
		want         Class
	}{
		{"a person", "From: a@b.test\nSubject: Bonjour", Person},
		{"an absence note of Outlook", "From: a@b.test\nSubject: Réponse automatique : Commande\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All", AutoReply},
		{"a vacation program", "From: a@b.test\nSubject: Re: x\nAuto-Submitted: auto-replied (vacation)", AutoReply},
		{"a ticket that acknowledges", "From: a@b.test\nSubject: Ticket 1\nPrecedence: bulk\nIn-Reply-To: <1@x>", AutoReply},
		{"a read receipt", "From: a@b.test\nSubject: Lu : x\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b", AutoReply},
		{"Auto-Submitted: no", "From: a@b.test\nSubject: x\nAuto-Submitted: no", Person},
		{"a newsletter", "From: a@b.test\nSubject: Nos offres\nList-Unsubscribe: <https://b.test/u>, <mailto:u@b.test>", Newsletter},
		{"mass mail", "From: a@b.test\nSubject: Nos offres\nPrecedence: bulk", Newsletter},
		{"an announcement list", "From: a@b.test\nSubject: x\nList-Id: <l.b.test>\nList-Post: NO\nPrecedence: list", Newsletter},
		{"a customer through a Google group", "From: a@b.test\nSubject: x\nList-ID: <contact.marque.test>\nList-Post: <https://groups.test>\nPrecedence: list\nList-Unsubscribe: <mailto:x@y>", Person},
		{"an answer to a newsletter", "From: a@b.test\nSubject: Re: Nos offres\nIn-Reply-To: <1@x>", Person},
		{"a web form", "From: www@marque.test\nSubject: Contact\nAuto-Submitted: auto-generated", Automated},
		{"a bounce of Postfix", "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender", Bounce},
		{"a bounce of Exchange in French", "Return-Path: <>\nFrom: postmaster@b.test\nSubject: Non remis : Votre commande", Bounce},
		{"a person who answers to a bounce", "From: a@b.test\nSubject: RE: Undelivered Mail Returned to Sender", Person},
		{"a person who forwards one", "From: a@b.test\nSubject: Fwd: Mail delivery failed: returning message to sender", Person},
		{"a person at postmaster@", "From: Jean <postmaster@b.test>\nSubject: Votre commande", Person},
		{"a complaint", "From: fbl@isp.test\nSubject: x\nContent-Type: multipart/report; report-type=feedback-report; boundary=b", Complaint},
	} {
		h, err := ParseHeader([]byte(c.header + "\n\n"))
		if err != nil || h.Class != c.want {
			t.Errorf("%s: %s, want %s (%v)", c.name, h.Class, c.want, err)
		}
	}
}

func TestParse_ReadsADeliveryReport(t *testing.T) {
	l := parsed(t, "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"+
		"--b\n\nI'm sorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; jean@client.test\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User\n unknown\n\n"+
		"Final-Recipient: rfc822; anne@client.test\nAction: delayed\nStatus: 4.4.1\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <sent@marque.test>\nFrom: sc@marque.test\n\nx\n--b--\n")
	if l.Class != Bounce || l.Bounce == nil || l.Bounce.OriginalID != "sent@marque.test" || !l.Bounce.Permanent || len(l.Bounce.Recipients) != 2 {
		t.Fatalf("%s %+v", l.Class, l.Bounce)
	}
	if got, want := l.Bounce.Recipients[0], (FailedRecipient{"jean@client.test", "5.1.1", "failed", "550 5.1.1 User unknown", true}); got != want {
		t.Errorf("got %+v", got)
	}
	if got := l.Bounce.Recipients[1]; got.Action != "delayed" || got.Permanent {
		t.Errorf("got %+v", got)
	}
	if l.Text != "I'm sorry." || len(l.Attachments) != 2 || l.Attachments[1].ContentType != "message/rfc822" {
		t.Errorf("text %q, %+v", l.Text, l.Attachments)
	}
}
