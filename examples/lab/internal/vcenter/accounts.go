package vcenter

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/vim25/types"
)

// The lock-out policy of vCenter Single Sign-On as shipped: 5 failures within 180 s lock an account for 300 s.
const (
	lockAfter   = 5
	lockWindow  = 180 * time.Second
	lockedFor   = 300 * time.Second
	homeOfUsers = "@vsphere.local"
)

// Accounts are the users of a site, who they say they are, and how often they tried.
type Accounts struct {
	mutex sync.Mutex
	users map[string]*account
}

type account struct {
	password    string
	failures    []time.Time
	lockedUntil time.Time
	attempts    Attempts
}

// Attempts counts the logins of one user name since the start.
type Attempts struct {
	User    string `json:"user"`
	Success int    `json:"success"`
	// Invalid counts wrong passwords and names that do not exist.
	Invalid int `json:"invalid"`
	// Locked counts attempts on a locked account, with whatever password.
	Locked int `json:"locked"`
	// LockedNow says whether the account is locked at this moment.
	LockedNow bool `json:"lockedNow"`
}

// NewAccounts returns no accounts.
func NewAccounts() *Accounts { return &Accounts{users: map[string]*account{}} }

// Set creates an account or changes its password, and unlocks it. Sessions go on, as in a real vCenter.
func (a *Accounts) Set(user, password string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	known := a.of(user)
	known.password, known.failures, known.lockedUntil = password, nil, time.Time{}
}

// Password tells the present password, for the file that the lab writes and for the lab's own hands.
func (a *Accounts) Password(user string) (string, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	known, ok := a.users[user]
	if !ok || known.password == "" {
		return "", fmt.Errorf("no account %q", user)
	}
	return known.password, nil
}

// Passwords are the present passwords by user.
func (a *Accounts) Passwords() map[string]string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	passwords := map[string]string{}
	for user, known := range a.users {
		if known.password != "" {
			passwords[user] = known.password
		}
	}
	return passwords
}

// Attempts are the login attempts of all names that were ever tried, in the order of the names.
func (a *Accounts) Attempts() []Attempts {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	all := []Attempts{}
	for _, known := range a.users {
		known.attempts.LockedNow = time.Now().Before(known.lockedUntil)
		all = append(all, known.attempts)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].User < all[j].User })
	return all
}

// validLogin is asked by the simulator for each Login.
func (a *Accounts) validLogin(login *types.Login) bool {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	now := time.Now()
	known := a.of(login.UserName)
	switch {
	case now.Before(known.lockedUntil):
		known.attempts.Locked++
		return false
	case known.password == "" || known.password != login.Password:
		known.fail(now)
		return false
	}
	known.attempts.Success++
	known.failures = nil
	return true
}

func (k *account) fail(now time.Time) {
	k.attempts.Invalid++
	recent := []time.Time{now}
	for _, at := range k.failures {
		if now.Sub(at) < lockWindow {
			recent = append(recent, at)
		}
	}
	k.failures = recent
	if k.password != "" && len(recent) >= lockAfter {
		k.lockedUntil = now.Add(lockedFor)
	}
}

func (a *Accounts) of(user string) *account {
	known, ok := a.users[user]
	if !ok {
		known = &account{attempts: Attempts{User: user}}
		a.users[user] = known
	}
	return known
}

// FullName lets requests to the control endpoint say "alice".
func (a *Accounts) FullName(user string) string {
	if strings.Contains(user, "@") {
		return user
	}
	return user + homeOfUsers
}
