# shellcheck shell=bash
# The stack's own PostgreSQL, and what is in it.

pg_bin=/usr/lib/postgresql/15/bin

# Chooses the directory of the cluster and the sockets: DIR or, if DIR does not
# serve, a new directory in /var/tmp. As root, PostgreSQL runs as its own user,
# who must be able to reach its files; and a socket's path has 107 bytes at most.
find_base() {
  if [ -r "$state/base" ]; then
    base=$(cat "$state/base")
  elif [ ${#state} -lt 70 ] && as_postgres test -x "$state"; then
    base=$state
  else
    base=$(mktemp -d /var/tmp/omnivox.XXXXXX)
    chmod 755 "$base"
  fi
  printf '%s\n' "$base" > "$state/base"
  run=$base/run
  export PGHOST=$base/pg-socket PGPORT=5432 PGUSER=postgres PGDATABASE=omnivox
  mkdir -p "$run"
  chmod 711 "$run"
}

as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups "$@")
  else
    "$@"
  fi
}

# postgres_directory DIR...: makes directories that only PostgreSQL's user can enter.
postgres_directory() {
  mkdir -p "$@"
  chmod 700 "$@"
  [ "$(id -u)" != 0 ] || chown postgres: "$@"
}

# If the stack has a directory wal (a small disk, see trials.sh), WAL is in there.
make_cluster() {
  local wal=()
  [ ! -d "$state/wal" ] || wal=(--waldir "$state/wal")
  [ ! -e "$base/pg/PG_VERSION" ] || return 0
  say 'Making a PostgreSQL cluster'
  postgres_directory "$base/pg"
  as_postgres "$pg_bin/initdb" -D "$base/pg" "${wal[@]}" -A trust -U postgres -E UTF8 --locale=C.UTF-8 \
    > "$logs/initdb.log"
}

start_postgres() { # SHARED_BUFFERS
  local wal_size=2GB as=()
  [ ! -d "$state/wal" ] || wal_size=128MB
  postgres_directory "$PGHOST"
  pid_of postgres > /dev/null || rm -f "$base/pg/postmaster.pid"
  # -k: only users who may enter the socket's directory can connect.
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --init-groups)
  start postgres "${as[@]}" "$pg_bin/postgres" -D "$base/pg" -k "$PGHOST" -c listen_addresses= \
    -c shared_buffers="$1" -c max_connections=100 -c max_wal_size="$wal_size" \
    -c log_error_verbosity=terse -c log_min_error_statement=panic
}

await_postgres() {
  wait_for 30 PostgreSQL test -S "$PGHOST/.s.PGSQL.5432"
  wait_for 30 PostgreSQL "$pg_bin/pg_isready" -q -d postgres
}

# migrate NUMBER: migrates the database. Calls show NUMBER, unless TWILIO_CALLER_NUMBER is set.
migrate() {
  [ -n "$(psql -XAtq -d postgres -c "select 1 from pg_database where datname = 'omnivox'")" ] ||
    createdb omnivox
  schema/migrate
  psql -XAtq -v ON_ERROR_STOP=1 -v account_sid="$TWILIO_ACCOUNT_SID" \
    -v caller_number="${TWILIO_CALLER_NUMBER-$1}" -f t/seed.sql
}

recctl() { PGUSER=omnivox_recctl ASAN_OPTIONS='' MEDIA_DIR=$media "$build/src/bin/recctl/recctl" "$@"; }

# Adds users who can log in, and an API token, if there are no users yet.
add_people() {
  local name role
  [ "$(psql -XAtqc 'select count(*) from data.app_user')" = 0 ] || return 0
  for name in 'ADMIN administrator Ada Admin' 'SUPERVISOR supervisor Sam Supervisor' \
    'AGENT agent Alex Agent' 'AGENT2 agent Robin Agent'; do
    role=${name#* }
    local email=${name%% *}_EMAIL password=${name%% *}_PASSWORD
    printf '%s\n' "${!password}" |
      recctl user add --email "${!email}" --role "${role%% *}" --name "${role#* }" > /dev/null
  done
  psql -XAtqc "update data.agent set phone_number = '+15005550011' where name = 'Alex Agent'"
  API_TOKEN=$(recctl token add --name 'dev' --scope dialer,supervisor)
  printf 'API_TOKEN=%s\n' "$API_TOKEN" >> "$state/secrets"
}

# A database beside the stack's own, for the tests that are written in SQL.
make_test_database() {
  createdb omnivox_test
  PGDATABASE=omnivox_test schema/migrate
  psql -Xqd omnivox_test -c 'create extension pgtap' -c 'create extension plpgsql_check'
}
