package archive

import (
	"testing"
	"time"
)

func TestReadTime_FindsItInTheIDOfATweet(t *testing.T) {
	at, err := readTime("360118977848016896", "snowflake") // published with its time: 24 July 2013, 19:27:09
	if want := time.Date(2013, 7, 24, 19, 27, 9, 0, time.UTC); err != nil || !at.Truncate(time.Second).Equal(want) {
		t.Errorf("%v, %v", at, err)
	}
	for _, bad := range []string{"", "12", "-360118977848016896", "Wed Jul 24", "9999999999999999999999"} {
		if at, err := readTime(bad, "snowflake"); err == nil {
			t.Errorf("%q is %v", bad, at)
		}
	}
}
