package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"vigie/inbox/fault"
)

// Transient reports whether the same may well go right a little later: the
// database could not be reached, or two transactions were in each other's way.
// What was asked for may then be asked again, under the same id.
func Transient(err error) bool {
	kind := fault.KindOf(err)
	return kind == fault.Unavailable || kind == fault.Busy
}

// explainServer turns what a PostgreSQL server says, or its silence, into a
// fault; nil is that the error is none of that.
func explainServer(err error) error {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return explainState(said.Code, err)
	}
	var dial *pgconn.ConnectError
	var network *net.OpError
	if errors.As(err, &dial) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "conn closed") {
		return fault.Wrap(err, fault.Unavailable, keyAway)
	}
	return nil
}

// explainState knows the SQLSTATE codes (PostgreSQL documentation, appendix A).
func explainState(code string, err error) error {
	switch code {
	case "57014": // query_canceled
		return errors.Join(context.Canceled, err)
	case "25006": // read_only_sql_transaction
		return fault.Wrap(err, fault.ReadOnly, keyReadOnly)
	case "40001", "40P01", "55P03": // serialization, deadlock, a lock that did not come
		return fault.Wrap(err, fault.Unavailable, keyAway)
	case movedState:
		return fault.Wrap(err, fault.Unavailable, keyMoved, "File", databaseName)
	case "53100": // disk_full
		return fault.Wrap(err, fault.Full, keyFull)
	}
	switch code[:min(2, len(code))] {
	case "08", "53", "57", "25": // connection, resources, shut down, a transaction that was ended
		return fault.Wrap(err, fault.Unavailable, keyAway)
	case "XX":
		return fault.Wrap(err, fault.Corrupt, keyCorrupt)
	default:
		return fault.Wrap(err, fault.Internal, "fault.internal")
	}
}

// unknownOutcome explains a COMMIT that got no answer: it may have taken place.
// Who repeats the command under its id learns which.
func unknownOutcome(err error) error {
	var said *pgconn.PgError
	if err == nil || errors.As(err, &said) {
		return err // the server said yes, or no
	}
	if f := explainServer(err); f != nil {
		return fault.Wrap(err, fault.Unavailable, keyUnknown)
	}
	return err
}
