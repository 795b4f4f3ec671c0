# shellcheck shell=bash
# The processes of a stack besides PostgreSQL and nginx.

# "${watch[@]}" [-f N] -- "${dying[@]}" PROGRAM: runs N processes of the program,
# and restarts each that dies, however often (-t 1: multiwatch forgets earlier
# deaths of a process that lived for 1 ms), but five times a second at most. The
# processes end when multiwatch does. It stops them by SIGUSR1: with -s TERM
# multiwatch 1.0.0 sends SIGQUIT.
watch=(/usr/bin/multiwatch -t 1)
dying=(/usr/bin/setpriv --pdeathsig TERM /bin/sh -c 'sleep 0.2; exec "$@"' sh)

# Does TWILIO_ACCOUNTS_FILE have TWILIO_AUTH_TOKEN?
has_token() {
  grep -qs "^$TWILIO_ACCOUNT_SID .*\b$TWILIO_AUTH_TOKEN\b" "$state/twilio-accounts"
}

# Exports the configuration of the programs.
export_settings() {
  # During a rotation of tokens the operator may have written both: keep that line.
  has_token ||
    (umask 077 && printf '%s %s\n' "$TWILIO_ACCOUNT_SID" "$TWILIO_AUTH_TOKEN" > "$state/twilio-accounts")
  export TWILIO_ACCOUNTS_FILE=$state/twilio-accounts TWILIO_API_URL MEDIA_DIR=$media WEBHOOK_BASE_URL
  export TWILIO_PRIVATE_KEYS_DIR=$keys
  export ASAN_OPTIONS=log_path=$logs/asan:detect_leaks=1 TSAN_OPTIONS=log_path=$logs/tsan
}

start_endpoints() {
  local name
  for name in $cgi; do
    pid_of "$name" > /dev/null || rm -f "$run/$name.sock"
    start "$name" env PGUSER="omnivox_${name//-/_}" spawn-fcgi -n -s "$run/$name.sock" -M 0600 -b 4096 \
      -- "${watch[@]}" -f "${OMNIVOX_PROCESSES:-1}" -- "${dying[@]}" "$build/cgi-bin/$name"
  done
}

mirrors() { seq -f mirror-%g "${OMNIVOX_MIRRORS:-2}"; }

start_daemons() {
  local name
  for name in $(mirrors); do
    start "$name" env PGUSER=omnivox_mirror "${watch[@]}" -- "${dying[@]}" "$build/src/bin/mirrord"
  done
  start reconciler env PGUSER=omnivox_reconciler "${watch[@]}" -- "${dying[@]}" "$build/src/bin/reconcilerd"
}

# Waits until each program has its socket and its processes.
await_programs() {
  local name
  for name in $cgi; do
    wait_for 10 "$name" test -S "$run/$name.sock"
  done
  for name in $cgi $(mirrors) reconciler; do
    wait_for 10 "$name" has_children "$name"
  done
}

has_children() {
  local pid children=
  pid=$(pid_of "$1")
  read -r children < "/proc/$pid/task/$pid/children" || [ -n "$children" ]
}

start_simulator() { # PORT, or 0 for any
  mkdir -p "$state/simulator"
  pid_of simulator > /dev/null || rm -f "$state/simulator/port"
  start simulator env TWILIO_ACCOUNT_SID="$TWILIO_ACCOUNT_SID" TWILIO_AUTH_TOKEN="$TWILIO_AUTH_TOKEN" \
    SIMULATOR_DIR="$state/simulator" SIMULATOR_PORT="$1" CA_FILE="$state/certificate.pem" \
    WEBHOOK_BASE_URL="$WEBHOOK_BASE_URL" node t/simulator/simulator.js
}

await_simulator() {
  wait_for 60 "Twilio's simulator" test -s "$state/simulator/port"
  TWILIO_API_URL=http://127.0.0.1:$(cat "$state/simulator/port")
  printf '%s\n' "$TWILIO_API_URL" > "$state/simulator/url"
}

# Rotates the logs: keeps five old ones of each, of 10 MB.
start_rotation() {
  printf '"%s/*.log" {\n  size 10M\n  rotate 5\n  compress\n  copytruncate\n  missingok\n  notifempty\n}\n' \
    "$logs" > "$state/logrotate.conf"
  # shellcheck disable=SC2016
  start logrotate bash -c 'trap "kill \$!; exit" TERM
    while :; do
      /usr/sbin/logrotate -s "$1/logrotate.status" "$1/logrotate.conf"
      sleep 60 & wait
    done' logrotate "$state"
}

# Stops programs whose binary is newer than the process, as the new schema may
# lack functions that they call, and all that have read another token.
stop_old() {
  local name binary old=()
  for name in $cgi reconciler "$pids"/mirror-*.pid; do
    name=$(basename "$name" .pid)
    case $name in
      reconciler) binary=src/bin/reconcilerd ;;
      mirror-*) binary=src/bin/mirrord ;;
      *) binary=cgi-bin/$name ;;
    esac
    [ ! -e "$pids/$name.pid" ] || [ "$pids/$name.pid" -nt "$build/$binary" ] && has_token || old+=("$name")
  done
  has_token || old+=(nginx)
  stop "${old[@]}"
  for name in $(bygone); do
    stop "$name"
    rm -f "$run/$name.sock"
  done
}

# Prints the programs with a socket that this version does not have any more.
bygone() {
  local socket name
  for socket in "$run"/*.sock; do
    name=$(basename "$socket" .sock)
    [ ! -S "$socket" ] || [[ " $cgi" = *" $name "* ]] || printf '%s\n' "$name"
  done
}
