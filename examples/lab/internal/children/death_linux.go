package children

import "syscall"

// diesWithParent also gives the child a process group of its own, so that a Ctrl-C in a terminal reaches the lab alone.
func diesWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
