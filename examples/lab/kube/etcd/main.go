// Command etcd is the etcd server of the lab. The server's own main package is in a module that replaces its siblings by
// relative folders, which cannot be built from a module proxy; its entry point can.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
