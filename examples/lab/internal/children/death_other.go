//go:build !linux

package children

import "syscall"

// diesWithParent cannot ask this kernel for a death signal: after a SIGKILL of the lab, its children stay.
func diesWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
