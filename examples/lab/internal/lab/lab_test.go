package lab

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"failback.pra.io/lab/internal/vcenters"
	"failback.pra.io/lab/internal/zerto"
)

func TestAFolderHasOneLab(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lab")
	if running, err := Running(dir); running || err != nil {
		t.Fatalf("before: %v, %v", running, err)
	}
	if err := Claim(dir); err != nil {
		t.Fatal(err)
	}
	if running, err := Running(dir); !running || err != nil {
		t.Fatalf("claimed: %v, %v", running, err)
	}
	if err := Claim(dir); err == nil || !strings.Contains(err.Error(), "up in") {
		t.Errorf("claimed twice: %v", err)
	}
	claimed.Close()
	if running, err := Running(dir); running || err != nil {
		t.Fatalf("after: %v, %v", running, err)
	}
}

func TestDownRemovesWhatTheLabMadeAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"lab.json", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Stop(dir); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "notes.txt" {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestManifestsPointAtBothVCenters(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(ca, []byte("first line\nsecond line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	info := Info{VCenters: vcenters.Info{
		RBX: vcenters.SiteInfo{
			Site: "rbx", URL: "https://127.0.0.1:1/sdk", CA: ca, Operator: "op", Accounts: map[string]string{"op": `s"cret`},
		},
		SBG: vcenters.SiteInfo{Site: "sbg", URL: "https://127.0.0.1:2/sdk", CA: ca, Operator: "op"},
	}, Zerto: zerto.Info{SBG: zerto.ZVMInfo{URL: "https://127.0.0.1:3", CA: ca, Client: "us", ClientSecret: "hush"}}}
	var written bytes.Buffer
	if err := info.WriteManifests(&written, "prod"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"name: vcenter-rbx\n", "name: vcenter-sbg-ca\n", `namespace: "prod"`, `password: "s\"cret"`,
		`ca.crt: "first line\nsecond line\n"`, "url: https://127.0.0.1:2/sdk", "pra.failback.site: sbg\n",
		"name: zvm-sbg\n", `clientSecret: "hush"`, "is a stand-in, at https://127.0.0.1:3.",
	} {
		if !strings.Contains(written.String(), want) {
			t.Errorf("%s is missing in\n%s", want, written.String())
		}
	}
	if n := strings.Count(written.String(), "\n---\n"); n != 7 {
		t.Errorf("%d separators between 8 objects", n)
	}
}
