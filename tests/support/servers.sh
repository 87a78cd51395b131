#!/usr/bin/env bash
# Throwaway database servers on loopback, for tests: data in a folder of their own, nothing synced to disk, gone afterwards.
#
#   servers.sh start postgresql|mariadb FOLDER [PORT]   makes the server where FOLDER is new, starts it, prints its URL
#   servers.sh stop postgresql|mariadb FOLDER           stops it at once and keeps the folder
#   servers.sh kill postgresql|mariadb FOLDER           the same without letting it do anything more
#
# With RETORT_SERVER_KEEPS_COMMITS set, what was committed survives `kill`; it does not otherwise, which is quicker.
# With RETORT_SERVER_TLS set, a new server speaks TLS too, with the certificate FOLDER/tls/server.pem for 127.0.0.1, signed by itself.
#
# Neither server runs as root, so root hands them to an unprivileged user.
set -euo pipefail

fail() {
    printf 'servers.sh: %s\n' "$*" >&2
    exit 1
}

as_user() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u nobody -- "$@"
    else
        "$@"
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

postgresql_bin() {
    local folder
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && latest=$folder
    done
    if [ -n "${latest:-}" ]; then
        echo "$latest"
    elif command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
    else
        fail "PostgreSQL's server is not installed"
    fi
}

# wait_for SECONDS PROCESS COMMAND...: until the command succeeds; fails when the process ends before.
wait_for() {
    local deadline=$((SECONDS + $1)) process=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || return 1
        [ -e "/proc/$process" ] || return 1
        sleep 0.05
    done
}

make_certificate() {
    [ -e "$folder/tls/server.pem" ] && return
    as_user mkdir "$folder/tls"
    as_user openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
        -keyout "$folder/tls/server.key" -out "$folder/tls/server.pem" 2>"$folder/tls/log" || { cat "$folder/tls/log" >&2; fail "openssl failed"; }
    as_user chmod 600 "$folder/tls/server.key"
}

start_postgresql() {
    local bin keeps=off tls=()
    [ -z "${RETORT_SERVER_KEEPS_COMMITS:-}" ] || keeps=on
    bin=$(postgresql_bin)
    if [ ! -e "$folder/data/PG_VERSION" ]; then
        as_user "$bin/initdb" --pgdata="$folder/data" --username=retort --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
            { cat "$folder/initdb.log" >&2; fail "initdb failed"; }
        echo "$port" | as_user tee "$folder/port" >/dev/null
    fi
    if [ -n "${RETORT_SERVER_TLS:-}" ]; then
        make_certificate
        tls=(-c ssl=on -c ssl_cert_file="$folder/tls/server.pem" -c ssl_key_file="$folder/tls/server.key")
    fi
    as_user setsid "$bin/postgres" -D "$folder/data" -p "$port" "${tls[@]}" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
        -c synchronous_commit=$keeps -c full_page_writes=off -c max_connections=300 -c shared_buffers=128MB -c log_min_messages=fatal \
        -c client_min_messages=warning -c max_prepared_transactions=10 -c deadlock_timeout=200ms >"$folder/log" 2>&1 </dev/null &
    local process=$!
    wait_for 30 $process "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -U retort || { cat "$folder/log" >&2; fail "PostgreSQL did not start"; }
    echo "postgresql://retort@127.0.0.1:$port/postgres"
}

start_mariadb() {
    local server keeps=0
    [ -z "${RETORT_SERVER_KEEPS_COMMITS:-}" ] || keeps=2
    server=$(command -v mariadbd || command -v mysqld || ls /usr/sbin/mariadbd 2>/dev/null) || fail "MariaDB's server is not installed"
    local options=(--no-defaults --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid")
    if [ ! -e "$folder/data/mysql" ]; then
        as_user mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal --skip-test-db \
            --skip-name-resolve >"$folder/install.log" 2>&1 || { cat "$folder/install.log" >&2; fail "mariadb-install-db failed"; }
        # One statement a line, or the file is not read.
        printf '%s\n' "CREATE USER IF NOT EXISTS retort@'127.0.0.1';" "GRANT ALL PRIVILEGES ON *.* TO retort@'127.0.0.1' WITH GRANT OPTION;" |
            as_user tee "$folder/users.sql" >/dev/null
        echo "$port" | as_user tee "$folder/port" >/dev/null
        options+=(--init-file="$folder/users.sql")
    fi
    if [ -n "${RETORT_SERVER_TLS:-}" ]; then
        make_certificate
        options+=(--ssl-cert="$folder/tls/server.pem" --ssl-key="$folder/tls/server.key")
    fi
    as_user setsid "$server" "${options[@]}" --bind-address=127.0.0.1 --port="$port" --skip-name-resolve --innodb-flush-log-at-trx-commit=$keeps \
        --innodb-flush-method=nosync --innodb-doublewrite=0 --innodb-buffer-pool-size=256M --innodb-log-file-size=128M --max-connections=300 \
        --max-allowed-packet=64M --character-set-server=utf8mb4 --skip-log-bin --local-infile=1 >"$folder/log" 2>&1 </dev/null &
    local process=$!
    wait_for 60 $process mariadb --no-defaults --protocol=tcp -h 127.0.0.1 -P "$port" -u retort -e 'SELECT 1' ||
        { cat "$folder/log" >&2; fail "MariaDB did not start"; }
    echo "mariadb://retort@127.0.0.1:$port/"
}

process_of() {
    case $kind in
    postgresql) head -1 "$folder/data/postmaster.pid" 2>/dev/null || true ;;
    mariadb) cat "$folder/pid" 2>/dev/null || true ;;
    esac
}

# end SIGNAL: and waits until the process has gone.
end() {
    local process
    process=$(process_of)
    [ -n "$process" ] || return 0
    if [ "$1" = KILL ] && [ "$kind" = postgresql ]; then
        # Its children notice the death of their parent only when they next look.
        pkill -KILL -P "$process" 2>/dev/null || true
    fi
    kill "-$1" "$process" 2>/dev/null || return 0
    local deadline=$((SECONDS + 30))
    while [ -e "/proc/$process" ]; do
        [ $SECONDS -lt $deadline ] || { kill -KILL "$process" 2>/dev/null || true; }
        sleep 0.05
    done
}

[ $# -ge 3 ] || fail "usage: servers.sh start|stop|kill postgresql|mariadb FOLDER [PORT]"
action=$1 kind=$2 folder=$3
case $kind in postgresql | mariadb) ;; *) fail "there is no server '$kind'" ;; esac
case $action in
start)
    mkdir -p "$folder"
    if [ "$(id -u)" -eq 0 ]; then chown nobody "$folder"; fi
    port=${4:-$(cat "$folder/port" 2>/dev/null || free_port)}
    "start_$kind"
    ;;
stop) case $kind in postgresql) end QUIT ;; mariadb) end TERM ;; esac ;;
kill) end KILL ;;
*) fail "there is no action '$action'" ;;
esac
