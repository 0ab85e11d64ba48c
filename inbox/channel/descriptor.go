package channel

import "vigie/inbox"

// Descriptor is what the window needs to offer a kind of account: the form,
// in order, and the largest capability sheet.
type Descriptor struct {
	Channel inbox.Channel
	Fields  []Field
	Caps    inbox.Caps
	// Lead names the field that a person fills in first and that leads to the
	// account (a feed's address, an instance); empty is the mail address.
	Lead string
	// Stages are those that Probe runs, in order.
	Stages []Stage
}

// FieldKind is how a field is asked for.
type FieldKind string

// The kinds of field.
const (
	TextField   FieldKind = "text"
	SecretField FieldKind = "secret" // goes to the secret store, never to Settings
	NumberField FieldKind = "number"
	ChoiceField FieldKind = "choice"
)

// Field is one setting of an account. Its label is the translation key
// "account.field.<Name>", and of a choice "account.choice.<value>".
type Field struct {
	Name     string
	Kind     FieldKind
	Required bool
	Choices  []string
	Default  string
	// Advanced fields are folded away in the form.
	Advanced bool
}
