# shellcheck shell=bash
# A stack in its directory: up, down, status.

set_paths() {
  mkdir -p "$state"
  state=$(cd "$state" && pwd)
  pids=$state/pids logs=$state/log media=$state/media keys=$state/twilio-keys
  mkdir -p "$pids" "$logs" "$media/tmp" "$keys"
  chmod 750 "$media"
  chmod 700 "$keys" "$logs"
}

# Makes the secrets, once for each DIR. The environment may give those of Twilio.
make_secrets() {
  local file=$state/secrets name sid=${TWILIO_ACCOUNT_SID-} token=${TWILIO_AUTH_TOKEN-}
  # shellcheck disable=SC2034 # used by name in write_env and add_people
  ADMIN_EMAIL=admin@omnivox.example SUPERVISOR_EMAIL=supervisor@omnivox.example \
    AGENT_EMAIL=agent@omnivox.example AGENT2_EMAIL=agent2@omnivox.example API_TOKEN=
  if [ ! -e "$file" ]; then
    (umask 077
      for name in ADMIN SUPERVISOR AGENT AGENT2; do
        printf '%s_PASSWORD=%s\n' "$name" "$(openssl rand -hex 8)"
      done > "$file"
      printf 'TWILIO_ACCOUNT_SID=AC%s\nTWILIO_AUTH_TOKEN=%s\n' \
        "$(openssl rand -hex 16)" "$(openssl rand -hex 16)" >> "$file")
  fi
  # shellcheck source=/dev/null
  . "$file"
  TWILIO_ACCOUNT_SID=${sid:-$TWILIO_ACCOUNT_SID} TWILIO_AUTH_TOKEN=${token:-$TWILIO_AUTH_TOKEN}
}

write_env() {
  local name
  export RECCTL=$build/src/bin/recctl/recctl CA_FILE=$state/certificate.pem
  (umask 077
    for name in BASE_URL TRUSTED_PROXIES CA_FILE PGHOST PGPORT PGDATABASE PGUSER MEDIA_DIR \
      TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_API_URL TWILIO_ACCOUNTS_FILE TWILIO_PRIVATE_KEYS_DIR \
      WEBHOOK_BASE_URL ADMIN_EMAIL ADMIN_PASSWORD SUPERVISOR_EMAIL SUPERVISOR_PASSWORD AGENT_EMAIL \
      AGENT_PASSWORD AGENT2_EMAIL AGENT2_PASSWORD API_TOKEN RECCTL; do
      printf 'export %s=%q\n' "$name" "${!name-}"
    done > "$state/env.new")
  mv "$state/env.new" "$state/env"
}

# Keeps settings of earlier runs: without them a shorter default could delete data.
remember() {
  local name
  for name in "$@"; do
    [ -z "${!name-}" ] || printf '%s\n' "${!name}" > "$state/$name"
    [ ! -e "$state/$name" ] || export "$name=$(cat "$state/$name")"
  done
}

# Sets $given to TWILIO_API_URL, if it names Twilio or a simulator that is not ours.
read_given() {
  local name
  given=${TWILIO_API_URL-}
  # A shell that has sourced DIR/env has the URL of our own simulator's last run.
  [ "$given" != "$(cat "$state/simulator/url" 2> /dev/null)" ] || given=
  [[ $given = https://* ]] || return 0
  for name in TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN WEBHOOK_BASE_URL; do
    [ -n "${!name-}" ] || die "with the real Twilio, set $name too; see README.md"
  done
}

# Starts the processes that are not running, and restarts those that were rebuilt.
up() {
  local given
  set_paths
  # shellcheck disable=SC2086
  install_packages $packages
  [ -n "${OMNIVOX_BUILD-}" ] || build_in "$build"
  npm_packages --omit=dev
  read_given
  BASE_URL=https://localhost:$port
  if pid_of nginx > /dev/null && ! grep -qs "listen $port ssl" "$state/nginx/site.conf"; then
    die 'it runs on another port; ./dev down first'
  fi
  WEBHOOK_BASE_URL=${WEBHOOK_BASE_URL:-$BASE_URL}
  trap 'say "It did not come up; stopping what was started. The logs are in $logs"; stop_all' EXIT
  make_secrets
  remember WEBHOOK_EVENT_DAYS WEBHOOK_REJECTION_DAYS
  make_certificate
  find_base
  make_cluster
  start_postgres "${OMNIVOX_BUFFERS:-256MB}"
  [ -n "$given" ] || start_simulator 0
  await_postgres
  stop_old
  if [ -n "$given" ]; then
    migrate ''
    TWILIO_API_URL=$given
  else
    migrate +15005550006
    await_simulator
  fi
  start_all
  add_people
  write_env
  trap - EXIT
  greet
}

# Starts all processes that need PostgreSQL and the simulator.
start_all() {
  export_settings
  render_nginx
  start_rotation
  start_endpoints
  start_daemons
  await_programs
  start_nginx
  await_nginx
}

greet() {
  say "Call Records: $BASE_URL
  supervisor    $SUPERVISOR_EMAIL  $SUPERVISOR_PASSWORD
  administrator $ADMIN_EMAIL  $ADMIN_PASSWORD
  agent         $AGENT_EMAIL  $AGENT_PASSWORD
The certificate is self-signed: the browser will ask once. Stop it: ./dev down$(
    [ "$state" = "$top/var" ] || printf ' --state %s' "$state")"
}

stop_all() {
  local name others=()
  stop nginx
  for name in $cgi $(bygone) reconciler "$pids"/mirror-*.pid simulator logrotate; do
    others+=("$(basename "$name" .pid)")
  done
  stop "${others[@]}"
  stop postgres
  rm -f "$state/env"
}

down() {
  [ -d "$state" ] || { say 'Nothing is running.'; return; }
  set_paths
  find_base
  stop_all
  say 'Stopped.'
}

status() {
  local f name pid any=
  [ -d "$state" ] || { say 'Nothing is running.'; return 1; }
  set_paths
  for f in "$pids"/*.pid; do
    [ -e "$f" ] || break
    name=$(basename "$f" .pid) any=1
    if pid=$(pid_of "$name"); then
      printf '%-20s running, pid %s\n' "$name" "$pid"
    else
      printf '%-20s DEAD; see %s\n' "$name" "$logs/$name.log"
    fi
  done
  [ -n "$any" ] || { say 'Nothing is running.'; return 1; }
  # shellcheck source=/dev/null
  [ ! -e "$state/env" ] || (. "$state/env" && say "Call Records: $BASE_URL")
}
