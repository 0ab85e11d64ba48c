package vm

// Mood is the colour of a state, as a word that the screen translates.
type Mood string

// The moods.
const (
	MoodPlain Mood = ""
	MoodAlarm Mood = "alarm"
	MoodHeed  Mood = "heed"
	MoodGood  Mood = "good"
)
