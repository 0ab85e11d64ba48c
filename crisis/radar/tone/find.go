package tone

// find looks for what begins at a word, the longest phrase first, and says how
// many words it takes; none is 0.
func (l *Lexicon) find(ws []word) (entry, int) {
	var best entry
	n := 0
	for _, key := range [2]string{bare(ws[0].form), elision(ws[0].form)} {
		if key == "" {
			continue
		}
		for _, p := range l.phrases[key] {
			if len(p.words) > n && p.begins(ws) {
				best, n = p.entry, len(p.words)
			}
		}
	}
	if n > 0 {
		return best, n
	}
	if e, found := l.one(ws[0]); found {
		return e, 1
	}
	return entry{}, 0
}

// begins compares in the list's form first and without accents after. A mark
// parts the words of a phrase, unless the list has one there: "great, another".
func (p phrase) begins(ws []word) bool {
	if len(ws) < len(p.words) {
		return false
	}
	for i, form := range p.words {
		if i > 0 && ws[i].fresh && !p.paused {
			return false
		}
		w := ws[i].form
		if w != form && w != p.bare[i] && (len(w) > 2 || elision(w) != form) && (form != anyNumber || !isNumber(w)) {
			return false
		}
	}
	return true
}

// anyNumber stands in a phrase of the lists for every number, in figures ("3",
// "2h", "5th") or in words: "depuis 00 semaines". It begins no phrase.
const anyNumber = "00"

func isNumber(form string) bool {
	if form[0] >= '0' && form[0] <= '9' {
		return true
	}
	switch bare(form) {
	case "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "quinze", "vingt", "trente", "plusieurs", "deuxieme", "troisieme", "quatrieme", "cinquieme", "enieme",
		"two", "three", "four", "five", "seven", "eight", "nine", "ten", "twelve", "fifteen", "twenty", "thirty", "several", "second", "third", "fourth", "fifth", "umpteenth":
		return true
	}
	return false
}

// elision is the elided word that a letter alone stands for, as people type who
// leave the apostrophe out ("n importe quoi"); "" is none.
func elision(form string) string {
	switch form {
	case "c":
		return "c'"
	case "d":
		return "d'"
	case "j":
		return "j'"
	case "l":
		return "l'"
	case "m":
		return "m'"
	case "n":
		return "n'"
	case "qu":
		return "qu'"
	case "s":
		return "s'"
	case "t":
		return "t'"
	}
	return ""
}

func (l *Lexicon) one(w word) (entry, bool) {
	if e, found := l.form(w.form); found || !w.drawn {
		return e, found
	}
	return l.form(single(w.form)) // "nuuul"
}

func (l *Lexicon) form(form string) (entry, bool) {
	if e, found := l.exact[form]; found {
		return e, true
	}
	if e, found := l.bare[form]; found {
		return e, true
	}
	if e, found := l.stem(form); found {
		return e, true
	}
	b := bare(form)
	if b == form {
		return entry{}, false
	}
	if e, found := l.exact[b]; found {
		return e, true
	}
	return l.stem(b)
}

func (l *Lexicon) stem(form string) (entry, bool) {
	if len(form) < headBytes || !l.heads[form[:headBytes]] {
		return entry{}, false
	}
	for n := len(form); n >= headBytes; n-- {
		if e, found := l.stems[form[:n]]; found {
			return e, true
		}
	}
	return entry{}, false
}

// bare takes the accents off; it costs nothing where there are none.
func bare(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return strip(s)
		}
	}
	return s
}

func strip(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		switch r {
		case 'à', 'â', 'ä', 'á', 'ã':
			out = append(out, 'a')
		case 'é', 'è', 'ê', 'ë':
			out = append(out, 'e')
		case 'î', 'ï', 'í':
			out = append(out, 'i')
		case 'ô', 'ö', 'ó':
			out = append(out, 'o')
		case 'ù', 'û', 'ü', 'ú':
			out = append(out, 'u')
		case 'ç':
			out = append(out, 'c')
		case 'œ':
			out = append(out, "oe"...)
		case 'æ':
			out = append(out, "ae"...)
		case '\u0300', '\u0301', '\u0302', '\u0308', '\u0327':
		default:
			out = append(out, string(r)...)
		}
	}
	return string(out)
}

// single makes one letter of two that are the same.
func single(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if n := len(out); n == 0 || out[n-1] != r {
			out = append(out, r)
		}
	}
	return string(out)
}
