package inbox

import (
	"math"
	"time"
)

// InfluencePeriod is the time that activity and answers are counted in.
const InfluencePeriod = 90 * 24 * time.Hour

// InfluenceParts is what a contact's influence is told from. Nil is unknown,
// which is not zero.
type InfluenceParts struct {
	Followers *int64 // the most that any network says
	Messages  *int   // what they wrote to us in the period
	// Answers are the messages of other people outside in the public
	// conversations of this person in the period. Who only writes mail has
	// none that we could see: unknown.
	Answers *int
}

// Influence is a figure with its parts: each log10(1 + n), so that ten times
// as much counts one more, and their sum. Nil is unknown; Total counts what is
// known alone, and is nil when nothing is.
type Influence struct {
	Reach, Activity, Answers *float64
	Total                    *float64
	Whole                    bool // every part is known
}

// InfluenceOf weighs the parts.
func InfluenceOf(p InfluenceParts) Influence {
	var i Influence
	if p.Followers != nil {
		i.Reach = weigh(float64(*p.Followers))
	}
	if p.Messages != nil {
		i.Activity = weigh(float64(*p.Messages))
	}
	if p.Answers != nil {
		i.Answers = weigh(float64(*p.Answers))
	}
	i.Whole = true
	for _, part := range []*float64{i.Reach, i.Activity, i.Answers} {
		if part == nil {
			i.Whole = false
			continue
		}
		sum := *part
		if i.Total != nil {
			sum += *i.Total
		}
		i.Total = &sum
	}
	return i
}

func weigh(n float64) *float64 {
	v := math.Log10(1 + max(0, n))
	return &v
}
