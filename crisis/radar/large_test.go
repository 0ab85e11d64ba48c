package radar

import (
	"fmt"
	"iter"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// archive is an invented history: so many mentions a day in words of a
// language, some phrases of which everybody uses, and copies of each other.
func archive(days, perDay int) iter.Seq[Mention] {
	return func(yield func(Mention) bool) {
		r := rand.New(rand.NewSource(17))
		often := rand.NewZipf(r, 1.1, 4, 30_000)
		phrases := []string{"il y a un", "je ne suis pas", "mais je n ai jamais", "merci pour votre aide", "est ce que vous avez"}
		var said [200]string
		from := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
		every := 24 * time.Hour / time.Duration(perDay)
		for i := range days * perDay {
			text := said[r.Intn(len(said))]
			if text == "" || r.Intn(6) > 0 {
				var b strings.Builder
				b.WriteString(phrases[r.Intn(len(phrases))])
				for range 6 + r.Intn(12) {
					b.WriteString(" mot")
					b.WriteString(strconv.FormatUint(often.Uint64(), 36))
				}
				text = b.String()
				said[i%len(said)] = text
			}
			m := Mention{
				ID: "m" + strconv.Itoa(i), At: from.Add(time.Duration(i) * every), Author: "a" + strconv.Itoa(r.Intn(200_000)), Channel: "x",
				Text: text, Negative: r.Float64() < 0.17,
			}
			if !yield(m) {
				return
			}
		}
	}
}

// BenchmarkReplay replays 28 days; VIGIE_PER_DAY is how many mentions a day
// have, 5,000 when it is not set. The time of making them up is told apart.
func BenchmarkReplay(b *testing.B) {
	perDay := 5000
	if n, err := strconv.Atoi(os.Getenv("VIGIE_PER_DAY")); err == nil {
		perDay = n
	}
	b.Run(fmt.Sprint("invent/", perDay), func(b *testing.B) {
		for b.Loop() {
			for range archive(28, perDay) {
				continue
			}
		}
	})
	b.Run(fmt.Sprint("replay/", perDay), func(b *testing.B) {
		for b.Loop() {
			Replay(Settings{}, archive(28, perDay), time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC))
		}
	})
}

// BenchmarkCounted is the detector's own work over 28 days of eight watches
// whose mentions are counted already, with other settings each time: what a new
// knob costs, or a campaign that was declared.
func BenchmarkCounted(b *testing.B) {
	const watches, perDay = 8, 6250
	one := New(Settings{})
	for m := range archive(28, perDay) {
		m.Text = "" // stories are counted, not looked for
		one.Feed(m)
	}
	until := one.bin
	b.ReportAllocs()
	for b.Loop() {
		for i := range watches {
			if d := one.Under(Settings{Budget: 0.1 + float64(i)/8}, nil, until); d.day < 27 {
				b.Fatal("it knows ", d.day, " days")
			}
		}
	}
}

// stormy is an archive with a crisis of six hours every fifth day: thrice as much
// is said, mostly angry and mostly copied.
func stormy(days, perDay int) iter.Seq[Mention] {
	return func(yield func(Mention) bool) {
		r := rand.New(rand.NewSource(18))
		for m := range archive(days, perDay) {
			if !yield(m) {
				return
			}
			if day := m.At.YearDay(); day%5 != 4 || m.At.Hour() < 12 || m.At.Hour() >= 18 {
				continue
			}
			for i := range 2 {
				x := m
				x.ID, x.Author, x.Negative = fmt.Sprint(m.ID, "+", i), "b"+strconv.Itoa(r.Intn(200_000)), r.Intn(3) > 0
				if r.Intn(2) == 0 {
					x.Text = fmt.Sprint("une allergie grave après la crème de ", m.At.Format("Monday"), " encore hier ", r.Intn(9))
					x.Words, x.Risk = []string{"grave"}, []string{"allergie"}
				}
				if !yield(x) {
					return
				}
			}
		}
	}
}

// BenchmarkTape is the processor time of a replay of 28 days of a tape, under
// another budget each time. VIGIE_PER_DAY is how many mentions a day have, 5,000
// when it is not set. What the tape has a mention is told in bytes.
func BenchmarkTape(b *testing.B) {
	perDay := 5000
	if n, err := strconv.Atoi(os.Getenv("VIGIE_PER_DAY")); err == nil {
		perDay = n
	}
	d := New(Settings{})
	squeeze, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		b.Fatal(err)
	}
	expand, err := zstd.NewReader(nil)
	if err != nil {
		b.Fatal(err)
	}
	r := d.Record(1<<30, func(raw []byte) []byte { return squeeze.EncodeAll(raw, nil) })
	n := 0
	for m := range stormy(28, perDay) {
		d.Feed(m)
		n++
	}
	k := packedTape{r.Tape(d), expand}
	size := len(squeeze.EncodeAll(k.Head, nil))
	for _, p := range k.Parts {
		size += len(p)
	}
	alerts := 0
	for b.Loop() {
		p, err := Play(Settings{Budget: 0.3 + float64(alerts%7)/10}, k.Head, &k)
		if err != nil {
			b.Fatal(err)
		}
		for _, ok := p.Next(); ok; _, ok = p.Next() {
			alerts += len(p.Feed())
		}
		if alerts += len(p.Detector().Advance(p.Detector().bin.Add(24 * time.Hour))); p.Err() != nil {
			b.Fatal(p.Err())
		}
	}
	b.ReportMetric(float64(size)/float64(n), "bytes/mention")
	b.ReportMetric(float64(alerts)/float64(b.N), "told/op")
	b.ReportMetric(float64(n), "mentions")
}

// packedTape is a tape whose parts are packed as a workspace packs them.
type packedTape struct {
	Tape
	expand *zstd.Decoder
}

func (k *packedTape) Part(i int) ([]byte, error) { return k.expand.DecodeAll(k.Parts[i], nil) }

func (k *packedTape) Text(id string) (string, error) { return "une allergie grave de " + id, nil }
