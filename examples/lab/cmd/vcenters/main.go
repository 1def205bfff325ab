// Command vcenters serves two simulated vCenters, RBX and SBG, with a control endpoint. It prints one line of JSON when
// they answer. They are simulators: nothing in them runs.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"

	"failback.pra.io/lab/internal/life"
	"failback.pra.io/lab/internal/vcenters"
)

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "vcenters:", err)
		os.Exit(1)
	}
}

func run() error {
	var options vcenters.Options
	const free = "127.0.0.1:0"
	flag.StringVar(&options.Dir, "dir", "", "folder for certificates and passwords (vcenters.json)")
	flag.IntVar(&options.ExtraVMs, "vms", 0, "VMs per site beyond the six named ones")
	flag.BoolVar(&options.StockCollector, "stock-collector", false, "keep govmomi's own property collector, quirks included")
	flag.StringVar(&options.RBXAddress, "rbx-addr", free, "address of the vCenter of RBX")
	flag.StringVar(&options.SBGAddress, "sbg-addr", free, "address of the vCenter of SBG")
	flag.StringVar(&options.ControlAddress, "control-addr", free, "address of the control endpoint")
	untilStdinCloses := flag.Bool("until-stdin-closes", false, "end when standard input does")
	flag.Parse()
	if options.Dir == "" || flag.NArg() > 0 {
		return fmt.Errorf("usage: vcenters --dir DIR [flags], see --help")
	}
	ctx, stop := life.Context(*untilStdinCloses)
	defer stop()
	running, err := vcenters.Start(options)
	if err != nil {
		return err
	}
	defer running.Stop()
	if err := json.NewEncoder(os.Stdout).Encode(running.Info); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
