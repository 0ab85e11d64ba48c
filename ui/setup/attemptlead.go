package setup

import (
	"context"
	"errors"
	"slices"
	"strings"

	"vigie/inbox/fault"
)

// leadName is what the first field is called among those that are missing when
// it is the mail address.
const leadName = "address"

// lead is what was typed into the first field.
func (a *attempt) lead() string {
	if a.form.Lead == "" {
		return a.filled.Address
	}
	return strings.TrimSpace(a.filled.Values[a.form.Lead])
}

// setLead takes what is typed into the first field. What an earlier address
// led to is another account's.
func (a *attempt) setLead(s string) {
	if a.form.Lead == "" {
		a.setAddress(s)
		return
	}
	if s = strings.TrimSpace(s); s == a.lead() {
		return
	}
	if a.filled.ID == "" {
		a.filled.Address = ""
		if a.named {
			a.filled.Name, a.named = "", false
		}
	}
	a.set(a.form.Lead, s)
}

// leadMissing reports whether the first field does not lead anywhere yet.
func (a *attempt) leadMissing() bool {
	if a.form.Lead == "" {
		return !complete(a.filled.Address)
	}
	return a.lead() == ""
}

// missing lists the fields that must be filled in and are not, the first field
// before all. A secret may stay empty when the account has one already.
func (a *attempt) missing() []string {
	var out []string
	if a.leadMissing() {
		out = append(out, leadName)
	}
	for _, f := range a.asked() {
		value := a.filled.Values[f.Name]
		if f.Kind == SecretField {
			if a.filled.ID != "" {
				continue
			}
			value = a.filled.Secrets[f.Name]
		}
		if f.Required && strings.TrimSpace(value) == "" {
			out = append(out, f.Name)
		}
	}
	return out
}

// blamed names the folded field that the test failed for; empty is none.
func (a *attempt) blamed() string {
	var f *fault.Error
	if !errors.As(a.failed, &f) {
		return ""
	}
	for _, d := range a.asked() {
		if d.Advanced && d.Name == f.Args["Field"] {
			return d.Name
		}
	}
	return ""
}

// unsigned reports whether a person has to sign in in the browser before
// anything can be tried.
func (a *attempt) unsigned() bool {
	return a.form.Browser && a.filled.ID == "" && slices.ContainsFunc(a.asked(), func(f Field) bool {
		return f.Kind == SecretField && f.Required && a.filled.Secrets[f.Name] == ""
	})
}

// learn takes what a stage says of the account: its own address, and a name
// for it where the person gave none.
func (a *attempt) learn(r StageResult) {
	if r.State != StagePassed || a.form.Lead == "" {
		return
	}
	if r.Handle != "" || len(r.Newest) > 0 {
		a.found = r
	}
	if r.Handle != "" && a.filled.ID == "" {
		a.filled.Address = r.Handle
	}
	if r.Name != "" && a.filled.Name == "" && !a.form.Browser {
		a.filled.Name, a.named = r.Name, true
	}
}

// signIn has the person sign in in the browser; then what came of it is tried.
func (a *attempt) signIn() {
	if a.signing || a.running {
		return
	}
	a.clear()
	ctx, cancel := context.WithCancel(context.Background())
	a.stop, a.signing = cancel, true
	round, f := a.round, a.filled.Clone()
	a.show()
	a.sched.Go(func(window context.Context) {
		defer context.AfterFunc(window, cancel)()
		s, err := a.desk.SignIn(ByPerson(ctx), f, func(address string, opened error) {
			a.sched.UI(func() {
				if round == a.round {
					a.page, a.closed = address, opened
					a.show()
				}
			})
		})
		a.sched.UI(func() {
			if round == a.round {
				a.signedIn(s, err)
			}
		})
	})
}

// signedIn takes the end of a sign-in. Another person than the account's is a
// mistake: the browser was signed in as somebody else.
func (a *attempt) signedIn(s Signed, err error) {
	a.signing, a.page, a.closed, a.stop = false, "", nil, nil
	if err == nil && a.another(s.Handle) {
		err = fault.New(fault.Invalid, "fault.permission-other", "Other", s.Handle, "Account", a.filled.Address)
	}
	if err != nil {
		a.failed = err
		a.show()
		return
	}
	for name, value := range s.Values {
		a.filled.Values[name] = value
	}
	for name, value := range s.Secrets {
		a.filled.Secrets[name] = value
	}
	a.filled.Address = s.Handle
	a.signed = true
	a.test()
}

// another reports whether a handle is somebody else's than the account that is
// there.
func (a *attempt) another(handle string) bool {
	mine := strings.TrimPrefix(a.filled.Address, "@")
	return a.filled.ID != "" && strings.Contains(mine, "@") && !strings.EqualFold(strings.TrimPrefix(handle, "@"), mine)
}
