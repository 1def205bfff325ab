// Command demo plays a failback on the lab with the real operator and tells it as it happens. It exits with 1 if anything
// was not as it must be.
package main

import (
	"flag"
	"fmt"
	"os"

	"failback.pra.io/lab/internal/demo"
	"failback.pra.io/lab/internal/life"
)

func main() {
	options := demo.Options{Out: os.Stdout}
	flag.StringVar(&options.Root, "root", ".", "the checkout of failback-operator")
	flag.StringVar(&options.Jar, "jar", "", "the operator (default operator/target/failback-operator.jar of the root)")
	flag.StringVar(&options.Java, "java", "java", "the program that runs it")
	flag.StringVar(&options.JavaOptions, "java-options", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m", "options for it")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := life.Context(false)
	defer stop()
	if err := demo.Run(ctx, options); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		if ctx.Err() != nil {
			os.Exit(130)
		}
		os.Exit(1)
	}
}
