#!/usr/bin/env bash
# Installs what build, tests and demo need, through apt-get, on Debian 12 or 13 (as root or with sudo).
# Does nothing when all is there. Never touches an existing PostgreSQL cluster and makes none.
#   tools/setup.sh [demo|test]      demo: build and run; test (default): the test tools as well
#   PG_CONFIG=/path/to/pg_config    take this PostgreSQL instead of Debian's
set -euo pipefail
purpose=${1:-test}

say() { echo "setup: $*" >&2; }

if [ -n "${PG_CONFIG:-}" ]; then
    major=$("$PG_CONFIG" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
else
    . /etc/os-release
    case "${ID:-} ${VERSION_ID:-}" in
        "debian 12") major=15 ;;
        "debian 13") major=17 ;;
        *)
            # Not one of the two: good enough when a PostgreSQL with its headers is there.
            if pgxs=$(pg_config --pgxs 2>/dev/null) && [ -f "$pgxs" ]; then
                say "this is not Debian 12 or 13; using $(pg_config --version) and installing nothing"
                exit 0
            fi
            say "this is not Debian 12 or 13: install PostgreSQL 13 to 18 with its server headers, a C compiler and make, and set PG_CONFIG"
            exit 1 ;;
    esac
fi

packages=(gcc make libc6-dev "postgresql-$major" "postgresql-server-dev-$major")
if [ "$purpose" = test ]; then
    packages+=("postgresql-$major-pgtap" libtap-parser-sourcehandler-pgtap-perl libipc-run-perl perl python3)
fi

missing=()
for p in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
done
# A PostgreSQL given by PG_CONFIG need not come from a package.
if [ -n "${PG_CONFIG:-}" ] && [ -f "$("$PG_CONFIG" --pgxs)" ]; then
    kept=()
    for p in ${missing[@]+"${missing[@]}"}; do
        case $p in "postgresql-$major" | "postgresql-server-dev-$major" | "postgresql-$major-pgtap") ;; *) kept+=("$p") ;; esac
    done
    missing=(${kept[@]+"${kept[@]}"})
fi
[ ${#missing[@]} -eq 0 ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        say "missing: ${missing[*]}"
        say "run this as root, or install sudo, or install them yourself"
        exit 1
    fi
    root=(sudo)
fi
say "installing ${missing[*]}"
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@" </dev/null; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quiet() { "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }

quiet apt update
# Debian starts a cluster with the server package: not for us. The setting is put back as it was.
conf=/etc/postgresql-common/createcluster.conf
case " ${missing[*]} " in
    *" postgresql-$major "*)
        quiet apt install -y --no-install-recommends postgresql-common
        before=$(cat "$conf" 2>/dev/null || true)
        put_back() { printf '%s\n' "$before" | "${root[@]}" tee "$conf" >/dev/null; rm -f "$log"; }
        trap put_back EXIT
        { printf '%s\n' "$before" | sed '/^[#[:space:]]*create_main_cluster/d'; echo 'create_main_cluster = false'; } | "${root[@]}" tee "$conf" >/dev/null ;;
esac
quiet apt install -y --no-install-recommends "${missing[@]}"
