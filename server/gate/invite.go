package gate

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	qrcode "github.com/skip2/go-qrcode"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

// CodeLife is how long a one-time code is good.
const CodeLife = 15 * time.Minute

// enroller keeps codes.
type enroller interface {
	PutEnrolment(context.Context, store.Enrolment, team.MemberID) error
}

// Guest is who is invited, where to, and by whom.
type Guest struct {
	To     wire.Invitation // the server; its code is made
	Member team.MemberID
	By     team.MemberID // "" is the program
	Now    time.Time
	Random io.Reader
}

// Invite makes a one-time code for a member and keeps its hash.
func Invite(ctx context.Context, r enroller, g Guest) (wire.Invitation, error) {
	i := g.To
	raw := make([]byte, 20)
	if _, err := io.ReadFull(g.Random, raw); err != nil {
		return i, fmt.Errorf("make a code: %w", err)
	}
	letters := make([]byte, len(raw))
	for n, b := range raw {
		letters[n] = wire.CodeAlphabet[b&31] // 32 letters: every one as likely
	}
	i.Code = wire.FormatCode(string(letters))
	err := r.PutEnrolment(ctx, store.Enrolment{ID: codeName(i.Code), Member: g.Member, Secret: hexSum(i.Code), Until: g.Now.Add(CodeLife)}, g.By)
	return i, err
}

// codeName is the group that a code is found by.
func codeName(code string) string {
	name, _, _ := strings.Cut(code, "-")
	return name
}

// Picture draws an invitation as a QR code: PNG, a square of size pixels.
func Picture(i wire.Invitation, size int) ([]byte, error) {
	return qrcode.Encode(i.String(), qrcode.Medium, size)
}

// Blocks draws an invitation as a QR code for a terminal.
func Blocks(i wire.Invitation) (string, error) {
	q, err := qrcode.New(i.String(), qrcode.Medium)
	if err != nil {
		return "", fmt.Errorf("draw the code: %w", err)
	}
	return q.ToSmallString(false), nil
}

// invite makes a code for a member, for a coordinator's window.
func (g *Gate) invite(w http.ResponseWriter, r *http.Request, c call) error {
	var q wire.Invite
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	if err := c.mayManage(); err != nil {
		return err
	}
	now := g.o.Now()
	i, err := Invite(r.Context(), g.o.Register, Guest{
		To: wire.Invitation{Server: g.o.Server, Pin: g.o.Pin}, Member: team.MemberID(q.Member), By: c.Member, Now: now, Random: g.o.Random,
	})
	if err != nil {
		return err
	}
	picture, err := Picture(i, 512)
	if err != nil {
		return err
	}
	return reply(w, r, wire.Invited{Text: i.String(), Short: i.Short(), Until: now.Add(CodeLife).UnixMilli(), Picture: picture})
}

// devices lists the caller's devices; those of all for who manages the house.
func (g *Gate) devices(w http.ResponseWriter, r *http.Request, c call) error {
	of := c.Member
	if c.mayManage() == nil && r.URL.Query().Get("all") == "1" {
		of = ""
	}
	list, err := g.o.Register.Devices(r.Context(), of)
	if err != nil {
		return err
	}
	out := make([]wire.Device, 0, len(list))
	for _, d := range list {
		out = append(out, wire.Device{
			ID: d.ID, Member: string(d.Member), Name: d.Name, AckedRev: d.AckedRev,
			MadeAt: d.MadeAt.UnixMilli(), SeenAt: d.SeenAt.UnixMilli(), Revoked: !d.RevokedAt.IsZero(),
		})
	}
	return reply(w, r, out)
}

// revoke ends a device.
func (g *Gate) revoke(w http.ResponseWriter, r *http.Request, c call) error {
	id := r.PathValue("id")
	s, err := g.o.Register.Seat(r.Context(), id)
	if err != nil {
		return err
	}
	if s.Device.Member != c.Member && c.mayManage() != nil {
		return &wire.Problem{Code: wire.CodeNotSeen} // not even that it is there
	}
	if err := g.o.Register.RevokeDevice(r.Context(), id, c.Member); err != nil {
		return err
	}
	g.hub.drop(id)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// password changes the caller's own.
func (g *Gate) password(w http.ResponseWriter, r *http.Request, c call) error {
	var q wire.NewPassword
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	if err := g.limits.guess.take(c.seat.Member.Handle); err != nil {
		return err
	}
	_, old, err := g.o.Register.PasswordOf(r.Context(), c.seat.Member.Handle)
	if err != nil {
		return err
	}
	if old != "" {
		right, err := g.passwords.check(r.Context(), old, q.Old)
		if err != nil {
			return err
		}
		if !right {
			return fault.New(fault.Forbidden, "fault.password-wrong")
		}
	}
	hashed, err := HashPassword(q.New, g.o.Random)
	if err != nil {
		return err
	}
	if err := g.o.Register.PutPassword(r.Context(), c.Member, hashed, c.Member); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
