# What the project does, from a bare checkout. `make help` lists it.
# Paths are relative, and programs of .venv are run as modules, so that the checkout may lie anywhere.
SHELL := /bin/sh
PYTHON ?= python3
RUN := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help serve admin test lint mutants faults bench messages cards requirements sbom clean venv venv-dev browser gettext nginx

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1@/p' Makefile | column -t -s @

serve: venv ## Set up everything and serve the archive at http://127.0.0.1:8000 (PORT=… for another port)
	@case "$${HOST:-127.0.0.1}" in 127.* | localhost | ::1) HTTPS="$${HTTPS:-0}" ;; esac; \
	    export HTTPS; exec $(RUN) -m archive.serve

admin: venv ## Create a superuser for /admin/
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py createsuperuser

test: venv-dev browser gettext nginx ## Run the whole test suite (PYTEST="-k name" for a part)
	@$(RUN) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(PYTEST)

lint: venv-dev ## Check style, types, migrations, deployment settings and dependencies
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	@$(RUN) -c 'from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_logo=True))'
	DJANGO_SECRET_KEY=lint $(RUN) -m mypy --cache-dir /dev/null . # with a cache, the managers of Django are lost now and then
	$(RUN) manage.py makemigrations --check --dry-run
	HTTPS=1 $(RUN) manage.py check --deploy --fail-level WARNING
	@$(RUN) -m tests.dependencies check

mutants: venv-dev gettext ## See whether the tests notice small faults (MUTANTS=edtf.py for a part)
	@$(RUN) -m tests.mutants $(MUTANTS)

faults: venv-dev ## See what becomes of the archive when processes are killed and disks fill up (FAULTS=disk for a part)
	@$(RUN) -m tests.faults $(FAULTS)

bench: venv ## Measure the archive with many documents
	@$(RUN) manage.py bench

messages: venv-dev gettext ## Collect the messages to translate into locale/
	@$(RUN) manage.py makemessages --locale ru --locale kk --no-obsolete --no-location --no-wrap --ignore '.venv/*' --ignore 'var/*'
	@$(RUN) -m tests.no_breaks

cards: venv-dev browser ## Draw the pictures by which links to pages are shown, and the icons
	@$(RUN) -m tests.cards

requirements: venv-dev ## Lock the newest versions that pyproject.toml allows
	@$(RUN) -m pip install --quiet pip-tools
	@for set in "requirements.txt" "requirements-dev.txt --extra dev --constraint requirements.txt"; do \
	    CUSTOM_COMPILE_COMMAND="make requirements" $(RUN) -m piptools compile --quiet --upgrade --generate-hashes \
	        --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-options \
	        pyproject.toml --output-file $$set || exit 1; \
	done
	@$(MAKE) --no-print-directory venv-dev sbom

sbom: ## Write the bill of materials of requirements.txt to sbom.cdx.json
	@$(RUN) -m tests.dependencies sbom

clean: ## Remove what was built; the data in var/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

# .venv is made again only when the requirements or the interpreter changed.
venv:
	@PYTHON='$(PYTHON)' sh .ci/venv requirements.txt

venv-dev:
	@PYTHON='$(PYTHON)' sh .ci/venv requirements-dev.txt

browser:
	@command -v chromium >/dev/null || sh .ci/need chromium-headless-shell chromium-headless-shell

gettext:
	@sh .ci/need msgfmt gettext

nginx:
	@PATH="$$PATH:/usr/sbin" sh .ci/need nginx nginx-light
