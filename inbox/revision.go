package inbox

import "time"

// Revision is what a message said before its author changed it.
type Revision struct {
	Message Message
	At      time.Time // when the change was seen, by our clock
}
