package letter

import (
	"sort"
	"strings"
	"testing"
)

// folded folds a plain text as Parse does.
func folded(text string) Letter {
	r := &reader{}
	r.fold(rendered{text: tidy(text)})
	return r.letter
}

func TestFold_LosesNothing(t *testing.T) {
	for _, corpus := range []string{"reply-github", "reply-crisp"} {
		for name, raw := range mails(t, corpus) {
			l := folded(string(raw))
			got := strings.Split(l.Text+"\n"+l.Quoted+"\n"+l.Signature, "\n")
			if a, b := sorted(got), sorted(strings.Split(tidy(string(raw)), "\n")); a != b {
				t.Errorf("%s: lines lost or added:\n%s\nwant:\n%s", name, a, b)
			}
		}
	}
}

// sorted gives the lines that hold something, in order of the alphabet.
func sorted(lines []string) string {
	var kept []string
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			kept = append(kept, l)
		}
	}
	sort.Strings(kept)
	return strings.Join(kept, "\n")
}

func TestFold_ShowsWhatIsNewInTheFixtures(t *testing.T) {
	// Each fixture with the end of its new text, what must fold as quoted and
	// what must fold as signature. The expectations are those of the two
	// projects' tests but where noted.
	lorem := "aliquet nec nec nibh."
	corpora := map[string]map[string][]byte{"reply-github": mails(t, "reply-github"), "reply-crisp": mails(t, "reply-crisp")}
	for _, c := range []struct{ file, end, quoted, signature string }{
		{"reply-github/test/emails/email_1_1.txt", "-Abhishek Kona", "", "riak-users mailing list"},
		{"reply-github/test/emails/email_1_2.txt", "delete them all individually.\"", "> -Abhishek Kona", "riak-users mailing list"},
		{"reply-github/test/emails/email_1_3.txt", "-Abhishek Kona", "On 01/03/11 7:07 PM", "____"},
		{"reply-github/test/emails/email_1_4.txt", "another problem with it.", "On Aug 22, 2011", ""},
		{"reply-github/test/emails/email_1_5.txt", "for a while.", "", ""},
		{"reply-github/test/emails/email_1_6.txt", "proper rendering as well.", "On Dec 16, 2011", "magnificent torch"},
		{"reply-github/test/emails/email_1_7.txt", ":+1:", "On Tue, Sep 25, 2012", ""},
		{"reply-github/test/emails/email_1_8.txt", "and under this.", "> -- Tim", "this is my signature"},
		{"reply-github/test/emails/email_2_1.txt", "Outlook with a reply", "*From:* Google Apps", ""},
		{"reply-github/test/emails/email_2_2.txt", "directly above line", "From: CRM Comments", ""},
		{"reply-github/test/emails/email_2_3.txt", "directly above line", "From: CRM Comments", ""},
		{"reply-github/test/emails/correct_sig.txt", "correct -- signature.", "", "rick"},
		{"reply-github/test/emails/email_one_is_not_on.txt", "when I run...", "On Oct 1, 2012", ""},
		{"reply-github/test/emails/greedy_on.txt", "tunnel is not working.", "On 9 Jan 2014", ""},
		{"reply-github/test/emails/pathological.txt", "get back to a computer.", "On Dec 8, 2013", ""},
		{"reply-github/test/emails/email_sig_delimiter_in_middle_of_line.txt", "kthxbai", "", ""},
		{"reply-github/test/emails/email_sent_from_my_not_signature.txt", "mobile phone.", "", ""},
		{"reply-github/test/emails/email_long_quote.txt", "-Abhishek Kona", "", "riak-users"},
		{"reply-github/test/emails/email_iPhone.txt", "another email", "", "Sent from my iPhone"},
		{"reply-github/test/emails/email_BlackBerry.txt", "another email", "", "BlackBerry"},
		{"reply-github/test/emails/email_multi_word_sent_from_my_mobile_device.txt", "another email", "", "Verizon"},
		{"reply-github/test/emails/email_bullets.txt", "- and another", "On Fri, Feb 24", "Joe Smith"},
		{"email_1.txt", "-Abhishek Kona", "", "riak-users"}, {"email_2.txt", "individually.\"", "> -Abhishek Kona", "riak-users"},
		{"email_3.txt", "-Abhishek Kona", "On 01/03/11", "riak-users"}, {"email_4.txt", "problem with it.", "On Aug 22", ""},
		{"email_5.txt", "for a while.", "", ""}, {"email_6.txt", "torch of pixels", "On Dec 16", ""},
		{"email_7.txt", lorem, "Il giovedì 8 dicembre", "Le informazioni"}, {"email_8.txt", lorem, "Op 12 december 2016", ""},
		{"email_9.txt", lorem, "Message du : 12/12/2016", ""}, {"email_10.txt", lorem, "De : Company", ""},
		{"email_11.txt", lorem, "De : Company", ""}, {"email_12.txt", lorem, "Van: Company", ""}, {"email_13.txt", lorem, "Da: Company", ""},
		{"email_14.txt", lorem, "W dniu 2017-01-09", ""}, {"email_16.txt", lorem, "Dnia 27 grudnia", ""}, {"email_17.txt", lorem, "W dniu", ""},
		{"email_18.txt", lorem, "From: John Jung", ""}, {"email_19.txt", "proper rendering.", "On Dec 16", "torch of pixels"},
		{"email_20.txt", "On Thursday.", "> On May 17", ""}, {"email_21.txt", "id est laborum.", "", ""},
		{"email_22.txt", lorem, "30.09.2017", ""}, {"email_23.txt", lorem, "2017-11-24 16:32", ""}, {"email_24.txt", lorem, "On Wed, 14 Nov", ""},
		{"email_25.txt", lorem, "11:00 AM, November", ""}, {"email_26.txt", lorem, "Wednesday, 17 November", ""},
		{"email_custom_quote_header.txt", "Thank you!", "2013.02.08.", "scr34m"}, {"email_customer_quote_header_2.txt", "very much.", "From: somedude", ""},
		{"email_customer_quote_header_3.txt", "merci d'avance", "De : Someone", ""}, {"email_danish_dash_separator.txt", lorem, "Oprindelig besked", ""},
		{"email_emoji.txt", "@pandaland", "", ""}, {"email_en_multiline_2.txt", lorem, "On Tue, 16 Nov", ""}, {"email_finnish.txt", lorem, "pe 20. lokakuuta", ""},
		{"email_fr_multiline.txt", lorem, "Le lun. 15 nov.", ""}, {"email_french_2.txt", lorem, "> Le 29 avr.", ""}, {"email_french_dash_separator.txt", lorem, "Message d'origine", ""},
		{"email_german.txt", lorem, "Am 13.12.2017", ""}, {"email_german_2.txt", lorem, "Von: John Doe", ""}, {"email_german_outlook.txt", lorem, "Ursprüngliche Nachricht", ""},
		{"email_gmail_split_line_from.txt", lorem, "On Mon, Aug 26", ""}, {"email_ios_outlook.txt", lorem, "From: The Hiring", "Get Outlook for iOS"},
		{"email_ios_outlook_fr.txt", lorem, "From: The Hiring", "Outlook pour iOS"}, {"email_italian.txt", lorem, "In data 11 ottobre", ""}, {"email_msn.txt", lorem, "____", ""},
		{"email_norwegian_gmail.txt", lorem, "tir. 18. apr.", ""}, {"email_not_a_signature.txt", "Domain Name Manager", "", ""}, {"email_not_a_signature_2.txt", "Thanks!", "", ""},
		{"email_original_message.txt", lorem, "original message", ""}, {"email_original_message_2.txt", lorem, "Original Message", ""},
		{"email_outlook_split_line_from.txt", lorem, "From: Human Resources", ""}, {"email_portuguese.txt", lorem, "Em 10 de julho", ""}, {"email_reply_header.txt", "Stranger", "On Wed, Dec 9", "My name is"},
		{"email_russian.txt", lorem, "ср, 30 апр", ""}, {"email_sent_from.txt", "words or paragraphs.", "On Jun 17, 2017", "TypeApp"}, {"email_thread.txt", "thread from bellow.", "On Nov 21, 2014,", ""},
		{"email_tricky_1_on_false_positive.txt", "performance is great.", "", ""}, {"email_tricky_2_url_with_wrote.txt", "John", "", ""}, {"email_tricky_3_code_block.txt", "actual signatures.", "", ""},
		{"email_tricky_4_from_in_body.txt", "message content.", "", ""}, {"email_tricky_5_mixed_languages.txt", lorem, "Le 15 janv. 2024", ""}, {"email_tricky_6_regards_in_sentence.txt", "should be visible.", "", ""},
		{"email_tricky_7_multiple_dashes.txt", "in my content.", "", ""}, {"email_tricky_8_sent_from_in_content.txt", "main server.", "", ""}, {"email_tricky_9_nested_quotes.txt", "points below.", "On Dec 15, 2024", ""},
		{"email_tricky_10_special_chars_in_name.txt", lorem, "On Dec 15", ""}, {"email_tricky_11_double_signature.txt", "John", "", "Senior Developer"}, {"email_tricky_12_no_space_after_header.txt", lorem, "On Dec 15", ""},
		{"email_tricky_13_timestamp_variations.txt", "not quote headers.", "", ""}, {"email_tricky_14_long_quote_header.txt", lorem, "On Monday", ""}, {"email_tricky_15_original_message_variations.txt", lorem, "Original Message", ""},
		{"email_tricky_19_quote_without_header.txt", "my final thoughts.", "", ""}, {"email_tricky_20_html_entities.txt", "handled correctly.", "On Dec 15", ""},
		{"email_unquoted_reply.txt", "This is my reply.", "On Nov 26, 2013", ""}, {"email_zoho.txt", "running a test?", "24 Feb 2021", ""}, {"sig_no_empty_line.txt", "empty line above.", "", "rick"},
		// A forwarded mail is news to who reads it, so it stays open.
		{"email_tricky_17_forward_header.txt", "treated as quoted text.", "", ""},
		// Below a phone's footer people do write: only the footer folds.
		{"email_15.txt", "Integer vel metus felis.", "", "Sent from my Wiko"}, {"email_german_3.txt", "Hi there!", "", "Gesendet von Outlook"},
		// Who signs by hand is shown: the name is what one answers to.
		{"email_with_regards.txt", "CEO @ Acme !", "", ""},
	} {
		corpus, file, _ := strings.Cut(c.file, "/")
		if file == "" {
			corpus, file = "reply-crisp", "test/fixtures/"+c.file
		}
		raw, ok := corpora[corpus][file]
		if !ok {
			t.Errorf("%s is missing", c.file)
			continue
		}
		l := folded(string(raw))
		for _, want := range []struct{ what, got, part string }{{"quoted", l.Quoted, c.quoted}, {"signature", l.Signature, c.signature}} {
			if want.part == "" && want.got != "" || !strings.Contains(want.got, want.part) || want.part != "" && strings.Contains(l.Text, want.part) {
				t.Errorf("%s: %s %q, want %q in it", c.file, want.what, want.got, want.part)
			}
		}
		if got := strings.Join(strings.Fields(l.Text), " "); !strings.HasSuffix(got, c.end) {
			t.Errorf("%s: new text %q, want it to end in %q", c.file, l.Text, c.end)
		}
	}
}

