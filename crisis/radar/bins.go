package radar

import "time"

// rememberedDays is how far back the counts of bins are kept: what a detector
// is made from.
const rememberedDays = historyDays + youngDays

// binCount is what was counted in a bin in which anything was: who is angry within
// the hour of a first word counts as negative alone. It does not depend on the
// settings.
type binCount struct {
	at      time.Time
	counts  [4]float32 // in the order of Streams
	reached float64
}

// keepBin notes the counts of the open bin.
func (d *Detector) keepBin() {
	c := binCount{at: d.bin, reached: d.reached}
	for i, s := range Streams() {
		c.counts[i] = float32(d.open[s])
	}
	if c.counts == [4]float32{} {
		return
	}
	d.bins = append(d.bins, c)
	oldest := d.bin.AddDate(0, 0, -rememberedDays)
	if d.bins[0].at.Before(oldest.AddDate(0, 0, -youngDays)) {
		d.bins = d.binsFrom(oldest)
	}
}

// binsFrom gives the kept bins from a time on, in memory of their own.
func (d *Detector) binsFrom(from time.Time) []binCount {
	i := 0
	for i < len(d.bins) && d.bins[i].at.Before(from) {
		i++
	}
	return append([]binCount(nil), d.bins[i:]...)
}

// Under is a detector with other settings that knows the bins before a time, as
// far back as they are kept, without reading their messages again: what is usual
// and the thresholds. Of the messages it knows nothing; what was said from then
// on is to be fed, three days at least where stories are to be known. An alert
// that was open at that time is still open. Gaps are those of Missed.
func (d *Detector) Under(s Settings, gaps []Span, until time.Time) *Detector {
	c := New(s)
	until = until.Truncate(Bin)
	if !d.begun || !until.After(d.first) {
		return c
	}
	c.begun, c.bin = true, d.first
	if oldest := d.bin.AddDate(0, 0, -rememberedDays).Truncate(Bin); c.bin.Before(oldest) {
		c.bin = oldest
	}
	c.first, c.gaps = c.bin, append(c.gaps, gaps...)
	for _, b := range d.binsFrom(c.bin) {
		if !b.at.Before(until) {
			break
		}
		c.skip(b.at)
		for i, s := range Streams() {
			c.open[s] = float64(b.counts[i])
		}
		c.reached = b.reached
		c.keepBin()
		c.skip(b.at.Add(Bin))
	}
	c.skip(until)
	for name, m := range d.medians {
		c.medians[name] = m.clone()
	}
	if a := d.alert; a != nil && a.RaisedAt.Before(until) && (a.ClearedAt.IsZero() || a.ClearedAt.After(until)) {
		open := d.told()
		open.ClearedAt = time.Time{}
		c.alert = &open
	}
	return c
}

// skip closes bins without judging them.
func (d *Detector) skip(to time.Time) {
	for d.bin.Before(to) {
		d.score()
		d.bin = d.bin.Add(Bin)
		d.clearBin()
	}
}
