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
EXTRA_CLEAN  = results log tmp_check* output_iso regression.diffs regression.out

PG_CONFIG   ?= pg_config
PGXS        := $(shell $(PG_CONFIG) --pgxs)
with_llvm    = no
include $(PGXS)

# PGXS tracks no header dependencies.
$(OBJS): $(wildcard src/*.h src/*/*.h)

$(EXTENSION)--$(EXTVERSION).sql: $(FRAGMENTS) inventory_gov.control
	cat $(FRAGMENTS) > $@
