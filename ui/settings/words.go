package settings

import "time"

// length writes a length of time in whole words: "4 hours".
func (s *Screen) length(d time.Duration) string {
	t := s.host.Texts()
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return t.N("settings.days", int(d/day), nil)
	case d >= time.Hour && d%time.Hour == 0:
		return t.N("settings.hours", int(d/time.Hour), nil)
	case d >= time.Minute && d%time.Minute == 0:
		return t.N("settings.minutes", int(d/time.Minute), nil)
	default:
		return t.N("settings.seconds", int(d/time.Second), nil)
	}
}
