package sample

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// Files gives the bytes of every attachment of the sample by its name: small
// pictures drawn here, and one-page documents.
func Files() map[string][]byte {
	warm, cold, grey := color.RGBA{176, 96, 52, 255}, color.RGBA{84, 120, 148, 255}, color.RGBA{120, 116, 110, 255}
	return map[string][]byte{
		"bol-fele.png":         picture(cold, 0.62),
		"cordon.png":           picture(grey, 0.3),
		"carton.png":           picture(color.RGBA{168, 132, 88, 255}, 0.8),
		"socle-x200.png":       picture(warm, 0.45),
		"fumee-x200.png":       picture(color.RGBA{88, 78, 74, 255}, 0.55),
		"facture.pdf":          document("Facture TB"),
		"cv.pdf":               document("Curriculum vitae"),
		"ticket-de-caisse.pdf": document("Ticket de caisse"),
		"bordereau-retour.pdf": document("Bordereau de retour"),
	}
}

// picture draws a blurred thing on a table: a photograph enough for a
// thumbnail.
func picture(c color.RGBA, at float64) []byte {
	const w, h = 128, 96
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			dx, dy := float64(x)/w-at, float64(y)/h-0.5
			light := 0.55 + 0.6*math.Exp(-9*(dx*dx+dy*dy)) - 0.25*float64(y)/h
			img.SetRGBA(x, y, color.RGBA{shade(c.R, light), shade(c.G, light), shade(c.B, light), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil // a bytes.Buffer refuses nothing and the picture is sound
	}
	return b.Bytes()
}

func shade(v uint8, light float64) uint8 { return uint8(max(0, min(255, float64(v)*light))) }

// document is a page with one line.
func document(line string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(text string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), text)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
	text := "BT /F1 20 Tf 48 520 Td (" + line + ") Tj ET"
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}
