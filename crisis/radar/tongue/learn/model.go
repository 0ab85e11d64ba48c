package main

import (
	"math"
	"math/rand/v2"

	"vigie/crisis/radar/tongue"
)

// model is a softmax over the classes of tongue, learnt one sample at a time
// with a step that shrinks where much was learnt already (AdaGrad).
type model struct {
	weights []float32 // Buckets lines of Classes
	moved   []float32 // sum of the squared slopes
	buckets []uint32  // of the sample at hand
	heavy   []float32 // what each weighs
}

func newModel() *model {
	size := tongue.Buckets * tongue.Classes
	return &model{weights: make([]float32, size), moved: make([]float32, size)}
}

const (
	pace   = 0.35
	shrink = 2e-6 // of every weight that a sample touches, so that rare groups stay small
)

func (m *model) learn(l shelf, steps int, random *rand.Rand) {
	for range steps {
		class, text := l.sample(random)
		m.take(class, text)
	}
}

// take moves the weights so that the text looks a little more like its class.
func (m *model) take(class int, text string) {
	m.buckets, m.heavy = m.buckets[:0], m.heavy[:0]
	seen := tongue.Scan(text, func(buckets []uint32, w int32) {
		for _, b := range buckets {
			m.buckets, m.heavy = append(m.buckets, b), append(m.heavy, float32(w)/tongue.Full)
		}
	})
	if seen.Letters < 5 {
		return
	}
	norm := float32(1 / tongue.Norm(seen.Groups))
	share := m.shares(norm)
	for c := range share {
		wanted := float32(0)
		if c == class {
			wanted = 1
		}
		slope := (share[c] - wanted) * norm
		for i, b := range m.buckets {
			m.move(int(b)*tongue.Classes+c, slope*m.heavy[i])
		}
	}
}

func (m *model) move(i int, slope float32) {
	slope += shrink * m.weights[i]
	m.moved[i] += slope * slope
	m.weights[i] -= pace * slope / float32(math.Sqrt(float64(m.moved[i]))+0.05)
}

// shares is how much of the text each class has, adding up to 1.
func (m *model) shares(norm float32) [tongue.Classes]float32 {
	var sum [tongue.Classes]float32
	for i, b := range m.buckets {
		for c, w := range m.weights[b*tongue.Classes : b*tongue.Classes+tongue.Classes] {
			sum[c] += w * m.heavy[i]
		}
	}
	highest := sum[0]
	for _, s := range sum {
		highest = max(highest, s)
	}
	total := float32(0)
	for c, s := range sum {
		sum[c] = float32(math.Exp(float64((s - highest) * norm)))
		total += sum[c]
	}
	for c := range sum {
		sum[c] /= total
	}
	return sum
}
