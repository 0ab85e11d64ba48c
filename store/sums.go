package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/inbox/team"
)

// sums gives for each kind a checksum of the rows that a member sees, without
// those that hang on conversations left out by the horizon. What a desktop gets
// only in part (contacts, the audit) has none.
func sums(r reading, m team.Member, horizon int64) (map[string]string, error) {
	out := map[string]string{}
	for _, k := range kinds() {
		if k.name == "event" || k.reach == byContact || k.reach == toWide || k.reach == byMessage || len(k.key) > 1 {
			continue
		}
		sum, err := k.sum(r, m, horizon)
		if err != nil {
			return nil, fmt.Errorf("sum up %s: %w", k.name, err)
		}
		out[k.name] = sum
	}
	return out, nil
}

func (k kind) sum(r reading, m team.Member, horizon int64) (string, error) {
	text := `SELECT t.` + k.key[0] + `, v.rev FROM ` + k.name + ` t JOIN row_rev v ON v.kind = ? AND v.id = t.` + k.key[0]
	values := []any{k.name}
	condition, seen := k.seen(m)
	conditions := []string{"1 = 1"}
	if condition != "" {
		conditions, values = append(conditions, condition), append(values, seen...)
	}
	if k.reach == byConversation {
		text += ` JOIN conversation c ON c.id = t.` + k.on
		conditions, values = append(conditions, withinHorizon), append(values, horizon)
	}
	rows, err := r.query(text+` WHERE `+strings.Join(conditions, " AND "), values...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var sum uint64
	for rows.Next() {
		var id string
		var rev int64
		if err := rows.Scan(&id, &rev); err != nil {
			return "", err
		}
		if !k.local(id) {
			sum ^= rowSum(k.name, id, rev)
		}
	}
	return strconv.FormatUint(sum, 16), rows.Err()
}

// rowSum is the part of one row in a checksum.
func rowSum(kind, id string, rev int64) uint64 {
	h := sha256.Sum256([]byte(kind + "/" + id + "/" + strconv.FormatInt(rev, 10)))
	return binary.BigEndian.Uint64(h[:8])
}

// Differing compares the checksums that came with a page with what this copy
// holds, and lists the kinds that differ. It says something only while no
// order waits.
func (w *Workspace) Differing(ctx context.Context, theirs map[string]string, of team.MemberID, horizon int64) ([]string, error) {
	var out []string
	err := w.snapshot(ctx, func(r reading) error {
		ours, err := sums(r, team.Member{ID: of}, horizon)
		for kind, sum := range ours {
			if want, told := theirs[kind]; told && want != sum {
				out = append(out, kind)
			}
		}
		return err
	})
	slices.Sort(out)
	return out, err
}
