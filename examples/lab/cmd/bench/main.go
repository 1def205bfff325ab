// Command bench measures the operator's guard beside the reference watcher, in turns, on labs of their own. It judges
// nothing: it prints what it measured, and the ratios. See docs/benchmarks.md.
package main

import (
	"flag"
	"fmt"
	"os"

	"failback.pra.io/lab/internal/bench"
	"failback.pra.io/lab/internal/life"
)

func main() {
	options := bench.Options{Out: os.Stdout}
	flag.StringVar(&options.Root, "root", ".", "the checkout of failback-operator")
	flag.StringVar(&options.Jar, "jar", "", "the operator's jar")
	flag.StringVar(&options.Java, "java", "java", "the program that runs it")
	flag.StringVar(&options.JavaOptions, "java-options", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m", "options for it")
	flag.IntVar(&options.VMs, "vms", 100, "VMs of a site")
	flag.IntVar(&options.Singles, "singles", 50, "VMs powered on one after the other")
	flag.IntVar(&options.Burst, "burst", 90, "VMs powered on at once; at most the VMs of a site less six")
	flag.IntVar(&options.Rounds, "rounds", 2, "how often each is measured")
	flag.BoolVar(&options.StockCollector, "stock-collector", true, "use govmomi's own property collector, as every vcsim does")
	flag.Parse()
	ctx, stop := life.Context(false)
	defer stop()
	if err := bench.Run(ctx, options); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
