package letter

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// guess decodes bytes of an unknown charset: UTF-8 if they are valid, Japanese
// if they shift by escapes, else what gives the most likely letters, and
// windows-1252 in doubt, since most such mail is Western.
func guess(b []byte) string {
	if bytes.Contains(b, []byte("\x1b$")) || bytes.Contains(b, []byte("\x1b(J")) {
		if out, err := japanese.ISO2022JP.NewDecoder().Bytes(b); err == nil && !bytes.Contains(out, []byte("\uFFFD")) {
			return string(out)
		}
	}
	if utf8.Valid(b) {
		return undouble(string(b))
	}
	enc := likelyEncoding(b[:min(len(b), 8<<10)])
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		out, _ = charmap.Windows1252.NewDecoder().Bytes(b)
	}
	return string(out)
}

// likelyEncoding picks a charset by the letters that it would give.
func likelyEncoding(sample []byte) encoding.Encoding {
	var best encoding.Encoding = charmap.Windows1252
	high, runs, letters := census(sample)
	if high < 2*runs && high < letters {
		return best // high bytes come one at a time between ASCII letters, as accents do
	}
	score := 0
	for _, candidate := range []struct {
		enc   encoding.Encoding
		wants func(rune) int
	}{
		{japanese.ShiftJIS, kana},
		{japanese.EUCJP, kana},
		{korean.EUCKR, hangul},
		{simplifiedchinese.GBK, commonHan},
		{traditionalchinese.Big5, commonHan},
		{charmap.Windows1251, cyrillic},
		{charmap.KOI8R, cyrillic},
		{charmap.ISO8859_5, cyrillic},
	} {
		if _, single := candidate.enc.(*charmap.Charmap); single && high*3 < letters {
			continue // no Cyrillic text is mostly ASCII
		}
		if n := plausibility(sample, candidate.enc, candidate.wants); n > score {
			best, score = candidate.enc, n
		}
	}
	return best
}

// census counts the high bytes, their runs and the ASCII letters.
func census(sample []byte) (high, runs, letters int) {
	for i, c := range sample {
		switch {
		case c >= 0x80:
			high++
			if i == 0 || sample[i-1] < 0x80 {
				runs++
			}
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			letters++
		}
	}
	return high, runs, letters
}

// plausibility counts what speaks for an encoding, in hundredths per rune.
func plausibility(sample []byte, enc encoding.Encoding, wants func(rune) int) int {
	out, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return 0
	}
	total, points := 0, 0
	for _, c := range string(out) {
		if c < 0x80 {
			continue
		}
		total++
		if c == utf8.RuneError {
			points -= 5
			continue
		}
		points += wants(c)
	}
	if total == 0 {
		return 0
	}
	return points * 100 / total
}

func kana(c rune) int {
	switch {
	case c >= 0x3040 && c <= 0x30ff:
		return 3
	case unicode.Is(unicode.Han, c), c >= 0x3000 && c <= 0x3020:
		return 1
	case c >= 0xff61 && c <= 0xff9f: // half-width: what other charsets look like in Shift JIS
		return -2
	}
	return 0
}

func hangul(c rune) int {
	switch {
	case c >= 0xac00 && c <= 0xd7a3:
		return 2
	case unicode.Is(unicode.Han, c):
		return -1
	}
	return 0
}

// commonHan favours the characters that Chinese of both scripts uses most.
func commonHan(c rune) int {
	const frequent = "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里用道行所然家种種事成方多经經么去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内信表化老给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空决決治展马馬科司五基眼书書非则則听聽白却界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据据程北边邊死张張该該交规規萬万取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運"
	switch {
	case bytes.ContainsRune([]byte(frequent), c):
		return 3
	case unicode.Is(unicode.Han, c), c >= 0x3000 && c <= 0x3020, c >= 0xff00 && c <= 0xff60:
		return 1
	}
	return -1
}

// cyrillic favours small letters and the frequent ones: the charsets differ in
// where they put case.
func cyrillic(c rune) int {
	switch {
	case bytes.ContainsRune([]byte("оеаинтсрвл"), c):
		return 3
	case c >= 'а' && c <= 'я' || c == 'ё':
		return 1
	case c >= 'А' && c <= 'Я':
		return 0
	}
	return -2
}
