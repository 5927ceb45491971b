#!/usr/bin/env bash
# PostgreSQL 15 with its default, durable settings, in a directory of its own, to be measured beside Strongroom.
#
#   postgres.sh start DIR FOLDERS   installs it if it is missing (Debian), starts it in DIR, fills it
#   postgres.sh run DIR SECONDS CLIENTS FOLDERS   prints durable transactions a second: checkouts and returns together
#   postgres.sh stop DIR
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=/usr/lib/postgresql/15/bin
database=checkouts

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

install_if_missing() {
    [ -x "$bin/initdb" ] && [ -x "$bin/pgbench" ] && return
    if [ "$(id -u)" = 0 ]; then
        apt-get install -y --no-install-recommends postgresql-15 >&2
    else
        echo "PostgreSQL 15 is missing: apt-get install postgresql-15" >&2
        exit 1
    fi
}

case "${1:-}" in
start)
    dir=$2 folders=$3
    install_if_missing
    mkdir -p "$dir"
    chmod 700 "$dir"
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
    cd /
    as_owner "$bin/initdb" -D "$dir/data" --auth=trust --encoding=UTF8 --locale=C >"$dir/initdb.log"
    # Nothing but where it listens is set: fsync, synchronous_commit, full_page_writes and all sizes are the defaults.
    as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w \
        -o "-c listen_addresses='' -c unix_socket_directories='$dir'" start >/dev/null
    as_owner "$bin/createdb" -h "$dir" "$database"
    as_owner "$bin/psql" -h "$dir" -d "$database" -q -v ON_ERROR_STOP=1 -v folders="$folders" -f - <"$here/postgres/schema.sql"
    as_owner "$bin/psql" -h "$dir" -d "$database" -qAt -c \
        "SELECT version() || '; ' || string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
         WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers')"
    ;;
run)
    dir=$2 seconds=$3 clients=$4 folders=$5
    cd /
    script=$(mktemp)
    trap 'rm -f "$script"' EXIT
    cat "$here/postgres/checkout.sql" >"$script"
    chmod 644 "$script"
    as_owner "$bin/pgbench" -h "$dir" -n -M prepared -c "$clients" -j 2 -T "$seconds" \
        -D "folders=$folders" -f "$script" "$database" 2>"$dir/data/pgbench.log" |
        awk '/^tps/ { printf "%.0f\n", $3 * 2 }'
    ;;
stop)
    cd /
    as_owner "$bin/pg_ctl" -D "$2/data" -m fast -w stop >/dev/null
    ;;
*)
    sed -n '2,7p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
