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

// PushOnly makes a connector that polls only when it is pushed to.
func PushOnly() *Connector {
	c := Hurried()
	c.pulse.backstop = time.Hour
	return c
}

// Decode is what a payload becomes, for the fuzzer.
func Decode(raw []byte) (native, text string, err error) {
	s, err := readStatus(raw)
	return string(s.ID), s.Content, err
}
