package gate

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/store/wire"
)

// meter are the figures for Prometheus, in a registry of their own. Their
// labels are endpoints, statuses and codes: nothing of a person.
type meter struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	refusals *prometheus.CounterVec
	orders   *prometheus.CounterVec
	streams  prometheus.Gauge
}

func newMeter() *meter {
	m := &meter{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vigie_requests_total", Help: "Requests by endpoint and status."}, []string{"endpoint", "status"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_request_seconds", Help: "How long requests took, streams and long polls included.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 30, 300},
		}, []string{"endpoint"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vigie_refusals_total", Help: "Refused requests by code."}, []string{"code"}),
		orders:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vigie_orders_total", Help: "Orders of members by outcome."}, []string{"state"}),
		streams:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "vigie_streams", Help: "Desktops that are connected by a stream."}),
	}
	m.registry.MustRegister(m.requests, m.latency, m.refusals, m.orders, m.streams,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *meter) answered(endpoint string, status int, took time.Duration) {
	m.requests.WithLabelValues(endpoint, strconv.Itoa(status)).Inc()
	m.latency.WithLabelValues(endpoint).Observe(took.Seconds())
}

func (m *meter) refused(err error) { m.refusals.WithLabelValues(reason(err)).Inc() }

func (m *meter) pushed(p wire.Pushed) {
	for _, a := range p.Answers {
		m.orders.WithLabelValues(string(a.State)).Inc()
	}
}

// Metrics gives the figures. It is not among the endpoints: they are for the
// house's own monitoring, not for whoever reaches the server.
func (g *Gate) Metrics() http.Handler {
	return promhttp.HandlerFor(g.meter.registry, promhttp.HandlerOpts{})
}

// Registry takes further figures: those of the collectors, for example.
func (g *Gate) Registry() prometheus.Registerer { return g.meter.registry }
