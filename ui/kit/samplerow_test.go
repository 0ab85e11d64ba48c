package kit

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// sampleRows are rows as a screen would draw them: avatar, name, time, two
// lines and up to four chips.
type sampleRows struct {
	n     int
	shift int // rows that were put in front
}

func (s *sampleRows) Len() int                     { return s.n }
func (s *sampleRows) CreateRow() fyne.CanvasObject { return newSampleRow() }
func (s *sampleRows) Key(i int) string             { return strconv.Itoa(i - s.shift) }

func (s *sampleRows) Index(key string) int {
	i, err := strconv.Atoi(key)
	if i += s.shift; err != nil || i < 0 || i >= s.n {
		return -1
	}
	return i
}

func (s *sampleRows) UpdateRow(i int, row fyne.CanvasObject, state RowState) {
	row.(*sampleRow).set(i, state)
}

type sampleRow struct {
	widget.BaseWidget
	i      int
	state  RowState
	avatar *AvatarMark
	under  *canvas.Rectangle
	texts  [4]*canvas.Text
	chips  [4]*ChipMark
	specs  []ChipSpec
	name   string
	body   string
}

func newSampleRow() *sampleRow {
	r := &sampleRow{i: -1, avatar: NewAvatarMark(Panel), under: NewRect(0)}
	for n, f := range []Face{Strong(), {11, Digits}, Body(), Body()} {
		r.texts[n] = NewText(f)
	}
	for n := range r.chips {
		r.chips[n] = NewChipMark()
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *sampleRow) MinSize() fyne.Size { return fyne.NewSize(220, 101) }

func (r *sampleRow) set(i int, state RowState) {
	if r.i == i && r.state == state {
		return
	}
	r.i, r.state = i, state
	l := Current()
	names := []string{"Claire Dubois", "Julien Bernard", "Hannah Weiss", "Press desk, Le Quotidien", "Tom’s Kitchen", "Forum Cuisine & Co", "Amélie Martin"}
	bodies := []string{
		"@acme le mixeur X200 de ma mère a pris feu ce matin. Photos à l’appui. Vous comptez faire quoi ?",
		"Commande 88213 toujours pas reçue, ça fait trois semaines et personne ne répond au téléphone.",
		"Hello, I run a kitchen design studio and would love to feature the X200 in our autumn series.",
	}
	r.name, r.body = names[i%len(names)], bodies[i%len(bodies)]
	r.specs = [][]ChipSpec{
		{{"11 min", icon.Clock, Alarm, false}, {Text: "Negative", Tone: Alarm}, {"18.4k", icon.StarMark, Special, false}, {Text: "Service", Tone: Brand}},
		{{"34 min", icon.Clock, Caution, false}, {Text: "Negative", Tone: Alarm}, {Text: "Unassigned"}},
		{{Text: "Positive", Tone: Good}, {"52k", icon.StarMark, Special, false}, {Text: "Marketing", Tone: Brand}, {"Léa", icon.Right, Plain, false}},
	}[i%3]
	r.avatar.Set(l, Person{Name: r.name, Mark: "M", MarkColor: 0x6364ff})
	l.Fill(r.under, Line)
	l.Write(r.texts[0], r.name, Ink)
	l.Write(r.texts[1], fmt.Sprintf("%d min", i%60), Faint)
	l.Write(r.texts[2], "", Mute)
	l.Write(r.texts[3], "", Mute)
	r.arrange(l, r.Size())
	canvas.Refresh(r)
}

func (r *sampleRow) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{r.under}
	objs = append(objs, r.avatar.Objects()...)
	for _, t := range r.texts {
		objs = append(objs, t)
	}
	for _, c := range r.chips {
		objs = append(objs, c.Objects()...)
	}
	return Draw(r, Drawing{Objects: objs, Min: func(*Look) fyne.Size { return r.MinSize() }, Arrange: r.arrange})
}

func (r *sampleRow) arrange(l *Look, s fyne.Size) {
	if r.i < 0 || s.Width == 0 {
		return
	}
	Place(r.under, 0, 100, s.Width, 1)
	r.avatar.Place(l, 14, 10, 34)
	tw := l.Width(r.texts[1].Text, Face{11, Digits})
	l.Line(r.texts[1], s.Width-14-tw, 10, 18)
	r.texts[0].Text = l.Cut(r.name, Strong(), s.Width-14-tw-8-58)
	l.Line(r.texts[0], 58, 10, 18)
	lines := l.Wrap(r.body, Body(), s.Width-72, 2)
	for n, t := range r.texts[2:] {
		t.Text = ""
		if n < len(lines) {
			t.Text = lines[n]
		}
		l.Line(t, 58, 28+18*float32(n), 18)
	}
	x := float32(58)
	for n, c := range r.chips {
		if n >= len(r.specs) || x+r.specs[n].Width(l) > s.Width-14 {
			c.Hide()
			continue
		}
		c.Set(l, r.specs[n])
		x += c.Place(l, x, 69, ChipHeight) + 5
	}
}
