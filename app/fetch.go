package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// largestFile is how much of a file is fetched from a server at most, in bytes.
const largestFile = 256 << 20

// blob gives the bytes of a file that hangs on a message. A team's desktop
// fetches it when a person wants it, and keeps it.
func (h *house) blob(ctx context.Context, sha string, on inbox.MessageID) ([]byte, error) {
	r, err := h.store.Blob(ctx, sha)
	if err != nil && h.crew != nil {
		return h.crew.fetch(ctx, sha, on)
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// fetch brings a file; what was cut or changed on its way is not taken.
func (c *crew) fetch(ctx context.Context, sha string, on inbox.MessageID) ([]byte, error) {
	r, err := c.line.Download(ctx, sha, "message", string(on))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.team-file", "Server", c.Server)
	}
	raw, err := io.ReadAll(io.LimitReader(r, largestFile))
	err = errors.Join(err, r.Close())
	if sum := sha256.Sum256(raw); err == nil && hex.EncodeToString(sum[:]) != sha {
		err = fmt.Errorf("%d bytes that are not the file", len(raw))
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.team-file", "Server", c.Server)
	}
	return raw, nil
}

// raw brings a message as it came.
func (c *crew) raw(ctx context.Context, id inbox.MessageID) ([]byte, error) {
	raw, err := c.line.Raw(ctx, string(id))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.team-file", "Server", c.Server)
	}
	return raw, nil
}
