# make run     set up whatever is missing, then start Companion
# make test    set up whatever the tests need, then run them
# make check   ruff, mypy and the import rules
# make bench   print how fast it is
# make clean   remove what the others made (the models stay)
#
# Each step leaves a stamp in .venv, so that a second `make run` goes straight to the program.

SHELL := /bin/sh
PY := .venv/bin/python
MODEL := models/vosk-model-small-en-us-0.15/companion-model.json
VOICE := models/piper-en_US-joe-medium/companion-model.json
FRENCH := models/vosk-model-small-fr-0.22/companion-model.json

.PHONY: run test check bench clean
.DEFAULT_GOAL := run

# Without a terminal there is nobody to choose: it plays the one-minute exercise, as lines of text.
run: .venv/.installed .venv/.system-run $(MODEL) $(VOICE)
	@if [ -t 0 ] && [ -t 1 ]; then exec .venv/bin/companion; \
	else exec .venv/bin/companion play right-now --plain </dev/null; fi

test: .venv/.installed-dev .venv/.system-test $(MODEL) $(VOICE) $(FRENCH)
	$(PY) -m pytest -q

check: .venv/.installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict
	.venv/bin/lint-imports

bench: .venv/.installed-dev .venv/.system-test $(MODEL) $(VOICE)
	$(PY) -m bench

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.venv/.installed: pyproject.toml .ci/constraints.txt .ci/install
	@sh .ci/install . && touch $@

.venv/.installed-dev: pyproject.toml .ci/constraints.txt .ci/install
	@sh .ci/install '.[dev]' && touch .venv/.installed $@

# A library that cannot be installed is said, and is no reason not to go on: the program runs without sound, too.
.venv/.system-run: .ci/system | .venv/.installed
	@sh .ci/system run && touch $@ || true

.venv/.system-test: .ci/system | .venv/.installed-dev
	@sh .ci/system test && touch .venv/.system-run $@ || true

# Without them everything but spoken commands works, in the system's own voice; the next `make` tries again.
$(MODEL) $(VOICE): | .venv/.installed
	@.venv/bin/companion setup || echo 'Going on without it.'

# Only the tests of French need it; without it they say that they are left out.
$(FRENCH): | .venv/.installed
	@.venv/bin/companion setup --language fr || echo 'Going on without it.'
