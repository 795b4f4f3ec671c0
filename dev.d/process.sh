# shellcheck shell=bash
# Processes that go on without us: each has NAME.pid in $pids, and NAME.log in $logs.

# field N PID: of /proc/PID/stat, from the third on: proc(5). Nothing: there is no such process.
field() {
  local n=$1 stat
  { read -r stat < "/proc/$2/stat"; } 2> /dev/null || return 0
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  shift $((n - 3))
  printf '%s\n' "$1"
}

# The process NAME is the one that we started, not another with its number;
# one that is dead and not yet buried (Z) does not count.
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

# start NAME COMMAND...: unless it is running already.
start() {
  local name=$1
  shift
  ! pid_of "$name" > /dev/null || return 0
  (umask 077 && : >> "$logs/$name.log")
  setsid "$@" >> "$logs/$name.log" 2>&1 < /dev/null &
  note_pid "$name" "$!"
  disown # nobody here needs to hear how it ended
}

# tell SIGNAL PID: what a test has stopped (T) goes on, or would never hear of it. Nobody else is
# sent SIGCONT: the leak sanitizer stops the process that it looks at, and would wait for ever.
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

# stop NAME...: SIGTERM to all, and SIGKILL to each that has not heard it within 15 s.
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
