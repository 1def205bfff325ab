package demo

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"failback.pra.io/lab/internal/children"
	"failback.pra.io/lab/internal/lab"
	"failback.pra.io/lab/internal/peers"
	"failback.pra.io/lab/internal/vcenter"
	"failback.pra.io/lab/internal/vcenters"
	"failback.pra.io/lab/internal/zerto"
)

const (
	// The plan of the first failback, and the one of the second: the same 16 items in the record's own order.
	forbiddenExample = "examples/plan-16-items-forbidden.yaml"
	allowedExample   = "examples/plan-16-items.yaml"

	// folder, in the checkout, takes all that the demo writes.
	folder        = ".lab/demo"
	forbiddenPlan = folder + "/failbackplan.yaml"
	allowedPlan   = folder + "/failbackplan-overlap.yaml"
	sitesFile     = folder + "/sites.yaml"

	detectionSeconds = 3

	// operatorUser is the operator's service account among the lab's users.
	operatorUser = "operator"

	// stopsWithin is how long the operator may take to end; hurry is how long it is given when the demo itself has to.
	stopsWithin = 10 * time.Second
	hurry       = time.Second
)

// Options say what to run.
type Options struct {
	// Root is the checkout.
	Root string
	// Jar is the operator's, empty for the one that Maven builds in the checkout; Java is the program that runs it.
	Jar, Java string
	// JavaOptions are separated by blanks.
	JavaOptions string
	Out         *os.File
}

// Run plays the demo. The error says why it was not as it must be.
func Run(ctx context.Context, options Options) (err error) {
	options, err = options.checked()
	if err != nil {
		return err
	}
	d := &run{options: options, narrator: NewNarrator(options.Out), board: NewBoard()}
	d.ctx, d.fail = context.WithCancelCause(ctx)
	defer d.fail(nil)
	if err = lab.Claim(d.labFolder()); err != nil {
		return err
	}
	err = d.play()
	d.end(err == nil)
	if err != nil && ctx.Err() == nil {
		d.postMortem(err)
	}
	return err
}

func (o Options) checked() (Options, error) {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return o, err
	}
	o.Root = root
	if o.Jar == "" {
		o.Jar = filepath.Join(root, "operator", "target", "failback-operator.jar")
	}
	if o.Jar, err = filepath.Abs(o.Jar); err != nil {
		return o, err
	}
	if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(forbiddenExample))); err != nil {
		return o, fmt.Errorf("--root is no checkout of failback-operator: %w", err)
	}
	if _, err := os.Stat(o.Jar); err != nil {
		return o, fmt.Errorf("the operator is not built (mvn package -DskipTests): %w", err)
	}
	return o, nil
}

// run is one run of the demo.
type run struct {
	options  Options
	narrator *Narrator
	board    *Board
	ctx      context.Context
	fail     context.CancelCauseFunc
	lab      *lab.Lab
	operator *children.Child
	stage    *Stage
	watchers sync.WaitGroup
}

