package sample

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigie/inbox"
)

// person is somebody outside the house.
type person struct {
	first, last string
	language    string
	role        string // press or blogger; empty for the rest
	followers   int64
	number      int
}

func (p person) name() string { return strings.TrimSpace(p.first + " " + p.last) }

// names gives first and last names of a language.
func names(language string) (first, last []string) {
	if language == "fr" {
		return strings.Fields(`Camille Julien Élodie Mathilde Aurélien Françoise Gaëlle Noémie Benoît Chloé Rémi Solène Yann Maëlle
			Jean-Baptiste Anne-Sophie Zoé Raphaël Fatoumata Mehdi Karim Nour Thuy Amadou Joséphine Célestin Bérénice Loïc Océane
			Hervé Géraldine Sébastien Marie-Thérèse Dorothée Éric Agnès Cédric Perrine Anaïs Tanguy Yasmine Ludivine`),
			strings.Fields(`Lefèvre Garnier Le-Goff Bénard Crépin Delahaye Kerjean Rousselet Maréchal Ndiaye Benhaddou Nguyen
			Château Périgord Besançon Hébrard Vauquelin Lacaze d’Aramon Fournel Grandjean Tessier Quéré Pelloux Jobard Sauvageot
			Traoré Müller Etchegaray Poirier Marchandeau Bousquet Cazenave Thévenot Lœuillet Prévost Aït-Saïd`)
	}
	return strings.Fields(`Hannah Tom Siobhán Oliver Priya Megan Rhys Isla Kofi Eleanor Zachary Aoife Gwen Harriet Desmond Rosalind Callum
			Beatrix Imogen Nnamdi`),
		strings.Fields(`Weiss Hartley O’Donnell Fairweather Patel Llewellyn MacAllister Okafor Brontley Whitcombe Pemberton Ashdown
			Quigley Thistlewood Mensah Ravensworth`)
}

// longNames are people whose names try every line and every avatar.
func longNames() []person {
	return []person{
		{first: "Marie-Charlotte-Élisabeth", last: "de La Rochefontaine-Montmirail d’Hauteville", language: "fr"},
		{first: "Jean-Christophe", last: "Vandenbroucke-Schoonenberghe du Plessis-Bellecour", language: "fr"},
		{first: "Wolfeschlegel", last: "Featherstonehaugh-Cholmondeley Saint-John Mainwaring", language: "en"},
		{first: "Association des amis de la soupe et du potage", last: "de Basse-Bretagne et des îles", language: "fr"},
	}
}

// meet gives somebody who writes: often somebody new, at times one who wrote
// before on the same account.
func (w *writer) meet(account inbox.AccountID, language string) person {
	known := w.known[account]
	if n := len(known); n > 0 && w.rng.IntN(7) == 0 {
		if p := known[w.rng.IntN(n)]; p.language == language {
			return p
		}
	}
	first, last := names(language)
	w.people++
	p := person{first: pick(w.rng, first), last: pick(w.rng, last), language: language, number: w.people}
	p.last = strings.ReplaceAll(p.last, "Le-Goff", "Le Goff")
	if w.people%90 == 17 {
		n := w.people
		p = longNames()[(n/90)%len(longNames())]
		p.number = n
	}
	p.followers = w.crowd()
	w.known[account] = append(known, p)
	return p
}

// crowd draws how many follow somebody: most have few, a handful very many.
func (w *writer) crowd() int64 {
	n := int64(8 + w.rng.IntN(240))
	for range 4 {
		if w.rng.IntN(4) == 0 {
			n = n*int64(3+w.rng.IntN(5)) + int64(w.rng.IntN(97))
		}
	}
	return n
}

// author is how an account's network names a person.
func author(account inbox.AccountID, p person) inbox.Author {
	plain := firstOf(handle(p.name()), "voisin")
	if len(plain) > 40 {
		plain = strings.Trim(plain[:40], ".")
	}
	tail := strconv.Itoa(p.number)
	switch account {
	case Toots:
		followers := p.followers
		nick := strings.ReplaceAll(plain, ".", "_")
		host := [...]string{"sociale.example", "piaf.example", "agora.example", "toot.example"}[p.number%4]
		return inbox.Author{Handle: fmt.Sprintf("@%s%s@%s", nick, tail, host), Name: p.name(), Followers: &followers, URL: fmt.Sprintf("https://%s/@%s%s", host, nick, tail)}
	case Page:
		return inbox.Author{Handle: plain + "." + tail, Name: p.name(), URL: "https://page.example/" + plain + "." + tail}
	case Reviews:
		short := p.first
		if r := []rune(p.last); len(r) > 0 {
			short += " " + string(r[0]) + "."
		}
		return inbox.Author{Handle: "client-" + tail, Name: short}
	case Clips:
		return inbox.Author{Handle: "releve-" + tail, Name: p.name()}
	default:
		host := [...]string{"courriel.example", "boite.example", "monpli.example", "mailbox.example", "fermette.example"}[p.number%5]
		return inbox.Author{Handle: plain + tail + "@" + host, Name: p.name()}
	}
}

// handle makes a network name of a name: lower case, without accents, words
// joined by dots.
func handle(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(strings.ReplaceAll(name, "œ", "oe"))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "."):
			b.WriteByte('.')
		}
	}
	return strings.Trim(b.String(), ".")
}
