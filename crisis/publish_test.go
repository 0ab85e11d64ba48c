package crisis_test

import (
	"testing"

	"vigie/crisis"
)

func TestAddressed_PutsNoStrangersWordsIntoOurMouth(t *testing.T) {
	m := newRoom(t)
	toYes(m)
	for name, want := range map[string]string{
		"Léa Martin":                 "Hello Léa, we are checking Cream. Next word at 15:00.",
		"Anne-Marie":                 "Hello Anne-Marie, we are checking Cream. Next word at 15:00.",
		"":                           "Hello, we are checking Cream. Next word at 15:00.",
		"evil.example/buy now":       "Hello, we are checking Cream. Next word at 15:00.",
		"{hour}":                     "Hello, we are checking Cream. Next word at 15:00.",
		"Abcdefghijklmnopqrstuvwxyz": "Hello, we are checking Cream. Next word at 15:00.",
	} {
		equal(t, name, m.run.Addressed(crisis.Publish{Statement: "wait", Channel: "reply", FirstName: name}), want)
	}
}
