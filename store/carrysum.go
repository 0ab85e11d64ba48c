package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
)

// tableSum is the checksum of a table whatever the order of its rows: their
// number, and the SHA-256 of each, combined by exclusive or. No two rows of a
// table are equal, because each table has a key.
type tableSum struct {
	rows int64
	sum  [sha256.Size]byte
}

// add takes a row in. Every value is written with its kind and its length, so
// that no two rows are written alike.
func (s *tableSum) add(values []any) {
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			b = append(b, 'n')
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 'i'), uint64(v))
		case float64:
			b = binary.BigEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
		case string:
			b = append(binary.BigEndian.AppendUint64(append(b, 's'), uint64(len(v))), v...)
		case []byte:
			b = append(binary.BigEndian.AppendUint64(append(b, 'b'), uint64(len(v))), v...)
		default: // no column has it; it still counts
			b = fmt.Appendf(append(b, '?'), "%T %v", v, v)
		}
	}
	one := sha256.Sum256(b)
	for i := range s.sum {
		s.sum[i] ^= one[i]
	}
	s.rows++
}

// sumOf is one checksum for all tables, in hexadecimal.
func sumOf(tables map[string]tableSum) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		t := tables[name]
		fmt.Fprintf(h, "%s %d %x\n", name, t.rows, t.sum)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// differing names the first table of which two databases have other rows; ""
// is none.
func differing(a, b map[string]tableSum) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if a[name] != b[name] {
			return fmt.Sprintf("%s: %d rows and %d, or others", name, a[name].rows, b[name].rows)
		}
	}
	return ""
}
