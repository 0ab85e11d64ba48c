package secret

import (
	"context"
	"sync"

	"vigie/inbox"
)

// InMemory keeps secrets until the program ends.
type InMemory struct {
	mu     sync.Mutex
	values map[string]string
}

// Secret gives a value.
func (m *InMemory) Secret(_ context.Context, acc inbox.AccountID, field string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.values[entryName(acc, field)]
	if !ok {
		return "", missing(field)
	}
	return value, nil
}

// Put keeps a value.
func (m *InMemory) Put(_ context.Context, acc inbox.AccountID, field, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[string]string{}
	}
	m.values[entryName(acc, field)] = value
	return nil
}

// Delete forgets a value.
func (m *InMemory) Delete(_ context.Context, acc inbox.AccountID, field string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.values, entryName(acc, field))
	return nil
}

// Kind is Memory.
func (m *InMemory) Kind() Kind { return Memory }
