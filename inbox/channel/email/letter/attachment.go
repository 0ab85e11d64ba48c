package letter

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// attachments lists what is not shown as text.
func (r *reader) attachments() {
	shown := map[*part]bool{}
	for _, p := range r.leaves {
		if p.text() && !p.attached() && !p.reported() {
			shown[p] = true
		}
	}
	for i, p := range r.leaves {
		if !shown[p] {
			r.letter.Attachments = append(r.letter.Attachments, p.attachment(i))
		}
	}
}

// attachment describes the leaf with that index.
func (p *part) attachment(index int) Attachment {
	a := Attachment{
		Index:       index,
		ContentType: p.kind,
		ContentID:   strings.Trim(readableBytes(p.fields.get("Content-ID")), "<> "),
		Size:        p.size(),
	}
	a.Inline = p.disposition == "inline" || p.disposition == "" && a.ContentID != "" && p.within("multipart/related")
	a.Name = SafeName(p.name)
	if a.Name == "" {
		a.Name = fmt.Sprintf("%s-%d%s", stem(p.kind), index+1, extension(p.kind))
	}
	return a
}

// ContentOf decodes the attachment with that index of Letter.Attachments from
// the same raw mail.
func ContentOf(raw []byte, index int) ([]byte, Attachment, error) {
	r := &reader{}
	var content []byte
	var a Attachment
	err := r.guarded("attachment", func() {
		r.root(raw)
		r.walk(&r.top, 0)
		if index >= 0 && index < len(r.leaves) {
			a = r.leaves[index].attachment(index)
			content, _ = r.leaves[index].decoded(len(raw) + 4)
			a.Size = len(content)
		}
	})
	if err == nil && (index < 0 || index >= len(r.leaves)) {
		err = fmt.Errorf("attachment %d: the mail has %d parts", index, len(r.leaves))
	}
	return content, a, err
}

// SafeName makes a file name of what a sender wrote: no folders, no controls,
// no characters or names that a system refuses, at most 120 bytes with the
// extension kept. It is empty where nothing is left.
func SafeName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(c rune) rune {
		switch {
		case c < ' ', c == 0x7f, c >= 0x80 && c < 0xa0, bidiControl(c), invisible(c):
			return -1
		case strings.ContainsRune(`<>:"/\|?*`, c):
			return '_'
		}
		return c
	}, name)
	name = strings.Trim(name, ". ")
	if name == "" {
		return ""
	}
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch base {
	case "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
		"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9":
		name = "_" + name
	}
	return shortName(name)
}

func shortName(name string) string {
	const most = 120
	if len(name) <= most {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 12 {
		ext = ""
	}
	name = name[:most-len(ext)]
	for !utf8.ValidString(name) {
		name = name[:len(name)-1]
	}
	return strings.TrimRight(name, ". ") + ext
}

func stem(kind string) string {
	switch {
	case strings.HasPrefix(kind, "image/"):
		return "image"
	case kind == "message/rfc822":
		return "message"
	case kind == "text/calendar":
		return "invitation"
	case kind == "message/delivery-status", kind == "message/feedback-report":
		return "report"
	}
	return "part"
}

func extension(kind string) string {
	switch kind {
	case "image/jpeg", "image/jpg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/webp":
		return ".webp"
	case "image/svg+xml":
		return ".svg"
	case "application/pdf":
		return ".pdf"
	case "application/zip":
		return ".zip"
	case "message/rfc822":
		return ".eml"
	case "text/calendar":
		return ".ics"
	case "text/vcard", "text/x-vcard", "text/directory":
		return ".vcf"
	case "text/html":
		return ".html"
	case "application/pgp-signature":
		return ".asc"
	case "application/pkcs7-signature", "application/x-pkcs7-signature":
		return ".p7s"
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return ".p7m"
	case "application/octet-stream":
		return ".bin"
	}
	if strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "message/") {
		return ".txt"
	}
	return ".bin"
}