func (d *run) play() error {
	d.narrator.Say("the lab: etcd, kube-apiserver, vCenter RBX, vCenter SBG, all on this machine")
	for _, step := range []func() error{d.startLab, d.setStage, d.startOperator, d.applySites, d.makePlans} {
		if err := step(); err != nil {
			return err
		}
	}
	err := d.stage.Play(d.ctx)
	if err == nil {
		d.narrator.Scene("The operator is told to end")
		began := time.Now()
		ended := d.stopOperator(stopsWithin)
		d.stage.expect(ended == nil, "the operator ends within "+stopsWithin.String(), "%s", cmp.Or(errorText(ended), after(time.Since(began))))
		d.judgeLog()
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	unmet := d.stage.Summary()
	took := time.Since(d.narrator.start).Seconds()
	switch {
	case err != nil:
		return fmt.Errorf("the story could not go on: %w", err)
	case unmet > 0:
		return fmt.Errorf("%d of %d expectations were not met", unmet, len(d.stage.expectations))
	}
	d.narrator.Plain(fmt.Sprintf("\n%s all %d expectations were met, in %.0f s. %s has the operator's log, and the plan as it was after each episode.\n",
		d.narrator.mark(true), len(d.stage.expectations), took, folder))
	return nil
}

func (d *run) path(relative string) string {
	return filepath.Join(d.options.Root, filepath.FromSlash(relative))
}

func (d *run) relative(path string) string {
	if relative, err := filepath.Rel(d.options.Root, path); err == nil {
		return relative
	}
	return path
}

func (d *run) labFolder() string { return d.path(folder + "/lab") }

func (d *run) operatorLog() string { return d.path(folder + "/operator.log") }

func (d *run) startLab() error {
	for _, name := range []string{"operator.log", "episode-1.yaml", "episode-2.yaml"} {
		_ = os.Remove(d.path(folder + "/" + name))
	}
	output, err := os.Create(d.path(folder + "/lab.log"))
	if err != nil {
		return err
	}
	log.SetOutput(output)
	programs, err := peers.Find(d.ctx, d.path("examples/lab/kube"), d.narrator.Say)
	if err != nil {
		return err
	}
	if d.lab, err = lab.Up(d.ctx, lab.Options{Dir: d.labFolder()}, programs); err != nil {
		return err
	}
	go func() {
		if err := d.lab.Wait(d.ctx); err != nil {
			d.fail(err)
		}
	}()
	d.narrator.Say("Kubernetes API %s, vCenter RBX %s, vCenter SBG %s", d.lab.Info.APIServer, d.lab.Info.VCenters.RBX.URL,
		d.lab.Info.VCenters.SBG.URL)
	return nil
}

// setStage opens the sessions of the people and begins to watch.
func (d *run) setStage() error {
	info := d.lab.Info
	d.stage = &Stage{
		narrator: d.narrator,
		board:    d.board,
		shell:    NewShell(d.narrator, d.options.Root, d.path(folder+"/lab/datastores/kubectl"), info),
		services: NewServices(d.board, d.zvms(), d.fail),
		replica:  &Replication{control: info.Zerto.Control},
		keep:     d.keep,
		zerto:    map[string]*Person{},
		alice:    map[string]*Person{},
	}
	for user, sessions := range map[string]map[string]*Person{vcenter.Zerto: d.stage.zerto, vcenter.Alice: d.stage.alice} {
		for _, site := range []vcenters.SiteInfo{info.VCenters.RBX, info.VCenters.SBG} {
			person, err := LogIn(d.ctx, site, user)
			if err != nil {
				return err
			}
			sessions[site.Site] = person
		}
	}
	d.watch(func() error { return Follow(d.ctx, info.Control, d.stage.see) })
	const wanted = 6
	err := d.board.Await(d.ctx, soon, "both sites have their VMs", func(seen Seen) bool {
		return len(StatesOf(seen.Changes, "rbx")) == wanted && len(StatesOf(seen.Changes, "sbg")) == wanted
	})
	if err != nil {
		return err
	}
	d.stage.vms = sortedNames(StatesOf(d.board.Now().Changes, "rbx"))
	return nil
}

// zvms are where the plan's Zerto Virtual Managers are played, by the lab.
func (d *run) zvms() map[string]Place {
	places := map[string]Place{}
	for name, zvm := range map[string]zerto.ZVMInfo{"zvm.rbx.example:443": d.lab.Info.Zerto.RBX, "zvm.sbg.example:443": d.lab.Info.Zerto.SBG} {
		places[name] = Place{"https", strings.TrimPrefix(zvm.URL, "https://")}
	}
	return places
}

// keep writes something to look at afterwards.
func (d *run) keep(name, content string) error {
	return os.WriteFile(d.path(folder+"/"+name), []byte(content), 0o600)
}

func (d *run) watch(follow func() error) {
	d.watchers.Go(func() {
		if err := follow(); err != nil {
			d.fail(err)
		}
	})
}

func (d *run) startOperator() error {
	if _, err := d.stage.shell.Run(d.ctx, Admin, "kubectl apply -f crds/"); err != nil {
		return err
	}
	if _, err := d.stage.shell.Run(d.ctx, Admin, "kubectl wait --for condition=established crd --all"); err != nil {
		return err
	}
	// There are no nodes here that could run a Deployment; the rights are those that it would have.
	if _, err := d.stage.shell.Run(d.ctx, Admin, "kubectl apply -f deploy/base/namespace.yaml -f deploy/base/rbac.yaml -f deploy/base/secrets.yaml"); err != nil {
		return err
	}
	// It reads Secrets in the namespaces that somebody binds, and in no other.
	if _, err := d.stage.shell.Run(d.ctx, Admin, "kubectl create rolebinding failback-operator-secrets -n default "+
		"--clusterrole=failback-operator-secrets --serviceaccount=failback-system:failback-operator"); err != nil {
		return err
	}
	// Without them the operator asks nobody for an approval.
	if _, err := d.stage.shell.Run(d.ctx, Admin, "kubectl apply -k deploy/policy"); err != nil {
		return err
	}
	java := strings.Fields(d.options.JavaOptions)
	d.narrator.Command(operatorUser, strings.Join(slices.Concat([]string{"java"}, java,
		[]string{"-jar", d.relative(d.options.Jar), "--listen 127.0.0.1:0 &"}), " "))
	var err error
	// Without its performance data, a JVM that is killed leaves no file in the folder for temporary files.
	d.operator, err = children.Start("operator", d.operatorLog(), "env", slices.Concat(
		[]string{"KUBECONFIG=" + d.lab.Info.Kubeconfigs[operatorUser], "NO_PROXY=127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost"},
		[]string{d.options.Java, "-XX:-UsePerfData"}, java, []string{"-jar", d.options.Jar, "--listen", "127.0.0.1:0"})...)
	if err != nil {
		return err
	}
	go func(operator *children.Child) {
		select {
		case <-operator.Ended():
			d.fail(errors.New("the operator has ended"))
		case <-d.ctx.Done():
		}
	}(d.operator)
	return nil
}

func (d *run) applySites() error {
	file, err := os.OpenFile(d.path(sitesFile), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := d.lab.Info.WriteManifests(file, "default"); err != nil {
		return err
	}
	if _, err := d.stage.shell.Run(d.ctx, Admin, "kubectl apply -f "+sitesFile); err != nil {
		return err
	}
	_, err = d.stage.shell.Run(d.ctx, Admin, "kubectl wait --for condition=Ready sitestate --all --timeout 30s")
	d.stage.expect(err == nil, "the operator reads both vCenters", "%s", errorText(err))
	return err
}

// makePlans writes the plans of examples/ with addresses of this machine, and begins to watch the one that there will be.
func (d *run) makePlans() error {
	for _, plan := range []struct{ from, to string }{{forbiddenExample, forbiddenPlan}, {allowedExample, allowedPlan}} {
		if err := d.makePlan(plan.from, plan.to); err != nil {
			return err
		}
	}
	d.narrator.Say("both have these addresses, checks every second, failoverDetectionSeconds: %d, and a look at the port "+
		"where they ask MySQL", detectionSeconds)
	d.narrator.Output(d.stage.services.Describe())
	d.watch(d.watchPlan)
	return nil
}

// makePlan writes a plan of examples/ for this machine, as YAML for whoever wants to read it.
func (d *run) makePlan(from, to string) error {
	shell := d.stage.shell
	example, err := shell.Ask(d.ctx, Admin, "kubectl create --dry-run=client -o json -f "+from)
	if err != nil {
		return err
	}
	adapted, err := Adapt([]byte(example), detectionSeconds, d.stage.services.Address)
	if err != nil {
		return err
	}
	json := d.path(folder + "/failbackplan.json")
	if err := os.WriteFile(json, adapted, 0o600); err != nil {
		return err
	}
	defer os.Remove(json)
	yaml, err := shell.Ask(d.ctx, Admin, "kubectl create --dry-run=client -o yaml -f "+folder+"/failbackplan.json")
	if err != nil {
		return err
	}
	d.narrator.Say("%s is %s for this machine", to, from)
	return os.WriteFile(d.path(to), []byte(yaml), 0o600)
}

// watchPlan begins when the plan is there.
func (d *run) watchPlan() error {
	for {
		if _, err := d.stage.shell.Ask(d.ctx, Admin, "kubectl get failbackplan erp -o name"); err == nil {
			break
		} else if d.ctx.Err() != nil {
			return nil
		}
	}
	return d.stage.shell.Watch(d.ctx, "erp", d.stage.seePlan)
}

// judgeLog expects that nobody's password is in the operator's log.
func (d *run) judgeLog() {
	content, err := os.ReadFile(d.operatorLog())
	clean := err == nil
	for _, site := range []vcenters.SiteInfo{d.lab.Info.VCenters.RBX, d.lab.Info.VCenters.SBG} {
		for _, password := range site.Accounts {
			clean = clean && !bytes.Contains(content, []byte(password))
		}
	}
	d.stage.expect(clean, "its log holds no password of a vCenter", "%s", errorText(err))
	forbidden := bytes.Count(content, []byte("forbidden"))
	d.stage.expect(forbidden == 0, "it was forbidden nothing: deploy/ grants all that it does", "%d lines say so", forbidden)
}

func (d *run) stopOperator(within time.Duration) error {
	operator := d.operator
	if operator == nil {
		return nil
	}
	d.operator = nil
	select {
	case <-operator.Ended():
		return operator.Failure()
	default:
	}
	_ = syscall.Kill(operator.PID, syscall.SIGTERM)
	select {
	case <-operator.Ended():
		return nil
	case <-time.After(within):
		operator.Kill()
		return fmt.Errorf("it did not within %s and was killed", within)
	}
}

// end ends everything, however far it came. The logs of the lab stay when something went wrong.
func (d *run) end(well bool) {
	d.fail(context.Canceled)
	_ = d.stopOperator(hurry)
	d.watchers.Wait()
	if d.stage != nil {
		d.stage.services.Close()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		for _, sessions := range []map[string]*Person{d.stage.zerto, d.stage.alice} {
			for _, person := range sessions {
				person.LogOut(ctx)
			}
		}
	}
	if d.lab != nil {
		d.lab.Down()
	}
	_ = os.Remove(d.path(sitesFile))
	if well {
		_ = lab.Remove(d.labFolder())
		_ = os.Remove(d.path(folder + "/lab.log"))
	}
}

func (d *run) postMortem(err error) {
	d.narrator.Plain("\n" + d.narrator.mark(false) + " " + err.Error() + "\n")
	content, readErr := os.ReadFile(d.operatorLog())
	if readErr != nil {
		return
	}
	lines := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	d.narrator.Plain(fmt.Sprintf("\nThe end of the operator's log, %s:\n", d.relative(d.operatorLog())))
	for _, line := range lines[max(0, len(lines)-40):] {
		d.narrator.Plain("  " + line + "\n")
	}
	d.narrator.Plain(fmt.Sprintf("The logs of the lab are in %s.\n", d.relative(filepath.Join(d.labFolder(), "logs"))))
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
