# Every command people and CI run. What is more than a line is in xtask/.
# Each target brings what it needs first; a second run finds nothing to do.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

XTASK := cargo xtask
ADDR ?= 127.0.0.1:3000
FUZZ_SECONDS ?= 60
SOAK_ROWS ?= 1000000

.PHONY: help demo test build dev bench fuzz soak lighthouse fmt lint tidy setup clean toolchain

help: ## Lists the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: toolchain ## Builds everything and serves a live demo district on 127.0.0.1:3000, or ADDR
	@$(XTASK) setup wasm npm postgres
	@$(XTASK) build
	@cargo build --release --package server
	@exec target/release/lianqin demo --addr $(ADDR)

test: toolchain ## Runs every test there is; the last line is the counts
	@$(XTASK) test

build: toolchain ## Builds the server (release) and the browser's side
	@$(XTASK) build
	@cargo build --release --package server

dev: toolchain ## Serves the demo and rebuilds it on every change
	@$(XTASK) dev -- --addr $(ADDR)

bench: toolchain ## Measures map engine, import, board and desk, each beside a peer, and live readers
	@cargo bench --package lens --bench views
	@$(XTASK) setup wasm npm
	@$(XTASK) build
	@$(XTASK) bench
	@$(XTASK) bench --rows 100000 --there 100000
	@$(XTASK) bench-desk
	@$(XTASK) bench-board
	@$(XTASK) bench-live
	@$(XTASK) bench-map

fuzz: toolchain ## Feeds every parser what nobody would write, FUZZ_SECONDS each (60); FUZZ_REPLAY=FILE again
	@FUZZ_SECONDS=$(FUZZ_SECONDS) cargo test --quiet --workspace --lib --tests fuzz_ -- --nocapture

soak: toolchain ## Kills an import of SOAK_ROWS rows (a million) again and again, and compares with one that was not
	@LIANQIN_SOAK_ROWS=$(SOAK_ROWS) $(XTASK) with-postgres -- cargo test --release --workspace --test server \
		killed_at_random -- --nocapture

lighthouse: toolchain ## Prints Lighthouse's scores of /, /board and /map on a phone
	@$(XTASK) setup npm postgres browser fonts
	@$(XTASK) build
	@cargo build --release --package server
	@LIANQIN_BIN=target/release/lianqin node end2end/lighthouse.mjs

fmt: toolchain ## Formats the Rust code
	@cargo fmt --all

lint: toolchain ## rustfmt, clippy for the server and for the browser
	@$(XTASK) test --only fmt,lint,lint-wasm

tidy: toolchain ## Checks what the architecture promises
	@$(XTASK) tidy

setup: toolchain ## Installs what is missing: Rust target, npm packages, Debian packages
	@$(XTASK) setup

clean: ## Removes everything that was built; keeps the data in .lianqin
	@rm -rf target node_modules end2end/test-results

toolchain:
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
	@command -v cc >/dev/null || { echo "cc is missing; as root: apt-get install build-essential" >&2; exit 1; }
