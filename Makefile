# failback-operator. `make help` lists what there is.
SHELL := /bin/sh
MVN ?= mvn
JAVA ?= java
MVN_FLAGS ?= -B -ntp
LAB := examples/lab/lab
LAB_DIR ?= .lab/state
# The kubectl that the lab has built.
KUBECTL = "$$(sed -n 's/.*"kubectl": *"\([^"]*\)".*/\1/p' $(LAB_DIR)/lab.json)"
JAR := operator/target/failback-operator.jar
# Starts the operator with the options that were measured as best; JAVA and JAVA_OPTS (more options) reach it.
LAUNCHER := deploy/bin/failback-operator
export JAVA JAVA_OPTS
# What `make bench` measures: exposure, start, idle, memory, orchestration, cpu; all if empty.
PARTS ?=
BENCH_OPTIONS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test build lab lab-build lab-down run argocd test-argocd bench crds rules check-dashboard verify-deps sbom image fmt lint clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

demo: ## Build everything, then play and narrate two failbacks on real peers
	@$(MAKE) --no-print-directory -j2 build lab-build
	cd examples/lab && go run ./cmd/demo --root ../.. --jar ../../$(JAR) --java $(JAVA)

test: lab-build ## Run every test; the tests start the lab themselves
	$(LAB) controllers > /dev/null
	$(LAB) helm > /dev/null
	cd examples/lab && go vet ./... && go test ./...
	@rm -f operator/target/left-out.txt
	$(MVN) $(MVN_FLAGS) verify spotless:check
	@if test -s operator/target/left-out.txt; then \
	  echo "LEFT OUT, for want of: $$(sort -u operator/target/left-out.txt | paste -sd ';')"; fi

build: ## Build the operator: operator/target/failback-operator.jar
	@rm -f $(JAR:.jar=.jsa)
	$(MVN) $(MVN_FLAGS) -q package -Dmaven.test.skip=true
	$(LAUNCHER) --make-archive

lab-build: ## Build etcd, kube-apiserver and kubectl into the cache, once
	$(LAB) build

lab: lab-build ## Start the lab and keep it running: two vCenters and an API server with the CRDs and policies
	$(LAB) up --detach --dir $(LAB_DIR) > /dev/null
	KUBECONFIG=$(LAB_DIR)/kubeconfig $(KUBECTL) apply -f crds/
	KUBECONFIG=$(LAB_DIR)/kubeconfig $(KUBECTL) apply -f deploy/base/namespace.yaml -f deploy/base/rbac.yaml -f deploy/base/secrets.yaml
	KUBECONFIG=$(LAB_DIR)/kubeconfig $(KUBECTL) create rolebinding failback-operator-secrets -n default --dry-run=client -o yaml \
	  --clusterrole=failback-operator-secrets --serviceaccount=failback-system:failback-operator \
	  | KUBECONFIG=$(LAB_DIR)/kubeconfig $(KUBECTL) apply -f -
	KUBECONFIG=$(LAB_DIR)/kubeconfig $(KUBECTL) apply -k deploy/policy
	$(LAB) manifests --dir $(LAB_DIR) | KUBECONFIG=$(LAB_DIR)/kubeconfig $(KUBECTL) apply -f -
	@echo "export KUBECONFIG=$(CURDIR)/$(LAB_DIR)/operator.kubeconfig   # then: make run"

lab-down: ## Stop what `make lab` started
	$(LAB) down --dir $(LAB_DIR)

run: build ## Run the operator against the current KUBECONFIG
	$(LAUNCHER) --listen $${FAILBACK_LISTEN:-127.0.0.1:8080}

argocd: ## Build Argo CD into the cache, about 10 minutes once; `make test` then asks it for the health of recorded objects
	$(LAB) argocd > /dev/null

# Argo CD's metrics listen on every interface, so all of it runs where there is but a loopback interface. Maven loads what it
# needs before that.
test-argocd: lab-build argocd ## Play plans in Git with a real Argo CD and self-heal, about 4 minutes; needs unshare and ip
	$(MVN) $(MVN_FLAGS) -q -pl operator verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=RefereeIT
	unshare --map-root-user --net sh -c 'ip link set lo up && exec "$$@"' isolated \
	  $(MVN) $(MVN_FLAGS) -o -pl operator verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ArgoCdPlays

bench: build lab-build ## Measure all that docs/benchmarks.md tells, about 15 minutes; PARTS=exposure,start for less
	cd examples/lab && go run ./cmd/bench --root ../.. --launcher $(CURDIR)/$(LAUNCHER) --maven $(MVN) --parts "$(PARTS)" $(BENCH_OPTIONS)

crds: ## Generate crds/ anew from the records in api/
	$(MVN) $(MVN_FLAGS) -q -pl operator test -Dtest=CrdsAreCurrentTest -Dfailback.crds.write=true

rules: ## Write the PrometheusRule anew from deploy/observability/rules.yaml
	$(MVN) $(MVN_FLAGS) -q -pl operator test -Dtest=AlertRulesTest -Dfailback.rules.write=true

check-dashboard: ## Check the types of the Grafana dashboard; needs Node.js, and downloads @grafana/schema
	mkdir -p operator/target/dashboard
	cp deploy/observability/check/package.json deploy/observability/check/tsconfig.json operator/target/dashboard/
	cd operator/target/dashboard && npm install --silent --no-audit --no-fund --ignore-scripts
	{ cat deploy/observability/check/written.ts; printf "export const dashboard: Written<Dashboard> = "; \
	  cat deploy/observability/dashboard.json; } > operator/target/dashboard/dashboard.ts
	cd operator/target/dashboard && node_modules/.bin/tsc -p tsconfig.json

verify-deps: ## Fail on a class path with libraries known to be unsafe, or with two versions of one
	$(MVN) $(MVN_FLAGS) -q -pl operator -Pverify-deps validate

sbom: ## Write operator/target/bom.json (CycloneDX): what the jar is made of, with licences and hashes
	$(MVN) $(MVN_FLAGS) -q -pl operator -Psbom package -Dmaven.test.skip=true

image: build ## Write an OCI image to operator/target/jib-image.tar, or push it: BASE_IMAGE=...@sha256:... [IMAGE=registry/name:tag]
	@case "$(BASE_IMAGE)" in *@sha256:*|scratch) ;; *) echo "say BASE_IMAGE=<a JRE 17 or newer>@sha256:<digest>, see "An image" in README.md" >&2; exit 2;; esac
	$(MVN) $(MVN_FLAGS) -q -pl operator -Pimage $(if $(IMAGE),jib:build -Dfailback.image.name=$(IMAGE),jib:buildTar) \
	  -Dfailback.image.base=$(BASE_IMAGE)

fmt: ## Format Java and Go
	$(MVN) $(MVN_FLAGS) -q spotless:apply
	cd examples/lab && gofmt -w cmd internal

lint: ## Check formatting, compiler warnings and the class path
	$(MVN) $(MVN_FLAGS) -q spotless:check test-compile
	cd examples/lab && go vet ./... && test -z "$$(gofmt -l cmd internal)"

clean: ## Remove what was built here; the cache of the lab stays
	$(MVN) $(MVN_FLAGS) -q clean
	rm -rf .lab
