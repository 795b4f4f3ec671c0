# shellcheck shell=bash
# Background processes: each has NAME.pid in $pids, and NAME.log in $logs.

# field N PID: prints field N (3 or more) of /proc/PID/stat, see proc(5); nothing if there is no such
# process.
field() {
  local n=$1 stat
  { read -r stat < "/proc/$2/stat"; } 2> /dev/null || return 0
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  shift $((n - 3))
  printf '%s\n' "$1"
}

# Prints when a process started, which tells it from a later one with the same
# pid; nothing for a zombie (Z).
started_at() { [ "$(field 3 "$1")" = Z ] || field 22 "$1"; }

pid_of() {
  local pid started
  [ -r "$pids/$1.pid" ] && read -r pid < "$pids/$1.pid" || return 1
  started=$(started_at "$pid")
  [ -n "$started" ] && [ "$started" = "$(cat "$pids/.$1.started" 2> /dev/null)" ] || return 1
  printf '%s\n' "$pid"
}

note_pid() {
  printf '%s\n' "$2" > "$pids/$1.pid"
  started_at "$2" > "$pids/.$1.started"
}

# start NAME COMMAND...: starts the process, unless it is running already.
start() {
  local name=$1
  shift
  ! pid_of "$name" > /dev/null || return 0
  (umask 077 && : >> "$logs/$name.log")
  setsid "$@" >> "$logs/$name.log" 2>&1 < /dev/null &
  note_pid "$name" "$!"
  disown # no message when it ends
}

# tell SIGNAL PID: sends the signal. A process that a test has stopped (T), or its child, first gets
# SIGCONT, without which it would not take the signal. Others do not: the leak sanitizer stops the
# process that it examines, and a SIGCONT would make it wait for ever.
tell() {
  local one children=
  { read -r children < "/proc/$2/task/$2/children"; } 2> /dev/null || true
  for one in "$2" $children; do
    [ "$(field 3 "$one")" != T ] || kill -CONT "$one" 2> /dev/null || true
  done
  # Whoever is killed cannot end its children.
  [ "$1" = KILL ] || children=
  # shellcheck disable=SC2086
  kill "-$1" "$2" $children 2> /dev/null || true
}

# stop NAME...: sends SIGTERM to all, and SIGKILL to each that has not ended after 15 s.
stop() {
  local name pid signal until=$((SECONDS + 15))
  for name in "$@"; do
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
    [ "$name" = postgres ] && signal=INT || signal=TERM
    ! pid=$(pid_of "$name") || tell "$signal" "$pid"
  done
  for name in "$@"; do
    while pid=$(pid_of "$name"); do
      if [ "$SECONDS" -gt "$until" ]; then
        say "$name does not stop: killed"
        tell KILL "$pid"
      fi
      sleep 0.02
    done
    rm -f "$pids/$name.pid" "$pids/.$name.started"
  done
}

wait_for() { # SECONDS WHAT COMMAND...
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || die "$what did not come up; see $logs"
    sleep 0.02
  done
}
