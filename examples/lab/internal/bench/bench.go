// Package bench measures the operator: how long a VM that must not run does run, beside a watcher that is as short as
// govmomi's building blocks allow and beside a polling loop; how soon it guards; what it takes of memory, of a vCenter and
// of a processor. The referees of the simulated vCenters have the clock.
package bench

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Options say what to measure, and with which operator.
type Options struct {
	Root, Maven string
	// Launcher starts the operator; its arguments go on to the program.
	Launcher []string
	// Parts are names of Parts; all if empty.
	Parts []string
	// Sizes are how many VMs a site has where exposure is measured.
	Sizes                  []int
	Singles, Burst, Starts int
	// IdleMinutes is how long calls are counted.
	IdleMinutes int
	// StockCollector keeps govmomi's own property collector where exposure is measured.
	StockCollector bool
	// Doc is a document whose table of what was measured is replaced; none if empty.
	Doc string
	Out io.Writer
}

// part is one thing to measure. It adds rows to the table.
type part struct {
	name    string
	measure func(context.Context, *Options, *table) error
}

var parts = []part{
	{"exposure", measureExposure},
	{"start", measureStart},
	{"idle", measureIdle},
	{"memory", measureMemory},
	{"orchestration", measureOrchestration},
	{"cpu", measureProcessor},
}

// PartNames are what Options.Parts may hold.
func PartNames() string {
	names := make([]string, 0, len(parts))
	for _, part := range parts {
		names = append(names, part.name)
	}
	return strings.Join(names, ",")
}

// Run measures the wanted parts and prints a table.
func Run(ctx context.Context, options Options) error {
	root, err := filepath.Abs(options.Root)
	if err != nil {
		return err
	}
	options.Root = root
	for _, wanted := range options.Parts {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == wanted }) {
			return fmt.Errorf("no part %q; there are %s", wanted, PartNames())
		}
	}
	table := newTable()
	for _, part := range parts {
		if len(options.Parts) > 0 && !slices.Contains(options.Parts, part.name) {
			continue
		}
		began := time.Now()
		if err := part.measure(ctx, &options, table); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Fprintf(options.Out, "%s took %s\n", part.name, time.Since(began).Round(time.Second))
	}
	table.end()
	fmt.Fprintf(options.Out, "\n%s", table)
	if options.Doc != "" {
		return table.writeInto(options.Doc)
	}
	return nil
}
