package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"

	"failback.pra.io/lab/internal/lab"
	"failback.pra.io/lab/internal/life"
	"failback.pra.io/lab/internal/peers"
)

func up(arguments []string) error {
	flags, dir := newFlags("up")
	var options lab.Options
	flags.IntVar(&options.ExtraVMs, "vms", 0, "VMs per site beyond the six named ones")
	flags.BoolVar(&options.StockCollector, "stock-collector", false, "keep govmomi's own property collector")
	flags.BoolVar(&options.NoKube, "no-kube", false, "only the vCenters")
	untilStdinCloses := flags.Bool("until-stdin-closes", false, "end when standard input does")
	detach := flags.Bool("detach", false, "return when ready and go on in the background")
	var err error
	if options.Dir, err = parse(flags, dir, arguments); err != nil {
		return err
	}
	// Build in the foreground, where a person sees what takes so long.
	var found peers.Programs
	if !options.NoKube {
		if found, err = programs(context.Background()); err != nil {
			return err
		}
	}
	if *detach {
		return goOnInBackground(options.Dir, arguments)
	}
	return run(options, found, *untilStdinCloses)
}

func run(options lab.Options, found peers.Programs, untilStdinCloses bool) error {
	if err := lab.Claim(options.Dir); err != nil {
		return err
	}
	ctx, stop := life.Context(untilStdinCloses)
	defer stop()
	running, err := lab.Up(ctx, options, found)
	if err != nil {
		return err
	}
	defer running.Down()
	if err := json.NewEncoder(os.Stdout).Encode(running.Info); err != nil {
		return err
	}
	return running.Wait(ctx)
}

// goOnInBackground starts this program again, in a session of its own, and passes its one line on.
func goOnInBackground(dir string, arguments []string) error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "logs"), 0o700); err != nil {
		return err
	}
	output, err := os.OpenFile(filepath.Join(dir, "logs", "lab.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer output.Close()
	attached := slices.DeleteFunc(slices.Clone(arguments), func(argument string) bool {
		return slices.Contains([]string{"-detach", "--detach", "-detach=true", "--detach=true"}, argument)
	})
	child := exec.Command(executable, append([]string{"up"}, attached...)...)
	child.Stderr = output
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	ready, err := child.StdoutPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(ready).ReadString('\n')
	if err == io.EOF {
		_ = child.Wait()
		return fmt.Errorf("it ended before it was ready, see %s", output.Name())
	}
	if err != nil {
		return err
	}
	fmt.Print(line)
	return nil
}
