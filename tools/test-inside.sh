#!/usr/bin/env bash
# The tests, in a copy of the repository that is ours alone, as a user other than root. Started by run-tests.
set -uo pipefail
. tools/pg.sh
suites=${*:-lint demo regress isolation pgtap tap replay}
passed=0 failed=0
trap pg_stop_all EXIT
trap 'exit 130' INT TERM HUP

count() { # SUITE GOOD BAD SECONDS
    passed=$((passed + $2)) failed=$((failed + $3))
    printf '%-10s %5d passed %5d failed %5d s\n' "$1" "$2" "$3" "$4"
}

# Runs a command, counts its results in the output, shows what failed. Both faces of pg_regress are read:
# "test name ... ok" up to 15, TAP from 16 on.
suite() { # NAME COMMAND...
    local name=$1 out=$PG_WORK/$1.out status=0 good bad start=$SECONDS
    shift
    timeout -k 10 2100 "$@" >"$out" 2>&1 || status=$?
    if [ "$status" -eq 124 ]; then echo "$name: stopped after 35 minutes" >>"$out"; fi
    good=$(grep -cE '^ok +[0-9]|^(test|    ) ?[^ ]+ +\.\.\. ok ' "$out")
    bad=$(grep -cE '^not ok +[0-9]|^(test|    ) ?[^ ]+ +\.\.\. FAILED ' "$out")
    # a TAP "not ok ... # TODO" is no failure
    bad=$((bad - $(grep -cE '^not ok.*# TODO' "$out")))
    # failed without a failed test, or no test at all
    if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$good" -eq 0 ]; }; then bad=1; fi
    if [ "$bad" -ne 0 ]; then
        echo "---- $name: what failed"
        case $name in
            regress | isolation) grep -E 'not ok|FAILED' "$out"; find . -name regression.diffs -exec cat {} + ; tail -5 "$out" ;;
            *) grep -vE '^ok ' "$out" | tail -200 ;;
        esac
        echo "----"
    fi
    find . -name regression.diffs -delete
    count "$name" "$good" "$bad" $((SECONDS - start))
}

have() { compgen -G "$1" >/dev/null; }

build() { make -s -j"$(nproc)" COPT=-Werror && make -s install; }

pg_mirror "$PG_WORK/pg" || { echo "0 passed, 1 failed"; exit 1; }
start=$SECONDS
if ! build >"$PG_WORK/build.out" 2>&1; then
    cat "$PG_WORK/build.out"
    echo "the build failed"
    echo "0 passed, 1 failed"
    exit 1
fi
"$PG_CONFIG" --version
count build 1 0 $((SECONDS - start))
export PG_CONFIG
pg_start server max_prepared_transactions=10 || { echo "0 passed, 1 failed"; exit 1; }

for s in $suites; do
    case $s in
        lint) suite lint tools/lint.sh ;;
        demo) suite demo tools/demo-test.sh ;;
        regress) if have 'test/sql/*.sql'; then suite regress make -s check-regress; fi ;;
        isolation) if have 'test/specs/*.spec'; then suite isolation make -s check-isolation; fi ;;
        pgtap) if have 'test/pgtap/*.sql'; then suite pgtap tools/pgtap.sh; fi ;;
        tap) if have 'test/t/*.pl'; then suite tap make -s check-tap; fi ;;
        replay)
            if [ -n "${ODOO_TRAFFIC:-}" ]; then
                suite replay test/replay/run
            else
                echo "replay     skipped: no recorded Odoo traffic (ODOO_TRAFFIC is not set, ../shared/odoo is not there)"
            fi ;;
        *) echo "no suite is called $s"; failed=$((failed + 1)) ;;
    esac
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
