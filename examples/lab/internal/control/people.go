package control

import (
	"fmt"
	"net/http"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

func listSessions(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"users": site.Sessions.Users(), "cookies": site.Sessions.Cookies()}, nil
}

func terminateSessions(site *vcenter.Site, r *http.Request) (any, error) {
	request, err := decode[struct {
		User string `json:"user"`
	}](r)
	if err != nil {
		return nil, err
	}
	user := request.User
	if user != "" {
		user = site.Accounts.FullName(user)
	}
	return map[string]int{"terminated": site.Sessions.Terminate(user)}, nil
}

func setSessionTimeout(site *vcenter.Site, r *http.Request) (any, error) {
	request, err := decode[struct {
		Seconds float64 `json:"seconds"`
	}](r)
	if err != nil {
		return nil, err
	}
	if request.Seconds <= 0 {
		return nil, badRequest(fmt.Errorf("seconds must be more than 0"))
	}
	site.Sessions.SetIdleTimeout(time.Duration(request.Seconds * float64(time.Second)))
	return ok()
}

func setPassword(site *vcenter.Site, r *http.Request) (any, error) {
	request, err := decode[struct {
		Password string `json:"password"`
	}](r)
	if err != nil {
		return nil, err
	}
	if request.Password == "" {
		return nil, badRequest(fmt.Errorf("password is missing"))
	}
	site.Accounts.Set(site.Accounts.FullName(r.PathValue("user")), request.Password)
	return ok()
}

func listPrivileges(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"missing": site.Privileges.Missing()}, nil
}

func denyPrivileges(site *vcenter.Site, r *http.Request) (any, error) {
	request, err := decode[struct {
		User    string   `json:"user"`
		Missing []string `json:"missing"`
	}](r)
	if err != nil {
		return nil, err
	}
	if request.User == "" {
		return nil, badRequest(fmt.Errorf("user is missing"))
	}
	site.Privileges.Deny(site.Accounts.FullName(request.User), request.Missing)
	return listPrivileges(site, r)
}

func listLogins(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"logins": site.Accounts.Attempts()}, nil
}

func countCalls(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"calls": site.Calls.Counts()}, nil
}

func resetCalls(site *vcenter.Site, _ *http.Request) (any, error) {
	site.Calls.Reset()
	return ok()
}
