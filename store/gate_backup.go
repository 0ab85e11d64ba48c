package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Snapshot writes the database as it is now into a new file, while others
// read and write. It is a workspace's database like any other, without what
// was deleted; of a database server too, by one transaction that reads
// (carried as by MoveBack; its full text is made when it is opened). Files
// (blobs) are beside it: copied afterwards, they are at least those that it
// names.
func (w *Workspace) Snapshot(ctx context.Context, path string) error {
	if w.engine.served {
		dir := path + ".part"
		_, err := w.intoFile(ctx, dir, func(MoveProgress) {})
		if err == nil {
			err = PutInPlace(w.disk(), filepath.Join(dir, databaseName), path)
		}
		return explain(errors.Join(err, os.RemoveAll(dir)))
	}
	c, err := w.readDB.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	defer c.Close()
	// The file of the workspace itself stays read-only: the address says so.
	if _, err := c.ExecContext(ctx, `PRAGMA query_only = 0`); err != nil {
		return explain(err)
	}
	_, err = c.ExecContext(ctx, `VACUUM INTO ?`, path)
	_, undo := c.ExecContext(context.WithoutCancel(ctx), `PRAGMA query_only = 1`)
	if err := errors.Join(err, undo); err != nil {
		return explain(fmt.Errorf("write the snapshot: %w", err))
	}
	return nil
}

// Files are the paths in a workspace's directory that hold a workspace: a
// backup's names.
func Files() (database, blobs string) { return databaseName, blobsName }

// Restored makes a workspace that came out of a backup a new one to its
// desktops: they send again what the backup does not have, and read
// everything anew. Codes that were given are void.
func (w *Workspace) Restored(ctx context.Context) error {
	return w.write(ctx, func(x *writing) error {
		if _, err := x.exec(`UPDATE workspace SET log_epoch = ? WHERE id = 1`, x.w.newID(x.now)); err != nil {
			return fmt.Errorf("begin a new epoch: %w", err)
		}
		if _, err := x.exec(`DELETE FROM enrolment`); err != nil {
			return fmt.Errorf("void the codes: %w", err)
		}
		if err := x.doubt(); err != nil {
			return fmt.Errorf("doubt what was on its way: %w", err)
		}
		return x.settled("workspace.restored", "", nil)
	})
}

// doubt marks as unknown what the backup still had to send or to do on a network:
// it may have left after the backup was made, and nothing is sent twice (ADR 0010).
func (x *writing) doubt() error {
	if err := x.doubtModeration(); err != nil {
		return err
	}
	list, err := all(x, body[inbox.OutboxEntry], `SELECT body FROM outbox WHERE state IN ('queued', 'sending') ORDER BY id`)
	if err != nil {
		return err
	}
	for _, e := range list {
		e = e.Lose("fault.reply-restored", "a backup was restored", x.now)
		if err := x.writeEntry(e); err != nil {
			return err
		}
		if err := x.told(e, "reply.unknown", map[string]string{"fault": e.FaultKey}); err != nil {
			return err
		}
	}
	return nil
}

func (x *writing) doubtModeration() error {
	list, err := all(x, body[inbox.Moderation], `SELECT body FROM moderation WHERE state IN ('asked', 'acting') ORDER BY id`)
	if err != nil {
		return err
	}
	for _, m := range list {
		m = m.Fail(true, "fault.reply-restored", "a backup was restored", x.now)
		if err := x.writeModeration(m); err != nil {
			return err
		}
		if err := x.tellModeration(m); err != nil {
			return err
		}
	}
	return nil
}

// Fresh refuses a directory in which something is already: a restore never
// writes over a workspace.
func Fresh(dir string) error {
	entries, err := os.ReadDir(dir)
	if os.IsNotExist(err) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return explain(err)
	}
	return fault.New(fault.Conflict, "fault.directory-not-empty", "Directory", filepath.Base(dir))
}

// Coordinators are the members who may manage the house, and whether any
// computer ever signed in: when none did, somebody must be let in first.
func (w *Workspace) Coordinators(ctx context.Context) (list []team.Member, entered bool, err error) {
	r, err := w.Roster(ctx)
	if err != nil {
		return nil, false, err
	}
	for _, m := range r.Members {
		if !m.Retired && m.Profile.May(team.Manage) {
			list = append(list, m)
		}
	}
	n, err := first(w.glance(ctx), plain[int], `SELECT COUNT(*) FROM device`)
	return list, n > 0, explain(err)
}
