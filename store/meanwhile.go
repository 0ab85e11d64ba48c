package store

// A large batch of messages is written in parts: while the server writes one, the
// next is made ready. They are few, because each is a statement for each of its
// tables, and none is small: parts of 16 made batches of 50 slower.
const (
	partsOfBatch = 8
	leastOfPart  = 50 // messages
)

// partOf is after how many messages of a batch a part is sent.
func partOf(messages int) int { return max(leastOfPart, messages/partsOfBatch) }

// sendMeanwhile sends what is in line and does not wait for the answers. Who
// talks to the server next waits for them, and learns of an error then.
func (x *writing) sendMeanwhile() error {
	if err := x.landed(); err != nil {
		return err
	}
	if err := x.openNow(); err != nil || len(x.line) == 0 {
		return err
	}
	line := x.line
	x.line = nil
	answer := make(chan error, 1)
	x.underway = answer
	go func() {
		_, err := x.exchange(false, merged(line), nil)
		answer <- err
	}()
	return nil
}

// landed waits for the answers to what was sent meanwhile.
func (x *writing) landed() error {
	if x.underway == nil {
		return nil
	}
	err := <-x.underway
	x.underway = nil
	return err
}

// sendPart has the server write the messages that were taken in so far, with
// their full text.
func (in *intake) sendPart() error {
	if err := in.flushQueue(); err != nil {
		return err
	}
	in.queued = nil
	return in.sendMeanwhile()
}
