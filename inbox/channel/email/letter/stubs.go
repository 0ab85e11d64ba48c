package letter

func (r *reader) renderHTML(text string) rendered { return rendered{text: text} }
func bareLinks(text string, known []Link) []Link  { return nil }
func (r *reader) fold(t rendered)                 { r.letter.Text = t.text; r.letter.Links = t.links }
func (r *reader) classify()                       {}
func classOf(f fields, h *Header) Class           { return Person }

// Failure says what a bounce reports.
type Failure struct {
	Recipients []FailedRecipient
	OriginalID string // Message-ID of the mail that did not arrive, without brackets
}

// FailedRecipient is one address of a Failure.
type FailedRecipient struct {
	Address    string
	Status     string // enhanced status code such as 5.1.1, empty if not said
	Action     string // failed, delayed, delivered, relayed, expanded
	Diagnostic string // words of the other server, one line
	Permanent  bool   // trying again is of no use
}

// Feedback is what a complaint reports.
type Feedback struct {
	Type       string // abuse, fraud, opt-out, not-spam…
	Recipient  string // who complained, if said
	OriginalID string // Message-ID of the mail complained about
}

// BaseSubject gives a subject without what replies and forwards put before it.
func BaseSubject(subject string) string { return subject }
