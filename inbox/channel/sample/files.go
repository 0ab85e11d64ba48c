package sample

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// FileNames lists the attachments of the sample.
func FileNames() []string {
	return []string{
		"bol-fele.png", "cordon.png", "carton.png", "socle-x200.png", "fumee-x200.png", "facture.pdf", "cv.pdf", "ticket-de-caisse.pdf",
		"bordereau-retour.pdf",
	}
}

// File gives the bytes of an attachment by its name: a small picture drawn
// here, or a document of one page. An unknown name has none.
func File(name string) []byte {
	switch name {
	case "bol-fele.png":
		return picture(color.RGBA{84, 120, 148, 255}, 0.62)
	case "cordon.png":
		return picture(color.RGBA{120, 116, 110, 255}, 0.3)
	case "carton.png":
		return picture(color.RGBA{168, 132, 88, 255}, 0.8)
	case "socle-x200.png":
		return picture(color.RGBA{176, 96, 52, 255}, 0.45)
	case "fumee-x200.png":
		return picture(color.RGBA{88, 78, 74, 255}, 0.55)
	case "facture.pdf":
		return document("Facture TB")
	case "cv.pdf":
		return document("Curriculum vitae")
	case "ticket-de-caisse.pdf":
		return document("Ticket de caisse")
	case "bordereau-retour.pdf":
		return document("Bordereau de retour")
	default:
		return nil
	}
}

// picture draws a blurred thing on a table: a photograph enough for a
// thumbnail.
func picture(c color.RGBA, at float64) []byte {
	const w, h = 160, 112
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	var across [w]float64
	for x := range w {
		d := float64(x)/w - at
		across[x] = math.Exp(-9 * d * d)
	}
	for y := range h {
		d := float64(y)/h - 0.5
		down := math.Exp(-9 * d * d)
		for x := range w {
			light := 0.55 + 0.6*across[x]*down - 0.25*float64(y)/h
			img.SetRGBA(x, y, color.RGBA{shade(c.R, light), shade(c.G, light), shade(c.B, light), 255})
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
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
