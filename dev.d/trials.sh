# shellcheck shell=bash
# The long trials: benchmark, soak, mutations. Each has a stack of its own.

# The commit that the benchmark compares with, its checkout, and its stack.
other_commit='' other_top='' other=''

free_port() {
  local p
  for p in $(seq "$1" "$(($1 + 99))"); do
    is_taken "$p" || { printf '%s\n' "$p"; return; }
  done
  die 'no port is free'
}

# Starts a stack in a new directory, and removes it at exit.
private_stack() { # NAME PORT
  state=$(mktemp -d "/var/tmp/omnivox-$1.XXXXXX")
  chmod 755 "$state"
  port=$(free_port "$2")
  unset TWILIO_API_URL TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN WEBHOOK_BASE_URL
  export TRUSTED_PROXIES=127.0.0.3 # a test sends from there as a load balancer
  [ -z "${SMALL_DISKS-}" ] || make_small_disks
  up
  trap 'down > /dev/null; remove_small_disks; remove_stack' EXIT
}

# Mounts small disks that the soak can fill: for audio, a little more than a soak
# stores; for WAL, as much as PostgreSQL needs with this max_wal_size.
make_small_disks() {
  mkdir "$state/media" "$state/wal"
  mount -t tmpfs -o size=400m,mode=750 soak-media "$state/media"
  mount -t tmpfs -o size=320m,mode=700 soak-wal "$state/wal"
  chown postgres: "$state/wal"
}

remove_small_disks() {
  [ -z "${SMALL_DISKS-}" ] || umount -l "$state/media" "$state/wal"
}

# Uses small disks if the user may mount. They are in a mount namespace of the
# soak's own, and disappear with its last process, however the soak ends.
soak() {
  local found
  if [ -z "${SMALL_DISKS-}" ] && unshare --mount mount -t tmpfs soak-try /mnt 2> /dev/null; then
    SMALL_DISKS=1 exec unshare --mount "$top/dev" soak
  fi
  npm_packages
  export OMNIVOX_MIRRORS=4
  private_stack soak 18643
  # shellcheck source=/dev/null
  if (. "$state/env" && node t/soak/soak.js); then
    found=$(stop_all; complaints || true)
    [ -n "$found" ] || return 0
    say "$found"
  fi
  rm -rf var/soak-log
  mkdir -p var
  cp -r "$logs" var/soak-log
  die 'the soak failed; its logs are in var/soak-log'
}

mutations() {
  npm_packages
  export OMNIVOX_PROCESSES=4 # some faults are races, which need many at once
  private_stack mutations 18743
  # shellcheck source=/dev/null
  (. "$state/env" && t/generator/mutations)
}

# Makes a checkout of another commit, which is kept for the next time.
other_checkout() { # COMMIT
  other_commit=$(git rev-parse -q --verify "$1^{commit}") || die "there is no commit $1"
  other_top=$top/var/against/$other_commit
  [ ! -e "$other_top/dev" ] || return 0
  rm -rf "$other_top"
  git clone -q --no-checkout "$top" "$other_top"
  git -C "$other_top" checkout -q --detach "$other_commit"
}

# Starts a stack of that checkout beside the private one.
other_stack() { # PORT
  other=$(mktemp -d /var/tmp/omnivox-against.XXXXXX)
  chmod 755 "$other"
  trap 'down > /dev/null; remove_stack; remove_other' EXIT
  (
    unset OMNIVOX_BUILD TWILIO_API_URL TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN WEBHOOK_BASE_URL
    "$other_top/dev" up --state "$other" --port "$(free_port "$1")"
  )
}

remove_other() {
  "$other_top/dev" down --state "$other" > /dev/null
  [ ! -e "$other/base" ] || rm -rf "$(cat "$other/base")"
  rm -rf "$other"
}

bench() {
  # shellcheck disable=SC2086
  install_packages $packages wrk
  build_in "$top/build"
  quietly build/bench.log make -s -C build t/bench/empty
  [ -z "$against" ] || other_checkout "$against"
  private_stack bench 18543
  [ -z "$against" ] || other_stack 18543
  STATE=$state TOP=$top BUILD=$build AGAINST=${other_commit:0:7} OTHER_STATE=$other OTHER_TOP=$other_top \
    node t/bench/bench.js
}

# With a quarter of the memory for PostgreSQL's buffers: where the indexes of 5 million calls are not in
# there, a callback costs 1.3 to 1.5 times as much as with few, as it reads five pages of them.
growth() {
  local name memory_kb
  memory_kb=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo)
  OMNIVOX_BUFFERS=$((memory_kb / 4096))MB private_stack growth 18843
  for name in reconciler $(mirrors); do stop "$name"; done
  # shellcheck source=/dev/null
  (. "$state/env" && node t/bench/growth.js)
}
