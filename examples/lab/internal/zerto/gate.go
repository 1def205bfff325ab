package zerto

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// tokenPath is Keycloak's; passwords and clients are refused or believed there.
const tokenPath = "/auth/realms/zerto/protocol/openid-connect/token"

// sessionHeader is what version 9 gives after a log-in and wants with each call.
const sessionHeader = "x-zerto-session"

// gate knows who may come in.
type gate struct {
	user, password       string
	client, clientSecret string

	mutex  sync.Mutex
	valid  map[string]time.Time
	logins int
}

func newGate() *gate {
	return &gate{
		user: "failback", password: random(), client: "failback-operator", clientSecret: random(),
		valid: map[string]time.Time{},
	}
}

func (g *gate) reset() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.logins = 0
}

// forget ends every token and session.
func (g *gate) forget() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.valid = map[string]time.Time{}
}

func (g *gate) admit(seconds int) string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	key := random()
	g.valid[key] = time.Now().Add(time.Duration(seconds) * time.Second)
	g.logins++
	return key
}

func (g *gate) isIn(key string) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	until, known := g.valid[key]
	return known && time.Now().Before(until)
}

func (g *gate) count() int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.logins
}

// token answers as Keycloak does.
func (g *gate) token(body []byte, modes Modes) reply {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return reply{status: http.StatusBadRequest, value: map[string]string{"error": "invalid_request"}, raw: true}
	}
	switch {
	case form.Get("grant_type") == "client_credentials":
		if form.Get("client_id") != g.client || form.Get("client_secret") != g.clientSecret {
			return refused("unauthorized_client", "Invalid client or Invalid client credentials")
		}
	case form.Get("grant_type") == "password" && form.Get("client_id") == "zerto-client":
		if form.Get("username") != g.user || form.Get("password") != g.password {
			return refused("invalid_grant", "Invalid user credentials")
		}
	default:
		return refused("unsupported_grant_type", "Unsupported grant_type")
	}
	return reply{status: http.StatusOK, raw: true, value: map[string]any{
		"access_token": g.admit(modes.TokenSeconds), "expires_in": modes.TokenSeconds, "refresh_expires_in": 1800,
		"refresh_token": random(), "token_type": "Bearer", "not-before-policy": 0, "session_state": random(),
		"scope": "profile email",
	}}
}

func refused(kind, description string) reply {
	return reply{status: http.StatusUnauthorized, raw: true, value: map[string]string{
		"error": kind, "error_description": description,
	}}
}

// session answers the log-in of version 9: an empty body, and the session in a header.
func (g *gate) session(r *http.Request, modes Modes) reply {
	user, password, given := r.BasicAuth()
	if !given || user != g.user || password != g.password {
		return failed(http.StatusUnauthorized, "The user name or password is incorrect")
	}
	return reply{status: http.StatusOK, header: map[string]string{sessionHeader: g.admit(modes.TokenSeconds)}}
}

func random() string {
	bytes := make([]byte, 16)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return hex.EncodeToString(bytes)
}
