package store

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"vigie/inbox/fault"
)

// What a person reads when the workspace itself is in trouble.
const (
	keyInUse    = "fault.workspace-in-use"
	keyReadOnly = "fault.workspace-read-only"
	keyFull     = "fault.disk-full"
	keyCorrupt  = "fault.workspace-corrupt"
	keyNewer    = "fault.workspace-newer"
	keyMissing  = "fault.workspace-missing"
	keyClosed   = "fault.workspace-closed"
	keyAway     = "fault.database-away"
	keyUnknown  = "fault.outcome-unknown"
	keyLease    = "fault.lease-lost"
	keyMoved    = "fault.workspace-moved"
	keyNotEmpty = "fault.move-not-empty"
	keyDiffers  = "fault.move-differs"
)

// explain turns an error of the database or the file system into a fault. A
// fault and the end of a context pass as they are. Here and in
// explainServer is known what the codes of the databases mean.
func explain(err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var s *sqlite.Error
	if errors.As(err, &s) {
		return explainCode(s.Code(), err)
	}
	if f := explainServer(err); f != nil {
		return f
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fault.Wrap(err, fault.Full, keyFull)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fault.Wrap(err, fault.ReadOnly, keyReadOnly)
	default:
		return fault.Wrap(err, fault.Internal, "fault.internal")
	}
}

func explainCode(code int, err error) error {
	switch code {
	case codes.SQLITE_IOERR_WRITE, codes.SQLITE_IOERR_FSYNC, codes.SQLITE_IOERR_TRUNCATE, codes.SQLITE_IOERR_SHMSIZE:
		// A quota or a file-size limit shows as a failed write.
		return fault.Wrap(err, fault.Full, keyFull)
	case codes.SQLITE_IOERR_CORRUPTFS:
		return fault.Wrap(err, fault.Corrupt, keyCorrupt)
	}
	switch code & 0xff {
	case codes.SQLITE_FULL:
		return fault.Wrap(err, fault.Full, keyFull)
	case codes.SQLITE_READONLY, codes.SQLITE_PERM, codes.SQLITE_CANTOPEN, codes.SQLITE_AUTH:
		return fault.Wrap(err, fault.ReadOnly, keyReadOnly)
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		return fault.Wrap(err, fault.Corrupt, keyCorrupt)
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return fault.Wrap(err, fault.Busy, keyInUse)
	case codes.SQLITE_INTERRUPT:
		return context.Canceled
	default:
		return fault.Wrap(err, fault.Internal, "fault.internal")
	}
}
