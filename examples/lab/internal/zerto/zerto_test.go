package zerto

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// world is a stand-in of a test's own, and a client that trusts it.
type world struct {
	t    *testing.T
	pair *Pair
	http *http.Client
	key  string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	pair, err := Start(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pair.Stop)
	pool := x509.NewCertPool()
	for _, zvm := range []ZVMInfo{pair.Info.RBX, pair.Info.SBG} {
		pem, err := os.ReadFile(zvm.CA)
		if err != nil || !pool.AppendCertsFromPEM(pem) {
			t.Fatal(err)
		}
	}
	return &world{t: t, pair: pair, http: &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true,
	}}}
}

func (w *world) call(method, to, body string, headers map[string]string) (int, http.Header, string) {
	w.t.Helper()
	request, err := http.NewRequest(method, to, bytes.NewBufferString(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for key, value := range headers {
		request.Header.Set(key, value)
	}
	answer, err := w.http.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(content)
}

func (w *world) login() {
	w.t.Helper()
	zvm := w.pair.Info.SBG
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {zvm.Client}, "client_secret": {zvm.ClientSecret}}
	status, _, body := w.call("POST", zvm.URL+tokenPath, form.Encode(), nil)
	var token struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(body), &token); err != nil || status != 200 || token.ExpiresIn == 0 {
		w.t.Fatalf("%d %s %v", status, body, err)
	}
	w.key = token.AccessToken
}

func (w *world) api(method, path, body string) (int, string) {
	w.t.Helper()
	status, _, content := w.call(method, w.pair.Info.SBG.URL+path, body, map[string]string{"Authorization": "Bearer " + w.key})
	return status, content
}

func (w *world) control(method, path, body string) {
	w.t.Helper()
	if status, _, content := w.call(method, w.pair.Info.Control+path, body, nil); status != 200 {
		w.t.Fatalf("%s %s: %d %s", method, path, status, content)
	}
}

func (w *world) await(what string, is func(VPG) bool) {
	w.t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for {
		vpg, err := w.pair.Estate.Find("erp")
		if err == nil && is(vpg) {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("never %s: %+v", what, vpg)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestATokenIsNeededAndEnds(t *testing.T) {
	w := newWorld(t)
	if status, _ := w.api("GET", "/v1/vpgs", ""); status != 401 {
		t.Fatalf("without a token: %d", status)
	}
	w.control("POST", "/zvms/sbg/modes", `{"tokenSeconds": 1}`)
	w.login()
	if status, body := w.api("GET", "/v1/VPGs", ""); status != 200 || strings.TrimSpace(body) != "[]" {
		t.Fatalf("%d %s", status, body)
	}
	time.Sleep(1100 * time.Millisecond)
	if status, _ := w.api("GET", "/v1/vpgs", ""); status != 401 {
		t.Fatalf("with an old token: %d", status)
	}
}

func TestVersionNineHasSessions(t *testing.T) {
	w := newWorld(t)
	w.control("POST", "/zvms/sbg/modes", `{"session": true}`)
	zvm := w.pair.Info.SBG
	status, header, body := w.call("POST", zvm.URL+"/v1/session/add", `{"AuthenticationMethod":1}`, map[string]string{
		"Authorization": basic(zvm.User, zvm.Password),
	})
	if status != 200 || body != "" || header.Get(sessionHeader) == "" {
		t.Fatalf("%d %q", status, body)
	}
	status, _, _ = w.call("GET", zvm.URL+"/v1/vpgs", "", map[string]string{sessionHeader: header.Get(sessionHeader)})
	if status != 200 {
		t.Fatalf("%d", status)
	}
}

func basic(user, password string) string {
	request, _ := http.NewRequest("GET", "http://x", nil)
	request.SetBasicAuth(user, password)
	return request.Header.Get("Authorization")
}

func TestCasingAndTheNumbersThatChangedPlaces(t *testing.T) {
	w := newWorld(t)
	w.login()
	w.control("PUT", "/vpgs/erp", `{"status": "RpoNotMeetingSLA", "actualRpo": 900}`)
	_, body := w.api("GET", "/v1/vpgs?name=ERP", "")
	for _, part := range []string{`"VpgName":"erp"`, `"Status":3`, `"StatusDescription":"RpoNotMeetingSLA"`, `"VpgIdentifier"`, `"type":"LocalSiteApi"`} {
		if !strings.Contains(body, part) {
			t.Errorf("no %s in %s", part, body)
		}
	}
	w.control("POST", "/zvms/sbg/modes", `{"camel": true, "oldStatusOrder": true, "descriptions": false}`)
	_, body = w.api("GET", "/v1/vpgs", "")
	for _, part := range []string{`"vpgName":"erp"`, `"status":4`, `"identifier"`} {
		if !strings.Contains(body, part) {
			t.Errorf("no %s in %s", part, body)
		}
	}
	if strings.Contains(body, "Description") || strings.Contains(body, "vpgIdentifier") {
		t.Errorf("too much: %s", body)
	}
}

func TestACommitWithReverseProtectionTurnsTheVPGRound(t *testing.T) {
	w := newWorld(t)
	w.login()
	w.control("PUT", "/vpgs/erp", `{}`)
	w.control("POST", "/vpgs/erp/move", `{}`)
	vpg, _ := w.pair.Estate.Find("erp")
	if status, body := w.api("POST", "/v1/vpgs/"+vpg.ID+"/MoveCommit", `{"ReverseProtection":true,"KeepSourceVms":true}`); status != 400 {
		t.Fatalf("%d %s", status, body)
	}
	if status, body := w.api("POST", "/v1/vpgs/"+vpg.ID+"/MoveCommit", `{"reverseProtection":true}`); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	if status, _ := w.api("POST", "/v1/vpgs/"+vpg.ID+"/MoveCommit", `{"reverseProtection":true}`); status != 400 {
		t.Fatal("committed twice")
	}
	w.await("protects rbx and meets its SLA", func(v VPG) bool { return v.Protects == "rbx" && v.Status == "MeetingSLA" })
}

func TestTheCommitClockRunsUnlessThePolicyIsNone(t *testing.T) {
	w := newWorld(t)
	w.control("PUT", "/vpgs/erp", `{}`)
	w.control("POST", "/vpgs/erp/move", `{"commitPolicy": "Rollback", "commitSeconds": 1}`)
	w.await("rolled back", func(v VPG) bool { return v.SubStatus == "None" && v.Protects == "sbg" })
	w.control("POST", "/vpgs/erp/failover", `{"commitPolicy": "Commit", "commitSeconds": 1}`)
	w.await("committed by itself, without reverse protection", func(v VPG) bool { return v.Status == "Recovered" })
}

func TestAFaultStrikesAsOftenAsItSays(t *testing.T) {
	w := newWorld(t)
	w.login()
	w.control("POST", "/zvms/sbg/faults", `{"path": "/v1/vpgs", "status": 500, "count": 1}`)
	if status, _ := w.api("GET", "/v1/vpgs", ""); status != 500 {
		t.Fatalf("%d", status)
	}
	if status, _ := w.api("GET", "/v1/vpgs", ""); status != 200 {
		t.Fatalf("%d", status)
	}
}
