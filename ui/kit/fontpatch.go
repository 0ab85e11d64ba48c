package kit

import "encoding/binary"

// patchFont gives back a copy of an OpenType file with another line height.
//
// Fyne draws the lines of wrapped text at the font's own height and has no
// setting for it, so ascender and descender are widened evenly in the tables
// hhea and OS/2 until they make up ratio of an em. With tabular, the feature
// "tnum" is renamed to "clig", which the shaper applies by default: figures get
// one width. A file that lacks a table comes back as it was.
func patchFont(otf []byte, ratio float64, tabular bool) []byte {
	b := append([]byte(nil), otf...)
	head, hhea, os2 := fontTable(b, "head"), fontTable(b, "hhea"), fontTable(b, "OS/2")
	if len(head) < 20 || len(hhea) < 10 || len(os2) < 74 {
		return b
	}
	upem := float64(binary.BigEndian.Uint16(head[18:]))
	widen(hhea[4:], ratio*upem)
	widen(os2[68:], ratio*upem)
	if tabular {
		tabulate(fontTable(b, "GSUB"))
	}
	return b
}

// widen changes ascender, descender and line gap, three 16-bit figures in a row.
func widen(t []byte, height float64) {
	be := binary.BigEndian
	asc, desc := float64(int16(be.Uint16(t))), float64(int16(be.Uint16(t[2:])))
	add := (height - (asc - desc)) / 2
	be.PutUint16(t, uint16(int16(asc+add)))
	be.PutUint16(t[2:], uint16(int16(desc-add)))
	be.PutUint16(t[4:], 0)
}

func tabulate(gsub []byte) {
	if len(gsub) < 8 {
		return
	}
	features := gsub[binary.BigEndian.Uint16(gsub[6:]):]
	for i := range int(binary.BigEndian.Uint16(features)) {
		if record := features[2+6*i:]; string(record[:4]) == "tnum" {
			copy(record, "clig")
		}
	}
}

// fontTable is the part of the file that a tag names, or nil.
func fontTable(b []byte, tag string) []byte {
	be := binary.BigEndian
	for i := range int(be.Uint16(b[4:])) {
		if r := b[12+16*i:]; string(r[:4]) == tag {
			at, size := be.Uint32(r[8:]), be.Uint32(r[12:])
			return b[at : at+size]
		}
	}
	return nil
}
