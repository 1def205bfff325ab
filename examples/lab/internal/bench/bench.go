// Package bench measures how long a VM that must not run does run: with the operator, and with a watcher that is as short
// as govmomi's building blocks allow. Both see the same simulators, in turns, and the referee has the clock.
package bench

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"
)

// Options say what to measure.
type Options struct {
	Root, Jar, Java, JavaOptions string
	VMs, Singles, Burst, Rounds  int
	StockCollector               bool
	Out                          io.Writer
}

// figures are exposures of one contestant.
type figures struct{ singles, burst []time.Duration }

func (f *figures) add(more figures) {
	f.singles = append(f.singles, more.singles...)
	f.burst = append(f.burst, more.burst...)
}

// Run measures both in turns and prints a table.
func Run(ctx context.Context, options Options) error {
	root, err := filepath.Abs(options.Root)
	if err != nil {
		return err
	}
	options.Root = root
	if options.Burst > options.VMs-6 || options.Singles > options.VMs-6 {
		return fmt.Errorf("%d VMs are too few for %d singles and a burst of %d", options.VMs, options.Singles, options.Burst)
	}
	var operator, reference figures
	for round := 1; round <= options.Rounds; round++ {
		for _, contestant := range []struct {
			name  string
			start func(context.Context, Options, *arena) error
			sum   *figures
		}{{"reference", startReference, &reference}, {"operator", startOperator, &operator}} {
			measured, err := measure(ctx, options, contestant.name, contestant.start)
			if err != nil {
				return fmt.Errorf("%s: %w", contestant.name, err)
			}
			contestant.sum.add(measured)
			fmt.Fprintf(options.Out, "round %d of %d, %-9s  single p50 %4d ms   burst p50 %5d ms\n", round, options.Rounds,
				contestant.name, percentile(measured.singles, 50).Milliseconds(), percentile(measured.burst, 50).Milliseconds())
		}
	}
	report(options, operator, reference)
	return nil
}

func measure(
	ctx context.Context, options Options, name string, start func(context.Context, Options, *arena) error,
) (measured figures, err error) {
	arena, err := enter(ctx, options, name)
	if err != nil {
		return measured, err
	}
	defer arena.leave()
	if err := start(ctx, options, arena); err != nil {
		return measured, err
	}
	for i := range options.Singles {
		exposures, err := arena.expose(ctx, []string{extra(i)})
		if err != nil {
			return measured, err
		}
		measured.singles = append(measured.singles, exposures...)
	}
	var burst []string
	for i := range options.Burst {
		burst = append(burst, extra(i))
	}
	measured.burst, err = arena.expose(ctx, burst)
	return measured, err
}

func extra(i int) string { return fmt.Sprintf("app-%04d", i+1) }

func report(options Options, operator, reference figures) {
	collector := "the lab's collector"
	if options.StockCollector {
		collector = "govmomi's collector"
	}
	fmt.Fprintf(options.Out, "\nexposure in ms, from powered on to suspended, as the referee saw it; %d VMs, %s\n", options.VMs, collector)
	fmt.Fprintf(options.Out, "%-28s %10s %10s %8s\n", "", "operator", "reference", "ratio")
	for _, row := range []struct {
		what         string
		p            int
		ours, theirs []time.Duration
	}{
		{fmt.Sprintf("single, p50 of %d", len(operator.singles)), 50, operator.singles, reference.singles},
		{fmt.Sprintf("single, p99 of %d", len(operator.singles)), 99, operator.singles, reference.singles},
		{fmt.Sprintf("%d at once, p50", options.Burst), 50, operator.burst, reference.burst},
		{fmt.Sprintf("%d at once, p99", options.Burst), 99, operator.burst, reference.burst},
	} {
		ours, theirs := percentile(row.ours, row.p), percentile(row.theirs, row.p)
		fmt.Fprintf(options.Out, "%-28s %10.1f %10.1f %8.2f\n", row.what, millis(ours), millis(theirs), millis(ours)/millis(theirs))
	}
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// percentile is the smallest value that p per cent of all are not above.
func percentile(values []time.Duration, p int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[(len(sorted)*p+99)/100-1]
}
