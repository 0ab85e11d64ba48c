package collect_test

import (
	"testing"

	"vigie/inbox/channel/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
