package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// The conditions under which a row t is seen by who does not see everything.
// %s is the list of marks for their places.
const (
	seenConversation = `EXISTS (SELECT 1 FROM conversation_scope s WHERE s.conversation = t.%[2]s AND s.who IN %[1]s)`
	seenMessage      = `EXISTS (SELECT 1 FROM message m JOIN conversation_scope s ON s.conversation = m.conversation
		WHERE m.id = t.%[2]s AND s.who IN %[1]s)`
	seenContact = `(EXISTS (SELECT 1 FROM conversation c JOIN conversation_scope s ON s.conversation = c.id
			WHERE c.contact = t.%[2]s AND s.who IN %[1]s)
		OR EXISTS (SELECT 1 FROM message m JOIN conversation_scope s ON s.conversation = m.conversation
			WHERE m.contact = t.%[2]s AND s.who IN %[1]s))`
)

// seen is the condition under which a member sees a row t of the kind, with
// its values; "" is always.
func (k kind) seen(m team.Member) (string, []any) {
	switch {
	case m.Retired || m.ID == "":
		return "1 = 0", nil
	case k.reach == byMember:
		return "t." + k.on + " = ?", []any{m.ID}
	case k.reach == toAll || m.SeesAll():
		return "", nil
	}
	places := args(m.Places())
	marks := question(len(places))
	switch k.reach {
	case byConversation:
		return fmt.Sprintf(seenConversation, marks, k.on), places
	case byMessage:
		return fmt.Sprintf(seenMessage, marks, k.on), places
	case byContact:
		return fmt.Sprintf(seenContact, marks, k.on), append(places, places...)
	default:
		return "1 = 0", nil
	}
}

// narrowed leaves of keys those that a member sees, in their order.
func (k kind) narrowed(r reading, m team.Member, ids []string) ([]string, error) {
	condition, values := k.seen(m)
	if condition == "" {
		return ids, nil
	}
	if len(k.key) == 1 {
		seen, err := k.seenOf(r, ids, condition, values)
		return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !seen[id] }), err
	}
	var out []string
	for _, id := range ids {
		ok, err := k.sees(r, id, condition, values)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, id)
		}
	}
	return out, nil
}

// seenOf tells which of the rows of a kind with a key of one column are there
// and meet the condition of who asks.
func (k kind) seenOf(r reading, ids []string, condition string, values []any) (map[string]bool, error) {
	out := make(map[string]bool, len(ids))
	for part := range slices.Chunk(ids, rowsAtOnce) {
		marks, few := fewOf(part)
		list, err := all(r, plain[string], `SELECT t.`+k.key[0]+` FROM `+k.name+` t WHERE t.`+k.key[0]+` IN `+marks+` AND `+condition,
			append(few, values...)...)
		if err != nil {
			return nil, fmt.Errorf("ask who sees %s: %w", k.name, err)
		}
		for _, id := range list {
			out[id] = true
		}
	}
	return out, nil
}

// fewOf gives up to rowsAtOnce values for an IN list, in few lengths: each leaves
// a prepared statement behind.
func fewOf(ids []string) (marks string, values []any) {
	values = args(ids)
	for _, size := range []int{1, 8, rowsAtOnce} {
		if len(values) > size {
			continue
		}
		for len(values) < size {
			values = append(values, values[0])
		}
		break
	}
	return question(len(values)), values
}

func (k kind) sees(r reading, id, condition string, values []any) (bool, error) {
	parts, err := k.parts(id)
	if err != nil {
		return false, err
	}
	ok, err := first(r, plain[bool], `SELECT EXISTS (SELECT 1 FROM `+k.name+` t WHERE t.`+strings.Join(k.key, " = ? AND t.")+` = ? AND `+condition+`)`,
		append(parts, values...)...)
	if err != nil {
		return false, fmt.Errorf("ask who sees %s: %w", k.name, err)
	}
	return ok, nil
}

// Sees reports whether the caller sees a thing: a row of a replicated kind that
// is there.
func (w *Workspace) Sees(ctx context.Context, by Caller, kindName, id string) (ok bool, err error) {
	k, known := kindNamed(kindName)
	if !known || k.local(id) {
		return false, nil
	}
	err = w.asCaller(ctx, by, k, func(r reading, condition string, values []any) error {
		ok, err = k.sees(r, id, condition, values)
		return err
	})
	return ok, err
}

// SeenConversations tells which of some conversations the caller sees; what is
// not there is not seen.
func (w *Workspace) SeenConversations(ctx context.Context, by Caller, ids []string) (seen map[string]bool, err error) {
	k, _ := kindNamed("conversation")
	err = w.asCaller(ctx, by, k, func(r reading, condition string, values []any) error {
		seen, err = k.seenOf(r, ids, condition, values)
		return err
	})
	return seen, err
}

// asCaller runs f with the condition under which the caller sees rows of a kind.
func (w *Workspace) asCaller(ctx context.Context, by Caller, k kind, f func(r reading, condition string, values []any) error) error {
	return w.snapshot(ctx, func(r reading) error {
		m, err := callerOf(r, by)
		if err != nil {
			return err
		}
		condition, values := k.seen(m)
		if condition == "" {
			condition = "1 = 1"
		}
		return f(r, condition, values)
	})
}

// callerOf gives the member of a caller as the database has them now.
func callerOf(r reading, by Caller) (team.Member, error) {
	s, err := seatOf(r, by)
	return s.Member, err
}

// seatOf gives a caller's device and member as the database has them now.
func seatOf(r reading, by Caller) (Seat, error) {
	s, err := first(r, readSeat, seatQuery, by.Device)
	if err = noDevice(err); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return Seat{}, &wire.Problem{Code: wire.CodeRevoked, Fault: faultOf(err)}
		}
		return Seat{}, err
	}
	return s.of(by)
}

// of gives the seat where it is the caller's, and in use.
func (s Seat) of(by Caller) (Seat, error) {
	if s.Ended() || s.Member.ID != by.Member {
		return Seat{}, &wire.Problem{Code: wire.CodeRevoked, Fault: faultOf(fault.New(fault.Auth, "fault.device-gone"))}
	}
	return s, nil
}

// faultOf is an error as the wire carries it.
func faultOf(err error) *wire.Fault {
	f := fault.Of(err)
	if f == nil {
		return nil
	}
	return &wire.Fault{Kind: string(f.Kind), Key: f.Key, Args: f.Args}
}

// seesAct refuses an act on what the caller does not see, as if it were not
// there. On one's own computer everything is seen.
func (x *writing) seesAct(cmd inbox.Command) error {
	if x.caller == nil || x.caller.SeesAll() {
		return nil
	}
	ids := []inbox.ConversationID{cmd.Conversation}
	if other := inbox.WantsOf(cmd.Act).Other; other != "" {
		ids = append(ids, other)
	}
	for _, id := range ids {
		names, err := x.scopeOf(id)
		if err != nil {
			return err
		}
		if !x.caller.MaySee(team.AudienceOf(names)) {
			return fault.New(fault.NotFound, "fault.conversation-gone")
		}
	}
	return nil
}

// seesContacts refuses work on contacts that the caller does not see.
func (x *writing) seesContacts(ids ...inbox.ContactID) error {
	if x.caller == nil || x.caller.SeesAll() {
		return nil
	}
	k, _ := kindNamed("contact")
	for _, id := range ids {
		found, err := k.narrowed(x, *x.caller, []string{string(id)})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.New(fault.NotFound, "fault.contact-gone")
		}
	}
	return nil
}

// asProblem gives the problem in an error, for what passes explain.
func asProblem(err error) *wire.Problem {
	var p *wire.Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}
