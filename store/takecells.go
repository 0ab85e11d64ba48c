package store

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// cells are the columns of a row that came, to be read as one of the database
// is.
type cells struct {
	values []any
	where  []int // of each column that is asked for among the values; -1 is not there
}

// placesOf tells where the columns that are asked for stand among others.
func placesOf(asked, names []string) []int {
	where := make([]int, len(asked))
	for i, name := range asked {
		where[i] = slices.Index(names, name)
	}
	return where
}

// Scan copies the columns, in the order in which they were asked for. One that is
// not there, or null, leaves its place as it is.
func (c cells) Scan(into ...any) error {
	if len(into) != len(c.where) {
		return fmt.Errorf("%d places for %d columns", len(into), len(c.where))
	}
	for i, place := range into {
		if c.where[i] < 0 || c.values[c.where[i]] == nil {
			continue
		}
		if err := pour(c.values[c.where[i]], place); err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

// pour puts a text or a number where a pointer points to.
func pour(value, place any) error {
	to := reflect.ValueOf(place).Elem()
	text, isText := value.(string)
	number, isNumber := value.(int64)
	switch {
	case isText && to.Kind() == reflect.String:
		to.SetString(text)
	case isNumber && to.Kind() == reflect.String:
		to.SetString(strconv.FormatInt(number, 10))
	case isNumber && to.CanInt():
		to.SetInt(number)
	case isNumber && to.Kind() == reflect.Bool:
		to.SetBool(number != 0)
	default:
		return fmt.Errorf("a %T is no %s", value, to.Kind())
	}
	return nil
}
