package store

import (
	"fmt"
	"slices"
	"strings"
)

// RowsVersion is the version of the rows that go to desktops: it grows when an
// older program could not store them.
const RowsVersion = 1

// reach says who sees a row, besides those who see everything.
type reach int

const (
	toAll          reach = iota // the whole house
	toWide                      // only who sees everything
	byConversation              // who sees the conversation that "on" names
	byContact                   // who sees a conversation of the contact
	byMessage                   // who sees the message
	byMember                    // the member whose it is
)

// kind is a table that desktops have a copy of: its rows travel whole, as a
// JSON object of the columns.
type kind struct {
	name    string // of the kind and of the table
	key     []string
	columns []string // all that travel, the key among them
	// own are columns that each side keeps for itself, with their value in a
	// row that is new here.
	own   map[string]string
	reach reach
	on    string // the column that reach goes by
}

// kinds lists what is replicated, in the order in which a new desktop gets it:
// what others refer to comes first.
func kinds() []kind {
	return slices.Concat(houseKinds(), contactKinds(), conversationKinds(), watchKinds(), crisisKinds())
}

func houseKinds() []kind {
	return []kind{
		{name: "member", key: words("id"), columns: words("id handle body")},
		{name: "department", key: words("id"), columns: words("id body")},
		{name: "account", key: words("id"), columns: words("id channel name body")},
		{name: "account_health", key: words("account"), columns: words("account body")},
		{name: "setting", key: words("name"), columns: words("name value")},
		{name: "saved_view", key: words("id"), columns: words("id member name name_key body saved_at"), reach: byMember, on: "member"},
	}
}

func contactKinds() []kind {
	return []kind{
		{
			name: "contact", key: words("id"), reach: byContact, on: "id",
			columns: words("id name role tags remark no_contact first_at last_at merged_into version"),
		},
		{
			name: "identity", key: words("channel handle"), reach: byContact, on: "contact",
			columns: words("channel handle name url followers contact origin"),
		},
		{
			name: "link_refusal", key: words("channel handle other_channel other_handle"), reach: toWide,
			columns: words("channel handle other_channel other_handle member at"),
		},
	}
}

func conversationKinds() []kind {
	return []kind{
		{
			name: "conversation", key: words("id"), reach: byConversation, on: "id",
			columns: words(`id shelf account channel kind subject snippet contact language status department assignee priority
				tags snoozed_until merged_into split_from follows handover handed_to automatic messages attachments first_at last_at
				last_inbound_at waiting_since due_at version heard base_key watched`),
		},
		{
			name: "message", key: words("id"), reach: byConversation, on: "conversation", own: map[string]string{"num": ""},
			columns: words(`id account conversation origin native kind direction class handle name contact subject language sent_at
				received_at pending revision removed root parent mail_id in_reply_to sent_by more`),
		},
		{
			name: "handover", key: words("id"), reach: byConversation, on: "conversation",
			columns: words("id conversation state due_at proposed_at body"),
		},
		{name: "note", key: words("id"), reach: byConversation, on: "conversation", columns: words("id conversation at gone body")},
		{
			name: "draft", key: words("id"), reach: byConversation, on: "conversation",
			columns: words("id conversation author gone saved_at body"),
		},
		{
			name: "outbox", key: words("id"), reach: byConversation, on: "conversation",
			columns: words("id conversation account key native state not_before queued_at message body"),
		},
		{
			name: "moderation", key: words("id"), reach: byMessage, on: "message",
			columns: words("id conversation account message state not_before asked_at body"),
		},
		{
			name: "event", key: words("id"), reach: byConversation, on: "conversation",
			columns: words("id conversation name member at version facts before undoes undone tell"),
		},
	}
}

func watchKinds() []kind {
	return []kind{
		{name: "watch", key: words("id"), columns: words("id name_key body changed total live"), own: map[string]string{"fill_below": "0"}},
		{name: "watch_place", key: words("id"), columns: words("id body")},
		{name: "watch_hour", key: words("watch hour"), columns: words("watch hour n")},
		{name: "watch_seen", key: words("watch member"), columns: words("watch member live"), reach: byMember, on: "member"},
		{name: "alert", key: words("id"), columns: words("id watch raised_at cleared_at state body"), reach: toWide},
		{name: "radar_setting", key: words("watch"), columns: words("watch body")},
		{name: "radar_standing", key: words("watch"), columns: words("watch body")},
		{name: "message_tone", key: words("message"), columns: words("message tone member at"), reach: byMessage, on: "message"},
		{name: "watch_hit", key: words("watch at message"), columns: words("watch at message"), reach: byMessage, on: "message"},
	}
}

func crisisKinds() []kind {
	return []kind{
		{
			name: "playbook", key: words("hash"),
			columns: words("hash id version lang title skeleton state written_by written_at published_by published_at text"),
		},
		{
			name: "crisis_event", key: words("id"),
			columns: words("id run seq kind step member at kept base payload payload_hash prev_hash hash"),
		},
		{name: "crisis_run", key: words("id"), columns: words("id state exercise story playbook began_at next_at seq body")},
		{name: "retex_draft", key: words("run field member"), columns: words("run field member text at")},
	}
}

// kept names every other table, with why no desktop gets it: it is derived
// from what travels, it travels inside another row, it is this file's own, or
// it is the server's alone. A test compares both lists with the schema.
func kept() map[string]string {
	out := map[string]string{}
	for why, tables := range map[string]string{
		"derived":        "conversation_tag conversation_scope contact_find counter search_queue message_search radar_memory radar_tape radar_tape_part",
		"in the message": "message_text message_revision",
		"of this file":   "workspace changelog row_rev",
		"of the server": `command answer erasure device message_raw mail_ref account_cursor quarantine
			enrolment credential refresh oidc_identity signing_key upload lease crisis_hold crisis_permit audit_entry`,
	} {
		for _, t := range words(tables) {
			out[t] = why
		}
	}
	return out
}

func words(s string) []string { return strings.Fields(s) }

func kindNamed(name string) (kind, bool) {
	list := kinds()
	i := slices.IndexFunc(list, func(k kind) bool { return k.name == name })
	if i < 0 {
		return kind{}, false
	}
	return list[i], true
}

// hanging reports whether rows of the kind belong to one conversation.
func (k kind) hanging() bool { return k.reach == byConversation && k.name != "conversation" }

// keyOf joins the parts of a key as the change log and the wire have it.
func keyOf(parts ...string) string {
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "%", "%25"), " ", "%20")
	}
	return strings.Join(parts, " ")
}

// parts takes a key apart.
func (k kind) parts(id string) ([]any, error) {
	list := []string{id}
	if len(k.key) > 1 {
		list = strings.Split(id, " ")
	}
	if len(list) != len(k.key) {
		return nil, fmt.Errorf("key %q of %s has %d parts", id, k.name, len(list))
	}
	out := make([]any, len(list))
	for i, p := range list {
		if len(k.key) > 1 {
			p = strings.ReplaceAll(strings.ReplaceAll(p, "%20", " "), "%25", "%")
		}
		out[i] = p
	}
	return out, nil
}

// where is the condition that names one row of the kind.
func (k kind) where() string { return strings.Join(k.key, " = ? AND ") + " = ?" }

// local reports whether a row of the kind is a desk's own and never travels:
// what a desk keeps of itself among the settings.
func (k kind) local(id string) bool {
	return k.name == "setting" && strings.HasPrefix(id, deskPrefix)
}

// deskPrefix begins the names of settings that belong to one desk.
const deskPrefix = "ui.desk."
