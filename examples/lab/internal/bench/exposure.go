package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// pollEvery is the pause of the polling loop.
const pollEvery = 10 * time.Second

// figures are exposures of one contestant.
type figures struct{ singles, burst []time.Duration }

// measureExposure has the operator, the reference and the polling loop guard a lab each, all at the same time, and
// exposes them in turns: what else goes on at this machine hinders all of them.
func measureExposure(ctx context.Context, options *Options, table *table) error {
	for _, vms := range options.Sizes {
		if err := exposure(ctx, options, table, vms); err != nil {
			return fmt.Errorf("%d VMs: %w", vms, err)
		}
	}
	return nil
}

func exposure(ctx context.Context, options *Options, table *table, vms int) error {
	var flags []string
	if options.StockCollector {
		flags = append(flags, "--stock-collector")
	}
	operator, err := guard(ctx, options, "operator", vms, flags...)
	if err != nil {
		return err
	}
	defer operator.leave()
	reference, err := watched(ctx, options, "reference", vms, flags)
	if err != nil {
		return err
	}
	defer reference.leave()
	poller, err := watched(ctx, options, "poller", vms, flags, "--poll", pollEvery.String())
	if err != nil {
		return err
	}
	defer poller.leave()
	if err := pause(ctx, settle); err != nil {
		return err
	}

	var ours, theirs, polled figures
	polling := make(chan error, 1)
	go func() { polling <- poller.exposeSpread(ctx, options.Singles, &polled) }()
	for i := range options.Singles {
		contestants := []*arena{operator, reference}
		sums := []*figures{&ours, &theirs}
		for turn := range contestants {
			which := (turn + i) % len(contestants)
			ran, err := contestants[which].expose(ctx, extra(i))
			if err != nil {
				return err
			}
			sums[which].singles = append(sums[which].singles, ran...)
		}
	}
	if err := <-polling; err != nil {
		return err
	}
	burst := names(min(options.Burst, vms))
	for _, contestant := range []struct {
		arena *arena
		sum   *figures
	}{{reference, &theirs}, {operator, &ours}} {
		if err := pause(ctx, settle); err != nil {
			return err
		}
		if contestant.sum.burst, err = contestant.arena.expose(ctx, burst...); err != nil {
			return err
		}
	}
	if polled.burst, err = poller.exposeInGroups(ctx, burst); err != nil {
		return err
	}
	tabulate(table, vms, ours, theirs, polled)
	return nil
}

func watched(ctx context.Context, options *Options, name string, vms int, labFlags []string, flags ...string) (*arena, error) {
	a, err := enter(ctx, options, name, vms, append(slices.Clone(labFlags), "--no-kube")...)
	if err != nil {
		return nil, err
	}
	if err := a.startWatcher(ctx, options, flags...); err != nil {
		a.leave()
		return nil, err
	}
	return a, nil
}

// exposeSpread starts VMs at random moments of two polling periods: what a poll finds does not slow it.
func (a *arena) exposeSpread(ctx context.Context, count int, sum *figures) error {
	if _, err := a.changes(ctx, 0); err != nil {
		return err
	}
	var vms []string
	pauses := 2 * float64(pollEvery) / float64(count)
	for i := range count {
		if err := pause(ctx, time.Duration(2*pauses*rand.Float64())); err != nil {
			return err
		}
		vms = append(vms, extra(i))
		if err := a.powerOn(ctx, extra(i)); err != nil {
			return err
		}
	}
	var err error
	sum.singles, err = a.ran(ctx, vms)
	return err
}

// exposeInGroups starts a tenth of the VMs at a time, a tenth of a polling period apart: of one burst, how long it runs
// would tell only when in the period it came.
func (a *arena) exposeInGroups(ctx context.Context, vms []string) ([]time.Duration, error) {
	const groups = 10
	if _, err := a.changes(ctx, 0); err != nil {
		return nil, err
	}
	for group := range groups {
		if err := a.powerOn(ctx, vms[group*len(vms)/groups:(group+1)*len(vms)/groups]...); err != nil {
			return nil, err
		}
		if err := pause(ctx, pollEvery/groups); err != nil {
			return nil, err
		}
	}
	return a.ran(ctx, vms)
}

func extra(i int) string { return fmt.Sprintf("app-%04d", i+1) }

// names are so many VMs of a site: those that the lab adds, then those that every lab has.
func names(count int) []string {
	named := []string{"mysql-01", "mysql-02", "docker-01", "docker-02", "docker-03", "docker-04"}
	var all []string
	for i := range count {
		if count-i <= len(named) {
			all = append(all, named[count-i-1])
		} else {
			all = append(all, extra(i))
		}
	}
	return all
}

func tabulate(table *table, vms int, ours, theirs, polled figures) {
	for _, row := range []struct {
		what                 string
		p                    int
		ours, theirs, polled []time.Duration
		aim                  float64
	}{
		{fmt.Sprintf("%d single power-ons, p50", len(ours.singles)), 50, ours.singles, theirs.singles, polled.singles, 0.5},
		{fmt.Sprintf("%d single power-ons, p99", len(ours.singles)), 99, ours.singles, theirs.singles, polled.singles, 0},
		{fmt.Sprintf("%d at once, p50", len(ours.burst)), 50, ours.burst, theirs.burst, polled.burst, 0.4},
		{fmt.Sprintf("%d at once, p99", len(ours.burst)), 99, ours.burst, theirs.burst, polled.burst, 0},
	} {
		our, their, poll := percentile(row.ours, row.p), percentile(row.theirs, row.p), percentile(row.polled, row.p)
		ratio := millis(our) / millis(their)
		what := fmt.Sprintf("exposure, %d VMs, %s", vms, row.what)
		measured := fmt.Sprintf("%.1f ms; reference %.1f ms: ratio %.2f; polling %.0f ms: ratio %.3f",
			millis(our), millis(their), ratio, millis(poll), millis(our)/millis(poll))
		if row.aim > 0 {
			table.aimed(what, measured, ratio, row.aim, fmt.Sprintf("ratio to the reference at most %.1f", row.aim))
		} else {
			table.row(what, measured)
		}
	}
}
