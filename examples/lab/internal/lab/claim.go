package lab

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// lockName is the file whose lock says that a lab runs in a folder. Unlike a pid, a lock cannot be stale: the kernel
// drops it with the process.
const lockName = "lab.lock"

// stopsWithin is how long a lab may take to end before it is killed.
const stopsWithin = 10 * time.Second

// claimed keeps the locked file open: the lock ends with it.
var claimed *os.File

// Claim makes a folder this process's own; the claim lasts as long as the process.
func Claim(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, free, err := tryLock(dir)
	if err != nil {
		return err
	}
	if !free {
		return fmt.Errorf("a lab is up in %s already; lab down --dir %s ends it", dir, dir)
	}
	claimed = file
	// What a lab that was killed left there.
	if err := remove(dir, files); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "pid"), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
}

// Running says whether a lab runs in a folder.
func Running(dir string) (bool, error) {
	if _, err := os.Stat(filepath.Join(dir, lockName)); errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	file, free, err := tryLock(dir)
	if err != nil {
		return false, err
	}
	if free {
		file.Close()
	}
	return !free, nil
}

// Stop ends the lab that runs in a folder, if one does, and removes all that it left.
func Stop(dir string) error {
	for _, step := range []struct {
		signal syscall.Signal
		within time.Duration
	}{{syscall.SIGTERM, stopsWithin}, {syscall.SIGKILL, stopsWithin}} {
		running, err := Running(dir)
		if err != nil {
			return err
		}
		if !running {
			return Remove(dir)
		}
		if err := signalTo(dir, step.signal); err != nil {
			return err
		}
		if awaitEnd(dir, step.within) {
			return Remove(dir)
		}
	}
	return fmt.Errorf("the lab in %s does not end", dir)
}

func awaitEnd(dir string, within time.Duration) bool {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if running, err := Running(dir); err == nil && !running {
			return true
		}
	}
	return false
}

// signalTo is called only while the lock is held, when the pid is that of the lab.
func signalTo(dir string, signal syscall.Signal) error {
	content, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return fmt.Errorf("pid: %w", err)
	}
	if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}

// tryLock returns the locked file, which has to stay open, or that somebody else holds it.
func tryLock(dir string) (file *os.File, free bool, err error) {
	file, err = os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, false, err
	}
	switch err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case err == nil:
		return file, true, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		file.Close()
		return nil, false, nil
	default:
		file.Close()
		return nil, false, err
	}
}
