package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/guest"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// teamName is the directory of a team's replica, beside the person's own
// workspace; seatName is the file in it that says where this computer belongs.
const (
	teamName = "team"
	seatName = "team.json"
)

// belonging is what team.json holds: the seat, and what is shown before the
// first copy is there.
type belonging struct {
	guest.Seat
	Brand   string `json:"brand"`
	Secrets string `json:"secrets"` // the name under which its secrets are kept
}

// crew is what a house of a team has besides: the way to the server, and who
// else is there.
type crew struct {
	belonging
	replica *replica.Replica
	line    *replica.HTTP
	guest   *guest.Guest
	log     *slog.Logger

	mu      sync.Mutex
	present []wire.Presence
	told    map[int]func()
	nextTo  int
	strange error // the server's key is another: nothing is said to it
	here    chan wire.Presence
}

func (d *desk) teamDir() string { return filepath.Join(filepath.Dir(d.options.workspace), teamName) }

// readSeat reads where a directory's replica belongs; ok is false where there
// is none.
func readSeat(dir string) (b belonging, ok bool, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, seatName))
	if errors.Is(err, fs.ErrNotExist) {
		return b, false, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &b)
	}
	if err != nil {
		return b, false, fault.Wrap(err, fault.Corrupt, "fault.team-seat")
	}
	return b, true, nil
}

// writeSeat puts the file in place whole or not at all.
func writeSeat(dir string, b belonging) error {
	raw, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return fmt.Errorf("write the seat: %w", err)
	}
	path := filepath.Join(dir, seatName)
	if err := store.WriteWhole(store.ComputersDisk{}, path, raw); err != nil {
		return fault.Wrap(err, fault.Full, "fault.file-not-written", "Path", path)
	}
	return nil
}

// seatSecrets keeps a seat's secrets where the workspace's are kept.
type seatSecrets struct {
	store secret.Store
	under string
}

func (k seatSecrets) name() inbox.AccountID { return inbox.AccountID("team." + k.under) }

// seatField is the one entry in which both secrets are kept: a protected file
// takes its time to be written.
const seatField = "seat"

// Load reads both.
func (k seatSecrets) Load(ctx context.Context) (guest.Secrets, error) {
	both, err := k.store.Secret(ctx, k.name(), seatField)
	key, refresh, _ := strings.Cut(both, ":")
	return guest.Secrets{Key: key, Refresh: refresh}, err
}

// Keep keeps the next refresh token.
func (k seatSecrets) Keep(ctx context.Context, refresh string) error {
	s, err := k.Load(ctx)
	if err != nil {
		return err
	}
	s.Refresh = refresh
	return k.put(ctx, s)
}

func (k seatSecrets) put(ctx context.Context, s guest.Secrets) error {
	return k.store.Put(ctx, k.name(), seatField, s.Key+":"+s.Refresh)
}

func (k seatSecrets) forget(ctx context.Context) error {
	return k.store.Delete(ctx, k.name(), seatField)
}

// enterTeam opens a replica. The server need not be there.
func (d *desk) enterTeam(ctx context.Context, dir string, b belonging) (*house, error) {
	secrets, err := d.secretsIn(ctx, dir)
	if err != nil {
		return nil, err
	}
	return enterCrew(ctx, dir, b, secrets, d.log)
}

func enterCrew(ctx context.Context, dir string, b belonging, secrets secret.Store, log *slog.Logger) (*house, error) {
	c := newCrew(b, log)
	c.guest = guest.New(b.Seat, seatSecrets{secrets, b.Secrets}, time.Now)
	c.line = replica.Dial(replica.Remote{Address: b.Server, Pin: b.Pin, Token: c.guest.Token})
	return c.house(ctx, dir, secrets, log)
}

func newCrew(b belonging, log *slog.Logger) *crew {
	return &crew{belonging: b, log: log, told: map[int]func(){}, here: make(chan wire.Presence, 1)}
}

// house opens the copy in a directory, and lets it keep in step.
func (c *crew) house(ctx context.Context, dir string, secrets secret.Store, log *slog.Logger) (*house, error) {
	me := team.MemberID(c.Member)
	var err error
	c.replica, err = replica.Open(ctx, dir, replica.Options{Server: hearing{c.line, c}, Member: me, Log: log})
	if err != nil {
		return nil, err
	}
	h := &house{store: c.replica.Workspace(), brand: c.Brand, path: dir, me: me, secrets: secrets, crew: c, readings: map[inbox.AccountID]progress{}}
	h.run(log, c.run)
	return h, nil
}

// run keeps the copy in step, and says where the member is.
func (c *crew) run(ctx context.Context) error {
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { c.stay(ctx) })
	return c.replica.Run(ctx)
}

// close ends the use of the replica. What runs has ended.
func (c *crew) close() error {
	c.guest.Close()
	c.line.Close()
	return c.replica.Close()
}

// hearing is the way to the server; what it says of who is where is heard.
type hearing struct {
	*replica.HTTP
	crew *crew
}

// Hello asks the server who it is, and notes a key that is another's.
func (h hearing) Hello(ctx context.Context) (wire.Hello, error) {
	got, err := h.HTTP.Hello(ctx)
	h.crew.met(err)
	return got, err
}

// Wait hears who is where, for as long as it is connected.
func (h hearing) Wait(ctx context.Context, since int64, told func(wire.Poke)) error {
	err := h.HTTP.Wait(ctx, since, func(p wire.Poke) {
		if p.Present != nil {
			h.crew.seen(p.Present)
		}
		told(p)
	})
	if err != nil {
		h.crew.seen(nil) // nobody knows where the others are
	}
	return err
}

// met notes whether the server is the one that is known.
func (c *crew) met(err error) {
	if err != nil && !errors.Is(err, replica.ErrPin) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.strange = nil
	if err != nil {
		c.strange = fault.Wrap(err, fault.Auth, "fault.team-pin", "Server", c.Server)
	}
}

// stranger is why nothing is said to the server any more; nil when it is the
// one that is known.
func (c *crew) stranger() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.strange
}

// device is a short name of the seat, for the log.
func (b belonging) device() string {
	sum := sha256.Sum256([]byte(b.Device))
	return hex.EncodeToString(sum[:4])
}