func TestFold_KnowsFrenchWays(t *testing.T) {
	for _, c := range []struct{ name, text, fresh, quoted, signature string }{
		{"an answer from Gmail", "Merci !\n\nLe ven. 3 mai 2024 à 10:12, Service client <sc@marque.test> a écrit :\n\n> Bonjour,\n> Voici votre facture.", "Merci !", "Le ven. 3 mai", ""},
		{"an attribution with a no-break space", "Oui.\n\nLe 3 mai 2024 à 10:12, X a écrit\u00a0:\n> Non ?", "Oui.", "Le 3 mai 2024", ""},
		{"Outlook", "Bonjour,\nToujours rien.\n\nDe : Service client <sc@marque.test>\nEnvoyé : vendredi 3 mai 2024 10:12\nÀ : Jean\nObjet : RE: commande\n\nC'est parti hier.", "Bonjour,\nToujours rien.", "De : Service client", ""},
		{"an iPhone", "C'est inadmissible.\n\nEnvoyé de mon iPhone\n\n> Le 3 mai 2024 à 10:12, X <x@y.fr> a écrit :\n> \n> Bonjour", "C'est inadmissible.", "Le 3 mai", "Envoyé de mon iPhone"},
		{"a legal notice", "Veuillez rappeler Mme Roux.\n\nCe message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires.\nMerci de le détruire.", "Veuillez rappeler Mme Roux.", "", "Ce message et toutes"},
		{"Orange", "D'accord.\n\n> Message du 03/05/24 10:12\n> De : \"SC\" <sc@marque.test>\n> A : jean@orange.test\n> Objet : Re\n>\n> Bonjour", "D'accord.", "> Message du", ""},
		{"an original message", "Ok\n\n-----Message d’origine-----\nDe : SC\nbla", "Ok", "-----Message d’origine", ""},
		{"a sentence that begins alike", "Le 3 mai 2024 j'ai commandé ceci :\nun vase.\nIl est cassé.", "Le 3 mai 2024 j'ai commandé ceci :\nun vase.\nIl est cassé.", "", ""},
		{"a person who tells what somebody wrote", "Votre conseillère a écrit :\nvous serez remboursé.\nJ'attends.", "Votre conseillère a écrit :\nvous serez remboursé.\nJ'attends.", "", ""},
		{"answers between the quotes", "> Avez-vous le numéro ?\nOui : 12.\n> Et la date ?\nLe 3 mai.\n\n> Cordialement", "> Avez-vous le numéro ?\nOui : 12.\n> Et la date ?\nLe 3 mai.", "> Cordialement", ""},
		{"nothing but a quote", "> Bonjour\n> vous", "> Bonjour\n> vous", "", ""},
		{"nothing but a signature", "-- \nJean", "-- \nJean", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := folded(c.text)
			if l.Text != c.fresh || !strings.Contains(l.Quoted, c.quoted) || c.quoted == "" && l.Quoted != "" || !strings.Contains(l.Signature, c.signature) || c.signature == "" && l.Signature != "" {
				t.Errorf("text %q\nquoted %q\nsignature %q", l.Text, l.Quoted, l.Signature)
			}
		})
	}
}

func TestFold_KeepsForwardedMailOpen(t *testing.T) {
	raw := "Subject: TR: réclamation\nFrom: a@b.test\n\nPeux-tu répondre ?\n\nDe : Client <c@d.test>\nEnvoyé : lundi 6 mai 2024\nÀ : a@b.test\nObjet : réclamation\n\nMon colis est perdu.\n\nDe : SC <a@b.test>\nEnvoyé : 2 mai 2024\nÀ : Client\nObjet : avis\n\nBonne réception."
	l, err := Parse([]byte(raw))
	if err != nil || !strings.Contains(l.Text, "Mon colis est perdu.") || strings.Contains(l.Text, "Bonne réception") {
		t.Errorf("text %q, %v", l.Text, err)
	}
}
