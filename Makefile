# Vigie. `make run` opens the application, `make test` proves it; both install
# what is missing after saying what and why.
.DEFAULT_GOAL := help
VERSION := $(shell sed -n 's/^Version *= *"\(.*\)"/\1/p' FyneApp.toml)
TAGS    := migrated_fynedo,x11,no_emoji
LDFLAGS := -s -w -X vigie/app.version=$(VERSION)

.PHONY: help run test build server look bench sim fuzz fmt clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## open the application (ARGS="--workspace DIR" …)
	@scripts/run $(ARGS)

build: ## compile bin/vigie, the desktop application
	@scripts/need build
	CGO_ENABLED=1 go build -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/vigie .

server: ## compile bin/vigied, the headless program (no cgo)
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/vigied ./server/vigied

test: ## run every test, against real mail servers and in a real window
	@scripts/need build test look
	@scripts/test
	@$(MAKE) --no-print-directory build
	@scripts/window-test

look: build ## take a picture of every screen, language and theme into build/look
	@scripts/need look
	@scripts/look $(ARGS)

bench: ## measure (scripts/bench mail, store, csqlite, ui or team)
	@scripts/bench

sim: ## run the sync in virtual time with faults (SEEDS=20000, SEED= the first)
	COMMIT=$$(git rev-parse --short HEAD) SEEDS=$(or $(SEEDS),20000) SEED=$(SEED) CGO_ENABLED=0 go test -count=1 -timeout 60m -v ./store/sim

fuzz: ## fuzz what parses foreign bytes, TIME for each target (default 60s)
	@scripts/fuzz $(or $(TIME),60s)

fmt: ## format the sources
	gofmt -w $$(git ls-files '*.go')

clean: ## remove what was built
	rm -rf bin build
