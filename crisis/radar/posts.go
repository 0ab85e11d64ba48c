package radar

import "time"

// point gives each reason the messages that it speaks of, the newest first.
func (d *Detector) point(list []Reason, w Why, end time.Time) {
	lastHour := func(r recent) bool { return end.Sub(r.At) <= time.Hour }
	told := func(r recent) bool {
		return w.Story != nil && string(r.story.ID) == w.Story.ID
	}
	which := map[string]func(recent) bool{
		"radar.observed":       func(r recent) bool { return lastHour(r) && r.in(w.Stream) && (w.Stream != Stories || told(r)) },
		"radar.authors":        d.eachOnce(),
		"radar.story":          told,
		"radar.doubling":       told,
		"radar.reach":          func(r recent) bool { return lastHour(r) && r.Followers != nil },
		"radar.risk":           func(r recent) bool { return len(r.Risk) > 0 },
		"radar.mostly-neutral": func(r recent) bool { return !r.Negative },
		"radar.one-channel":    func(recent) bool { return true },
	}
	for i, r := range list {
		if is := which[r.Key]; is != nil {
			list[i].Posts = d.posts(is)
		}
	}
}

// in reports whether a mention counts in a stream.
func (r recent) in(s Stream) bool {
	switch s {
	case Negative:
		return r.Negative
	case Risk:
		return len(r.Risk) > 0
	default:
		return true
	}
}

// eachOnce takes the newest mention of each author.
func (d *Detector) eachOnce() func(recent) bool {
	seen := map[string]bool{}
	return func(r recent) bool {
		if seen[r.author()] {
			return false
		}
		seen[r.author()] = true
		return true
	}
}

func (d *Detector) posts(which func(recent) bool) []string {
	var out []string
	list := d.heard()
	for i := len(list) - 1; i >= 0 && len(out) < MostShown; i-- {
		if which(list[i]) {
			out = append(out, list[i].ID)
		}
	}
	return out
}
