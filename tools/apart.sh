# Shell library: leave root, and work on a copy. Source it first thing; $root is the repository.
#
#   apart SCRIPT ARG...   copies the repository into a new temporary directory and runs SCRIPT there, as user
#                         postgres when we are root (PostgreSQL refuses to run as root). PG_WORK is the directory;
#                         it is removed at the end. Does not return.

# Servers that were left behind in the directory (a killed test) are stopped before it is removed.
apart_clean() {
    local file pid
    while read -r file; do
        read -r pid <"$file" || continue
        if [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$(dirname "$file")" ]; then kill -QUIT "$pid" 2>/dev/null || true; fi
    done < <(find "$1" -name postmaster.pid 2>/dev/null)
    rm -rf "$1"
}

apart() {
    local script=$1 work status user
    shift
    work=$(mktemp -d "${TMPDIR:-/tmp}/inventory_gov.XXXXXX")
    # sockets need a short path
    if [ ${#work} -gt 80 ]; then rmdir "$work"; work=$(mktemp -d /tmp/inventory_gov.XXXXXX); fi
    mkdir "$work/src"
    tar -C "$root" --exclude=./.git --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude=./results --exclude=./log \
        --exclude='./tmp_check*' --exclude=./output_iso --exclude='./inventory_gov--*.sql' -cf - . | tar -C "$work/src" --no-same-owner -xf -
    trap 'apart_clean "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    status=0
    if [ "$(id -u)" -eq 0 ]; then
        chown -R postgres "$work"
        (cd "$work/src" && exec runuser -u postgres -- env HOME="$work" PG_WORK="$work" "$script" "$@") || status=$?
    else
        (cd "$work/src" && exec env PG_WORK="$work" "$script" "$@") || status=$?
    fi
    exit "$status"
}
