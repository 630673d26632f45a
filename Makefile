# inventory_gov: PGXS build. `make help` lists the targets.
EXTENSION    = inventory_gov
EXTVERSION   = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" inventory_gov.control)
MODULE_big   = inventory_gov
OBJS         = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))
FRAGMENTS    = $(sort $(wildcard sql/[0-9][0-9]_*.sql))
DATA_built   = $(EXTENSION)--$(EXTVERSION).sql
PG_CPPFLAGS  = -I$(CURDIR)/src
PG_CFLAGS    = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers

REGRESS      = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test
ISOLATION    = $(sort $(patsubst test/specs/%.spec,%,$(wildcard test/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test --outputdir=.
TAP_TESTS    = 1
PROVE_TESTS  = test/t/*.pl
override PROVE_FLAGS = --verbose
EXTRA_CLEAN  = results log tmp_check* output_iso regression.diffs regression.out

PG_CONFIG   ?= pg_config
PGXS        := $(shell $(PG_CONFIG) --pgxs)
override with_llvm = no
include $(PGXS)

# PGXS tracks no header dependencies.
$(OBJS): $(wildcard src/*.h src/*/*.h)

$(EXTENSION)--$(EXTVERSION).sql: $(FRAGMENTS) inventory_gov.control
	cat $(FRAGMENTS) > $@

# Tests against the server that PGHOST and PGPORT name, with the extension installed there; `make test` brings its own.
.PHONY: help test lint check-regress check-isolation check-pgtap check-tap check-replay controls-doc
check-regress: ## SQL tests (pg_regress)
	$(pg_regress_installcheck) $(REGRESS_OPTS) $(REGRESS)
check-isolation: ## tests of concurrent sessions
	$(pg_isolation_regress_installcheck) $(ISOLATION_OPTS) $(ISOLATION)
check-pgtap: ## pgTAP tests, a database for each file
	@tools/pgtap.sh
check-tap: ## tests that start, crash and restart servers of their own
	$(prove_installcheck)
check-replay: ## what real Odoo sent, replayed (ODOO_TRAFFIC)
	test/replay/run
lint: ## checks of the sources and documents
	@tools/lint.sh
test: ## everything, on private servers
	@./run-tests
controls-doc: ## docs/CONTROLS.md from the view inventory_gov.controls
	tools/gen-controls-doc.sh > docs/CONTROLS.md.new && mv docs/CONTROLS.md.new docs/CONTROLS.md
help: ## this list
	@echo "all              build (default); install, clean, uninstall as usual"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
