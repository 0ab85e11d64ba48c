package setup

import (
	"maps"

	"vigie/inbox"
)

// FieldKind is how a field of a form is asked for.
type FieldKind string

// The kinds of field.
const (
	TextField   FieldKind = "text"
	SecretField FieldKind = "secret" // hidden as it is typed; goes to the secret store
	NumberField FieldKind = "number"
	ChoiceField FieldKind = "choice"
)

// Field is one thing that a form asks for. Its label is the translation of
// "account.field.<Name>", its hint, where there is one, of
// "account.hint.<Name>", and a choice reads "account.choice.<value>".
type Field struct {
	Name     string
	Kind     FieldKind
	Required bool
	Choices  []string
	Default  string
	// Advanced fields are folded away until a person asks for them.
	Advanced bool
	// If names a choice field on which this one depends: it is asked only
	// while that field has one of the values Is. Empty is always.
	If string
	Is []string
}

// Form describes what an account of a channel needs, in the order in which it
// is asked.
type Form struct {
	Channel inbox.Channel
	Fields  []Field
	// Lead names the field that is asked for first and leads to the account;
	// its ghost is "account.ghost.<Lead>". Empty is the mail address.
	Lead string
	// Stages are those of its test, in order.
	Stages []Stage
	// Browser is set when a person signs in in their own browser, by SignIn.
	Browser bool
}

// Filled is a form as a person filled it in. A secret that is empty while ID
// is set keeps the one that is stored.
type Filled struct {
	ID         inbox.AccountID // empty for a new account
	Channel    inbox.Channel
	Name       string // shown in the navigation; empty takes the address
	Address    string // the brand's own address or handle
	Department string // gets what arrives; empty leaves it unrouted
	Values     map[string]string
	Secrets    map[string]string
}

// Signed is what a sign-in in the browser brought: who it was, and what the
// form is to be filled with.
type Signed struct {
	Handle, Name    string
	Values, Secrets map[string]string
}

// Clone gives a copy that shares nothing.
func (f Filled) Clone() Filled {
	f.Values, f.Secrets = maps.Clone(f.Values), maps.Clone(f.Secrets)
	return f
}

// Guess is what is known of the servers behind an address.
type Guess struct {
	Values map[string]string // by field name; what is missing stays as it is
	// Advice is the translation key of what this provider wants of a person
	// ("setup.advice-gmail" asks for an app password); empty is nothing.
	Advice string
	// Sure is set when the provider is known or said so itself; otherwise the
	// values are a try.
	Sure bool
}

// Stage is one step of a test, in the order in which they run.
type Stage string

// The stages of a test. Their words are "setup.stage-<channel>-<stage>", or
// else "setup.stage-<stage>".
const (
	StageReach   Stage = "reach"   // the incoming server answers
	StageSignIn  Stage = "sign-in" // it lets us in
	StageMailbox Stage = "mailbox" // the mailbox was found; Count says how many messages are in it
	StageSend    Stage = "send"    // the outgoing server answers
	StageSendIn  Stage = "send-in" // it lets us in
)

// StageState is where a stage stands.
type StageState string

// The states of a stage.
const (
	StageWaiting StageState = ""
	StageRunning StageState = "running"
	StagePassed  StageState = "passed"
	StageFailed  StageState = "failed"
	StageSkipped StageState = "skipped" // not reached, or not asked for
)

// StageResult is news of one stage.
type StageResult struct {
	Stage Stage
	State StageState
	Count int   // messages, of a passed StageMailbox
	Err   error // of a failed stage; a *fault.Error, with what to do about it
	// Handle and Name are what a passed stage learned of the account; empty is
	// nothing.
	Handle, Name string
	// Newest are messages that a person may know the place by, newest first.
	Newest []inbox.Message
}
