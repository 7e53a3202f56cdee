# make run     set up whatever is missing, then start Companion
# make test    set up whatever the tests need, then run them
# make check   ruff, mypy and the import rules
# make bench   print the measured figures
# make deb     make a package for Debian and Ubuntu, in dist/
# make test-installing    install the wheel and that package into clean systems, and play an exercise there (root only)
# make clean   remove everything that the others made, except the models
#
# Each step leaves a stamp in .venv, so that a second `make run` goes straight to the program.

SHELL := /bin/sh
PY := .venv/bin/python
MODEL := models/vosk-model-small-en-us-0.15/companion-model.json
VOICE := models/piper-en_US-joe-medium/companion-model.json
HEART := .venv/test-models/kokoro-82m-int8/companion-model.json
FRENCH := models/vosk-model-small-fr-0.22/companion-model.json

.PHONY: run deb test test-installing test-sound test-screens test-others test-hearing test-program check bench clean
.DEFAULT_GOAL := run

# Without a terminal no exercise can be chosen, so it plays the one-minute exercise, as lines of text.
run: .venv/.installed .venv/.system-run $(MODEL) $(VOICE)
	@if [ -t 0 ] && [ -t 1 ]; then exec .venv/bin/companion; \
	else exec .venv/bin/companion play right-now --plain </dev/null; fi

# Two parts at the same time; when one ends, the next begins. The tests with sound mostly wait, in real time, and need the
# processor at once when they don't. So the other only gets what is left of it: it runs as an idle task where Linux has
# them, and else at a low priority. (With three parts all of it took ten minutes, but a word was missed now and then.)
test: .venv/.installed-dev .venv/.system-test $(MODEL) $(VOICE) $(FRENCH) $(HEART)
	@$(MAKE) --no-print-directory -k -j2 test-sound test-screens test-others test-program test-hearing

BESIDE := $(shell chrt --idle 0 true 2>/dev/null && echo chrt --idle 0 || echo nice -n 15)
PROGRAM := tests/app tests/cli tests/couple
HEARING := tests/bench tests/hearing tests/rendering tests/speech tests/walls tests/weights

test-sound:
	$(PY) -m pytest -q --durations=12 tests/audio

test-screens:
	$(BESIDE) $(PY) -m pytest -q --durations=12 tests/screen

test-others:
	$(BESIDE) $(PY) -m pytest -q --durations=12 $(addprefix --ignore=,tests/audio tests/screen $(PROGRAM) $(HEARING))

test-hearing:
	$(BESIDE) $(PY) -m pytest -q --durations=12 $(HEARING)

test-program:
	$(BESIDE) $(PY) -m pytest -q --durations=12 $(PROGRAM)

# The wheel and the package in a clean Debian of each suite, two at the same time; the package is built beside the first
# wheel. COMPANION_DEB=FILE tries that package instead of building one. Where there can be no clean system, it says why.
SUITES := bookworm trixie
CLEAN := build/installing

test-installing: .venv/.installed-dev .venv/.system-test .venv/.system-installing $(MODEL) $(VOICE)
	@if $(PY) -m tests.installing.clean_system; then \
		rm -rf $(CLEAN) && mkdir -p $(CLEAN) && \
		unshare --mount sh -c '$(IN_MEMORY) exec $(MAKE) --no-print-directory -k -j2 $(IN_ALL_SUITES)'; \
	else \
		$(PY) -m pytest -q -rs tests/installing && \
		echo '===== NOT TRIED: the wheel and the package in a clean system =====' >&2; \
	fi

IN_ALL_SUITES = $(foreach suite,$(SUITES),wheel-in-$(suite) package-in-$(suite))

# The clean systems are in memory if there are 8 GB to spare; then nothing of them has to be written or deleted.
IN_MEMORY = free=$$(sed -n "s/^MemAvailable: *\([0-9]*\) kB/\1/p" /proc/meminfo); \
	[ "$$free" -lt 8000000 ] || mount -t tmpfs -o size=6g tmpfs $(CLEAN);

IN_CLEAN = COMPANION_DEB=$(CLEAN)/companion.deb COMPANION_BASES=$(CLEAN) \
	$(PY) -m pytest -q --durations=3 -o faulthandler_timeout=1500 --basetemp=$(CLEAN)/$@

wheel-in-%: $(CLEAN)/%/etc/hostname
	$(IN_CLEAN) "tests/installing/test_in_clean_systems.py::test_the_wheel[$*]"

package-in-%: $(CLEAN)/companion.deb $(CLEAN)/%/etc/hostname
	$(IN_CLEAN) "tests/installing/test_in_clean_systems.py::test_the_package_for_debian[$*]"

$(CLEAN)/%/etc/hostname:
	@$(PY) -m tests.installing.clean_system $* $(CLEAN)

.SECONDARY:

$(CLEAN)/companion.deb:
	@if [ -n "$$COMPANION_DEB" ]; then cp "$$COMPANION_DEB" $@; else sh .ci/deb/build quick $@; fi

deb: .venv/.installed $(MODEL) $(VOICE)
	@sh .ci/deb/build

check: .venv/.installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict
	.venv/bin/lint-imports

bench: .venv/.installed-dev .venv/.system-test $(MODEL) $(VOICE)
	$(PY) -m bench

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.venv/.installed: pyproject.toml .ci/lock/build.txt .ci/lock/run.txt .ci/install
	@sh .ci/install . && touch $@

.venv/.installed-dev: pyproject.toml .ci/lock/build.txt .ci/lock/dev.txt .ci/install
	@sh .ci/install '.[dev]' && touch .venv/.installed $@

# If a library cannot be installed, a message says so and make goes on: the program also runs without sound.
.venv/.system-run: .ci/system | .venv/.installed
	@sh .ci/system run && touch $@ || true

.venv/.system-test: .ci/system | .venv/.installed-dev
	@sh .ci/system test && touch .venv/.system-run $@ || true

.venv/.system-installing: .ci/system | .venv/.installed-dev
	@sh .ci/system installing && touch $@ || true

# Without them, everything but spoken commands works, with the system's own voice. The next `make` tries again.
$(MODEL) $(VOICE): | .venv/.installed
	@.venv/bin/companion setup || echo 'Going on without it.'

# Only the tests of French need it; without it they are skipped with a reason.
$(FRENCH): | .venv/.installed
	@.venv/bin/companion setup --language fr || echo 'Going on without it.'

# The same for the test that this voice can do nothing but speak.
$(HEART): models/catalog.yaml | .venv/.installed
	@sh .ci/test-voice && touch $@ || echo 'Going on without it.'
