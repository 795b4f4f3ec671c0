# shellcheck shell=bash
# Each file of t/e2e and t/browser has a stack of its own, a copy of a prepared one. t/stack.js makes
# it by ./dev copy.

prepared=${OMNIVOX_PREPARED:-$top/var/prepared}
copies=$top/var/copies

# Makes everything that takes long and is the same for all stacks: a cluster with the schema and users,
# a certificate, secrets, and the simulator's speech. A lock makes sure that only one of several tests
# makes it.
prepare() {
  local lock
  # shellcheck disable=SC2086
  install_packages $packages
  npm_packages
  [ -n "${OMNIVOX_BUILD-}" ] || build_in "$build"
  mkdir -p "$copies"
  exec {lock}> "$prepared.lock"
  flock "$lock"
  is_prepared || make_prepared {lock}>&-
  exec {lock}>&-
}

# True if the prepared stack exists, and none of its sources is newer.
is_prepared() {
  [ -e "$prepared/ready" ] &&
    [ -z "$(find schema t/seed.sql t/simulator/audio.js dev dev.d -newer "$prepared/ready" -print -quit)" ]
}

make_prepared() {
  state=$prepared
  [ ! -d "$state" ] || { set_paths; find_base; stop_all > /dev/null; remove_stack; }
  set_paths
  WEBHOOK_BASE_URL=https://localhost:$port
  unset TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN
  trap 'stop_all' EXIT
  make_secrets
  make_certificate
  find_base
  make_cluster
  start_postgres 64MB
  start_simulator 0
  await_postgres
  migrate +15005550006
  add_people
  await_simulator
  stop_all
  trap - EXIT
  # Every copy would begin with these logs.
  rm -rf "$logs" "$state/simulator/port" "$state/simulator/url"
  touch "$state/ready"
}

# Reserves two ports, PORT and PORT + 1, by making the directory named PORT. Ports are below 32768, where
# those of outgoing connections begin; each clone of this repository has a range of its own.
reserve() {
  local at
  at=$((20000 + $(cksum <<< "$top" | cut -d ' ' -f 1) % 40 * 250))
  for port in $(seq "$at" 2 $((at + 248))); do
    state=$copies/$port
    mkdir "$state" 2> /dev/null || continue
    ! is_taken "$port" && ! is_taken $((port + 1)) && return
    rmdir "$state"
  done
  die "no port is free from $at to $((at + 249))"
}

is_taken() { (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

copy_prepared() {
  cp -p "$prepared"/{secrets,certificate.key,certificate.pem} "$state/"
  mkdir -p "$state/simulator"
  cp -r "$prepared/simulator/audio" "$state/simulator/"
  find_base
  cp -a --reflink=auto "$(cat "$prepared/base")/pg" "$base/pg"
}

# Starts everything before it waits for anything, so that the processes start in parallel.
copy() {
  reserve
  set_paths
  trap 'discard >&2' EXIT
  copy_prepared
  unset TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN
  make_secrets
  BASE_URL=https://localhost:$port WEBHOOK_BASE_URL=https://localhost:$port
  TWILIO_API_URL=http://127.0.0.1:$((port + 1)) TRUSTED_PROXIES=127.0.0.3
  start_postgres 32MB
  export_settings
  start_simulator $((port + 1))
  start_endpoints
  render_nginx
  start_nginx
  start_rotation
  write_env
  await_postgres
  start_daemons
  await_simulator
  await_programs
  await_nginx
  trap - EXIT
  say "$state"
}

# Prints the reports of the sanitizers about all processes of the stack; false if there are none.
complaints() { cat "$logs"/[at]san.* 2> /dev/null | grep .; }

remove_stack() {
  [ "$base" = "$state" ] || rm -rf "$base"
  rm -rf "$state"
}

# Stops the stack's test first, if it still runs: it would fail without the stack. Keeps the logs of a
# test that failed.
discard() {
  local killed name failed=
  [ -d "$state" ] || return 0
  set_paths
  stop test
  [ -d "$pids" ] || return 0 # it has taken its stack down
  find_base
  killed=$(stop_all)
  if [ -n "$killed" ] || complaints; then
    say "$killed"
    failed=1
  fi
  if [ -n "$failed" ] || [ -e "$state/failed" ]; then
    name=$top/var/check-log/$(cat "$state/test" 2> /dev/null || basename "$state")
    mkdir -p "$name"
    cp -r "$logs/." "$name"
    say "Its logs are in $name"
  fi
  remove_stack
  [ -z "$failed" ]
}
