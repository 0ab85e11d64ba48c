// Package inbox is the trade: messages, conversations, handovers, drafts,
// replies and the rules that decide about them. Every rule is a pure function
// of values: no clock, no randomness, no storage, no window. The same rules
// run on a desktop and on a server.
package inbox
