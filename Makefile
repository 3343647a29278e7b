# The commands of the project. On a bare Debian 12 machine with git, make and python3, `make run` is all one needs.
# They are made to be called by a person or by .ci/run, which has no standard input.

.DEFAULT_GOAL := help
.PHONY: help run test lint bench clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 14

run: ## install what is missing, load the demo, serve on http://127.0.0.1:8000 (PORT=9000 for another port)
	@bin/run

test: ## every check and every test, on SQLite, on PostgreSQL and in a browser
	@bin/install test
	@.venv/bin/python bin/checks.py test

lint: ## ruff and mypy only
	@bin/install test
	@.venv/bin/python bin/checks.py lint

bench: ## measure time and memory on PostgreSQL (tests/benchmarks)
	@bin/install test
	@bin/postgres-for-tests .venv/bin/pytest tests/benchmarks --override-ini=addopts=--import-mode=importlib -m benchmark -s

clean: ## remove what tools have made; var/ with the data stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
