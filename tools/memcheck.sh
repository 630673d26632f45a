#!/usr/bin/env bash
# The regression and isolation tests with the server under valgrind and gcc's UndefinedBehaviorSanitizer built
# into the extension. An error with one of our functions on its stack, or a report of the sanitizer, is a failure.
#   tools/memcheck.sh [TEST ...]     (needs valgrind beside what tools/setup.sh installs; takes some minutes)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ -z "${PG_WORK:-}" ]; then
    command -v valgrind >/dev/null || { echo "valgrind is not installed" >&2; exit 2; }
    . "$root/tools/apart.sh"
    apart ./tools/memcheck.sh "$@"
fi
. tools/pg.sh
trap pg_stop_all EXIT
pg_mirror "$PG_WORK/pg"
make -s -j"$(nproc)" COPT="-O1 -g -fno-omit-frame-pointer -fsanitize=undefined -fno-sanitize=alignment -static-libubsan" \
    >"$PG_WORK/build.out" 2>&1 || { cat "$PG_WORK/build.out"; exit 1; }
make -s install >/dev/null
cat >"$PG_WORK/postgres-under-valgrind" <<W
#!/bin/sh
exec valgrind -q --leak-check=no --trace-children=yes --error-limit=no --log-file="$PG_WORK/valgrind.%p" "$PG_WORK/pg$(dirname "$PG_CONFIG" | sed "s#^$PG_WORK/pg##")/postgres" "\$@"
W
chmod +x "$PG_WORK/postgres-under-valgrind"
PG_POSTGRES=$PG_WORK/postgres-under-valgrind pg_start server max_prepared_transactions=10 inventory_gov.record_timeout=60s
status=0
if [ $# -gt 0 ]; then
    make -s check-regress REGRESS="$*" || status=1
else
    make -s check-regress || status=1
    make -s check-isolation || status=1
fi
pg_stop_all
cat "$PG_WORK"/valgrind.* >"$PG_WORK/valgrind.all"
ours=$(grep -c 'inventory_gov\.so' "$PG_WORK/valgrind.all" || true)
undefined=$(grep -c 'runtime error:' "$PG_WORK/server.log" || true)
grep -B12 -A12 'inventory_gov\.so' "$PG_WORK/valgrind.all" | head -150 || true
grep -A3 'runtime error:' "$PG_WORK/server.log" | head -40 || true
echo "valgrind: $ours lines with our functions; sanitizer: $undefined; tests $([ $status -eq 0 ] && echo passed || echo failed)"
[ "$ours" -eq 0 ] && [ "$undefined" -eq 0 ] && [ $status -eq 0 ]
