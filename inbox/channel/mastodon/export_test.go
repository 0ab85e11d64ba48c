package mastodon

import "time"

// Hurried makes a connector whose streams are quick to notice what happens.
func Hurried() *Connector {
	c := New()
	c.pulse = pulse{
		backstop: 300 * time.Millisecond, ping: 50 * time.Millisecond, pong: 200 * time.Millisecond,
		silence: 300 * time.Millisecond, retry: 10 * time.Millisecond, retryMax: 50 * time.Millisecond,
	}
	return c
}

// PushOnly makes a connector that polls only when it is pushed to. It believes
// in a push that is silent for a while: one that it gave up would lose what is
// only pushed, where the computer is slow.
func PushOnly() *Connector {
	c := Wary()
	c.pulse.pong, c.pulse.silence = time.Hour, time.Hour
	return c
}

// Wary is PushOnly that soon takes a silent push for a lost one.
func Wary() *Connector {
	c := Hurried()
	c.pulse.backstop = time.Hour
	return c
}

// Decode is what a payload becomes, for the fuzzer.
func Decode(raw []byte) (native, text string, err error) {
	s, err := readStatus(raw)
	return string(s.ID), s.Content, err
}
