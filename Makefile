# The short names for what scripts/ and CMake do. `make` alone prints them.
RUN_ARGS ?= fashion-mnist --model cnn
PREFIX   ?= /usr/local
ARGS     ?=

.DEFAULT_GOAL := help
.PHONY: help run test build debug sanitize asan tsan soak fuzz bench bench-quick results results-long format check-format install clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing, build, train the lecture's CNN on Fashion-MNIST (RUN_ARGS="..." for anything else)
	@scripts/run $(RUN_ARGS)

test: ## install what is missing, build, run all tests (ARGS="-R core" for some)
	@scripts/test $(ARGS)

build: ## everything, optimised, into build/release
	@scripts/setup && scripts/build release

debug: ## everything, for a debugger, into build/debug
	@scripts/setup && scripts/build debug

sanitize: asan tsan ## both of these

asan: ## all tests under the address, leak and undefined-behaviour sanitizers, with clang
	@SAEM_PRESET=asan scripts/test $(ARGS)

tsan: ## the tests of what runs on threads under the thread sanitizer, with clang
	@SAEM_PRESET=tsan scripts/test $(ARGS)

fuzz: ## damaged files of every kind into the readers, 30 s each, with clang (ARGS="600 npz" for longer, or for one)
	@scripts/fuzz $(ARGS)

soak: ## 10⁶ predictions and 10⁵ training steps: memory must stay flat (minutes)
	@scripts/setup && scripts/build release soak_test cli_test && SAEM_SOAK=1 build/release/tests/soak_test && \
	  SAEM_SOAK=1 build/release/tests/cli_test --gtest_filter='BoundedMemory*'

docs: ## write the reference pages, and the outputs in the tutorials, anew
	@scripts/setup && scripts/build release docs_test nn_test
	@SAEM_UPDATE_DOCS=1 build/release/tests/docs_test --gtest_brief=1
	@SAEM_UPDATE_DOCS=1 build/release/tests/nn_test --gtest_brief=1 --gtest_filter='LayerCatalogue.IsWhat*'

format: ## clang-format every C++ file
	@scripts/format

check-format: ## say which files are not formatted
	@scripts/format --check

install: build ## library, headers and command line into PREFIX (/usr/local)
	@cmake --install build/release --prefix $(PREFIX)

bench: ## saem and its peers in turn: docs/benchmark.md (ARGS="--only cnn,mlp --rounds 3" for a part; ARGS=--help)
	@scripts/setup && SAEM_CMAKE_ARGS=-DSAEM_BENCH=ON scripts/build release saem_cli bench_worker bench_floor bench_pictures bench_csv
	@python3 bench/run.py $(ARGS)

results: ## train what docs/results.md lists, and fill its table (ARGS="titanic gunpoint" for some rows; ARGS=--help)
	@scripts/setup && scripts/build release saem_cli
	@scripts/results $(ARGS)

results-long: ## the rows of it that take an hour
	@scripts/setup && scripts/build release saem_cli
	@scripts/results --long $(ARGS)

bench-quick: ## how long steps and kernels of saem alone take on this machine
	@scripts/setup && SAEM_CMAKE_ARGS=-DSAEM_BENCH=ON scripts/build release bench_steps bench_kernels
	@build/release/bench/bench_steps && build/release/bench/bench_kernels

clean: ## remove everything that was built (runs/ stays)
	@rm -rf build
