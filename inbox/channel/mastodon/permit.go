package mastodon

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Permit has a person sign in to the instance of the account's settings: see
// Login.
func (c *Connector) Permit(ctx context.Context, acc inbox.Account, open func(address string) error) (channel.Permission, error) {
	token, who, err := c.Login(ctx, acc.Settings[FieldInstance], open)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = &channel.Error{Reason: channel.AuthExpired, Detail: "nobody answered in the browser", Key: "fault.permission-late", Cause: err}
	}
	if err != nil {
		return channel.Permission{}, err
	}
	return channel.Permission{
		Identity: who.Identity, Settings: map[string]string{FieldInstance: who.Instance}, Secrets: map[string]string{FieldToken: token},
	}, nil
}

// refused is the failure of a sign-in that the person, or the instance, did
// not let through.
func refused(detail string, cause error) error {
	return &channel.Error{Reason: channel.AuthRevoked, Detail: detail, Key: "fault.permission-refused", Cause: cause}
}

// foreign tells an answer that no instance gives: a page instead of JSON, or a
// refusal of what every instance says without a token.
func foreign(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	var a *answerError
	switch {
	case errors.As(err, &syntax), errors.As(err, &kind):
		return true
	case errors.As(err, &a):
		refusals := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}
		return a.status/100 == 4 && !slices.Contains(refusals, a.status)
	default:
		return false
	}
}
