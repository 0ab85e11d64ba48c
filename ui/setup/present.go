package setup

import "slices"

// presented puts a form into the order in which a person is asked: what only
// they know first, what can be guessed folded away. Which secret of a mailbox
// is asked for depends on the way of signing in. What leads to the account has
// a place of its own, at the top.
func presented(f Form) Form {
	out := f
	if f.Lead != "" {
		out.Fields = slices.DeleteFunc(slices.Clone(f.Fields), func(d Field) bool { return d.Name == f.Lead })
		return out
	}
	signsIn := slices.ContainsFunc(f.Fields, func(d Field) bool { return d.Name == "auth" && d.Kind == ChoiceField })
	var named, first, rest []Field
	for _, d := range f.Fields {
		switch {
		case d.Kind == SecretField:
			if signsIn && d.If == "" {
				d = signIn(d)
			}
			first = append(first, d)
		case d.Name == "display_name":
			named = append(named, d)
		default:
			d.Advanced = true
			rest = append(rest, d)
		}
	}
	out.Fields = append(append(first, named...), rest...)
	return out
}

// signIn ties a secret to the ways of signing in that need it.
func signIn(d Field) Field {
	d.If, d.Required, d.Advanced = "auth", true, false
	switch d.Name {
	case "password":
		d.Is = []string{"password"}
	default:
		d.Is = []string{"xoauth2", "oauthbearer"}
	}
	return d
}
