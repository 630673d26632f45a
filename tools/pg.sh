# Shell library: a PostgreSQL of our own for demo and tests, apart from every other one on this machine.
# Source it; needs a directory to work in that nobody else uses, and a user other than root.
#
#   pg_mirror DIR   PostgreSQL's programs and directories, mirrored under DIR, so that "make install" writes
#                   there and not into the system. Sets PG_CONFIG and PATH.
#   pg_start NAME [setting=value ...]   initdb and start a server; sets PGHOST, PGPORT, PGUSER, PGDATABASE
#   pg_stop_all     stop every server that this shell started

PG_WORK=${PG_WORK:?directory to work in}
pg_started=()

pg_pick() { # the pg_config to mirror: $PG_CONFIG, else the newest that has its build files
    if [ -n "${PG_CONFIG:-}" ]; then
        echo "$PG_CONFIG"
        return
    fi
    local c found=
    for c in $(ls -d /usr/lib/postgresql/*/bin/pg_config 2>/dev/null | sort -V) "$(command -v pg_config || true)"; do
        [ -n "$c" ] || continue
        [ -n "$found" ] && [ "$c" = "$(command -v pg_config || true)" ] && continue
        if [ -f "$("$c" --pgxs)" ] && [ -x "$("$c" --bindir)/postgres" ] && [ -f "$("$c" --includedir-server)/postgres.h" ]; then
            found=$c
        fi
    done
    [ -n "$found" ] || { echo "no PostgreSQL with server headers found: run tools/setup.sh or set PG_CONFIG" >&2; return 1; }
    echo "$found"
}

# PostgreSQL finds its directories relative to its own program file. Programs are copied, everything else is
# linked file by file, so new files land in the mirror.
pg_mirror() {
    local dir=$1 config bin share lib d
    config=$(pg_pick)
    bin=$("$config" --bindir) share=$("$config" --sharedir) lib=$("$config" --pkglibdir)
    mkdir -p "$dir$bin" "$dir$lib" "$dir$share/extension"
    cp -a "$bin/." "$dir$bin/"
    for d in "$lib" "$share" "$share/extension"; do
        ln -sfn "$d"/* "$dir$d/" 2>/dev/null || true
    done
    # the links to directories that we want to write into give way to directories
    for d in "$share/extension" "$lib/bitcode"; do
        if [ -L "$dir$d" ]; then rm "$dir$d"; fi
        mkdir -p "$dir$d"
        ln -sfn "$d"/* "$dir$d/" 2>/dev/null || true
    done
    # an older installation of this extension in the system must not be written through
    rm -f "$dir$lib"/inventory_gov*.so "$dir$share/extension"/inventory_gov*
    for d in "$("$config" --includedir)" "$("$config" --includedir-server)" "$("$config" --pkgincludedir)"; do
        if [ ! -e "$dir$d" ]; then mkdir -p "$(dirname "$dir$d")" && ln -s "$d" "$dir$d"; fi
    done
    export PG_CONFIG=$dir$bin/pg_config PATH=$dir$bin:$PATH
    if [ "$("$PG_CONFIG" --pkglibdir)" != "$dir$lib" ] || [ "$("$PG_CONFIG" --sharedir)" != "$dir$share" ]; then
        echo "this PostgreSQL cannot be moved: $("$config" --version), $bin" >&2
        return 1
    fi
}

pg_free_port() {
    local p
    for p in $(shuf -i 20000-48000 -n 50 2>/dev/null || seq 23451 23500); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; then
            echo "$p"
            return
        fi
    done
    return 1
}

# The socket is the only door. Settings are for throw-away data: a crash of the machine may lose it.
pg_start() {
    local name=$1 data=$PG_WORK/$1 port s
    shift
    port=$(pg_free_port)
    initdb -D "$data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$data.log" 2>&1 || { cat "$data.log" >&2; return 1; }
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$PG_WORK'"
        echo "port = $port"
        echo "fsync = off"
        echo "shared_buffers = 64MB"
        echo "max_worker_processes = 32"
        echo "log_line_prefix = '%m [%p] %q%u@%d '"
        for s in "$@"; do echo "${s%%=*} = '${s#*=}'"; done
    } >>"$data/postgresql.conf"
    # PG_POSTGRES: a program to start in postgres' place, such as a wrapper that runs it under valgrind
    if ! pg_ctl ${PG_POSTGRES:+-p "$PG_POSTGRES"} -D "$data" -l "$data.log" -w -t 60 start >/dev/null; then
        cat "$data.log" >&2
        return 1
    fi
    pg_started+=("$data")
    export PGHOST=$PG_WORK PGPORT=$port PGUSER=postgres PGDATABASE=postgres
    unset PGSERVICE PGPASSWORD PGOPTIONS 2>/dev/null || true
}

pg_stop_all() {
    local d
    for d in ${pg_started[@]+"${pg_started[@]}"}; do
        pg_ctl -D "$d" -m immediate -w stop >/dev/null 2>&1 || true
    done
    pg_started=()
}
