package vcenter

import (
	"context"
	"testing"
	"time"
)

func newTestSite(t *testing.T, options Options) (*Site, *Referee) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	referee := NewReferee()
	options.Address = "127.0.0.1:0"
	if options.Name == "" {
		options.Name = "rbx"
	}
	site, err := New(options, referee)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(site.Close)
	return site, referee
}

func TestInventoryOfASite(t *testing.T) {
	start := time.Now()
	site, referee := newTestSite(t, Options{Markers: map[string]string{"pra.failback.site": "rbx"}, ExtraVMs: 100})
	t.Logf("made in %s", time.Since(start))
	for _, vm := range site.VMs()[100:] {
		t.Logf("%+v", vm)
	}
	for _, c := range referee.Since(context.Background(), 0)[:8] {
		t.Logf("%+v", c)
	}
}
