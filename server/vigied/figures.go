package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/inbox"
	"vigie/server/gate"
	"vigie/store"
)

// figures tells Prometheus how the accounts fare, read when it asks.
type figures struct {
	w        *store.Workspace
	accounts *prometheus.Desc
	revision *prometheus.Desc
}

func newFigures(w *store.Workspace) *figures {
	return &figures{
		w:        w,
		accounts: prometheus.NewDesc("vigie_accounts", "Accounts by how their collecting fares.", []string{"channel", "state"}, nil),
		revision: prometheus.NewDesc("vigie_revision", "The number of the last change.", nil, nil),
	}
}

// Describe lists the figures.
func (f *figures) Describe(ch chan<- *prometheus.Desc) {
	ch <- f.accounts
	ch <- f.revision
}

// Collect reads the figures.
func (f *figures) Collect(ch chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	if err := f.collect(ctx, ch); err != nil {
		ch <- prometheus.NewInvalidMetric(f.accounts, err)
	}
}

func (f *figures) collect(ctx context.Context, ch chan<- prometheus.Metric) error {
	accounts, err := f.w.Accounts(ctx)
	if err != nil {
		return fmt.Errorf("read the accounts: %w", err)
	}
	list, err := f.w.Health(ctx)
	if err != nil {
		return fmt.Errorf("read how the accounts fare: %w", err)
	}
	health := map[inbox.AccountID]inbox.Health{}
	for _, h := range list {
		health[h.Account] = h
	}
	count := map[[2]string]int{}
	for _, a := range accounts {
		count[[2]string{string(a.Channel), string(stateOf(a, health[a.ID]))}]++
	}
	for key, n := range count {
		ch <- prometheus.MustNewConstMetric(f.accounts, prometheus.GaugeValue, float64(n), key[0], key[1])
	}
	rev, err := f.w.Revision(ctx)
	if err != nil {
		return fmt.Errorf("read the revision: %w", err)
	}
	ch <- prometheus.MustNewConstMetric(f.revision, prometheus.GaugeValue, float64(rev))
	return nil
}

// showFigures serves /metrics on an address of its own, when there is one.
func (s *server) showFigures(ctx context.Context) error {
	if s.c.Metrics == "" {
		return nil
	}
	if err := s.gate.Registry().Register(newFigures(s.w)); err != nil {
		return err
	}
	ln, err := net.Listen("tcp", s.c.Metrics)
	if err != nil {
		return err
	}
	s.log.Info("figures", "address", ln.Addr().String())
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.gate.Metrics())
	return serveUntil(ctx, gate.NewServer(mux, gate.Times{}, s.log), ln, func() {})
}
