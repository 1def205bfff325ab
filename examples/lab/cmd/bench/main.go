// Command bench measures the operator: its guard beside the reference watcher and a polling loop, and what it takes. It
// judges nothing: it prints what it measured, and whether that meets the aims. See docs/benchmarks.md.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"failback.pra.io/lab/internal/bench"
	"failback.pra.io/lab/internal/life"
)

func main() {
	options := bench.Options{Out: os.Stdout}
	flag.StringVar(&options.Root, "root", ".", "the checkout of failback-operator")
	flag.StringVar(&options.Maven, "maven", "mvn", "Maven, for the part cpu")
	flag.StringVar(&options.Doc, "doc", "", "a document whose table is replaced by this one")
	launcher := flag.String("launcher", "", "the command that starts the operator; words are separated by spaces")
	parts := flag.String("parts", "", "what to measure, separated by commas: "+bench.PartNames()+"; all if empty")
	sizes := flag.String("vms", "100,250", "VMs of a site where exposure is measured")
	flag.IntVar(&options.Singles, "singles", 50, "VMs powered on one after the other")
	flag.IntVar(&options.Burst, "burst", 100, "VMs powered on at once")
	flag.IntVar(&options.Starts, "starts", 5, "how often the operator is started")
	flag.IntVar(&options.IdleMinutes, "idle-minutes", 2, "how long calls are counted")
	flag.BoolVar(&options.StockCollector, "stock-collector", true, "use govmomi's own property collector, as every vcsim does")
	flag.Parse()
	options.Launcher = strings.Fields(*launcher)
	options.Parts = strings.FieldsFunc(*parts, isComma)
	for _, size := range strings.FieldsFunc(*sizes, isComma) {
		vms, err := strconv.Atoi(size)
		if err != nil || vms <= options.Singles+6 {
			fail(fmt.Errorf("--vms: %q is no number of VMs, or too few for %d singles", size, options.Singles))
		}
		options.Sizes = append(options.Sizes, vms)
	}
	if len(options.Launcher) == 0 {
		fail(fmt.Errorf("--launcher is missing"))
	}
	ctx, stop := life.Context(false)
	defer stop()
	if err := bench.Run(ctx, options); err != nil {
		fail(err)
	}
}

func isComma(r rune) bool { return r == ',' }

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}
