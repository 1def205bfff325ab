// Package life decides when a program of the lab ends: on a signal, or when whoever started it goes away.
package life

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Context ends on SIGINT, SIGTERM or SIGHUP, and also at the end of standard input when untilStdinCloses is set: a test
// that dies, in whatever way, closes its end of the pipe.
func Context(untilStdinCloses bool) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	if untilStdinCloses {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	return ctx, stop
}
