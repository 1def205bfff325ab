package demo

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

// Call is a request for a switch of the traffic, as the endpoint that plays DNS and load balancer received it.
type Call struct {
	At      time.Time
	Method  string
	Service string
	Path    string
	Body    string
	// IdempotencyKey is the header of that name, empty without it.
	IdempotencyKey string
}

// Opening says when a service began to answer.
type Opening struct {
	At      time.Time
	Service string
	Follows string
}

// PlanSeen is the plan as it was after one of its changes.
type PlanSeen struct {
	At   time.Time
	Plan Plan
}

// Seen is all that was seen so far; it does not change.
type Seen struct {
	Changes  []vcenter.PowerChange
	Plans    []PlanSeen
	Calls    []Call
	Openings []Opening
}

// Plan is the plan as it is now.
func (s Seen) Plan() Plan {
	if len(s.Plans) == 0 {
		return Plan{}
	}
	return s.Plans[len(s.Plans)-1].Plan
}

// Board is where everything that is seen arrives, and where the story waits for it.
type Board struct {
	mutex   sync.Mutex
	seen    Seen
	changed chan struct{}
}

// NewBoard returns a board on which nothing is seen yet.
func NewBoard() *Board { return &Board{changed: make(chan struct{})} }

// Now is what is seen now.
func (b *Board) Now() Seen {
	seen, _ := b.look()
	return seen
}

func (b *Board) look() (Seen, <-chan struct{}) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return Seen{
		Changes:  slices.Clip(b.seen.Changes),
		Plans:    slices.Clip(b.seen.Plans),
		Calls:    slices.Clip(b.seen.Calls),
		Openings: slices.Clip(b.seen.Openings),
	}, b.changed
}

// Post adds something.
func (b *Board) Post(add func(seen *Seen)) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	add(&b.seen)
	close(b.changed)
	b.changed = make(chan struct{})
}

// Await returns as soon as something is so; it is an error if it is not so in time.
func (b *Board) Await(ctx context.Context, within time.Duration, what string, isSo func(Seen) bool) error {
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	for {
		seen, changed := b.look()
		if isSo(seen) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-deadline.C:
			return fmt.Errorf("not within %s: %s", within, what)
		}
	}
}

// Quiet watches for a while and returns the power changes that happened meanwhile; it returns at the first.
func (b *Board) Quiet(ctx context.Context, during time.Duration) ([]vcenter.PowerChange, error) {
	before := len(b.Now().Changes)
	over := time.NewTimer(during)
	defer over.Stop()
	for {
		seen, changed := b.look()
		if len(seen.Changes) > before {
			return seen.Changes[before:], nil
		}
		select {
		case <-changed:
		case <-over.C:
			return nil, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}
