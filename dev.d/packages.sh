# shellcheck shell=bash
# Installs the packages of Debian and npm that the stack and its tests need.

packages='autoconf automake autoconf-archive pkg-config gcc libc6-dev make git curl
  ca-certificates openssl libfcgi-dev libpq-dev libjson-c-dev
  libcurl4-openssl-dev libssl-dev libsodium-dev libsndfile1-dev
  postgresql-15 nginx-light libnginx-mod-http-js multiwatch spawn-fcgi logrotate flite sox'
check_packages='clang libclang-rt-14-dev clang-format clang-tidy cppcheck shellcheck mandoc
  postgresql-15-pgtap postgresql-15-plpgsql-check
  libtap-parser-sourcehandler-pgtap-perl chromium fonts-dejavu-core'

# missing PACKAGE...: prints those that are not installed. Asks dpkg once, which takes as long for all
# packages as for one.
missing() {
  local installed p
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2> /dev/null || true)
  for p in "$@"; do
    grep -qx "$p installed" <<< "$installed" || printf '%s ' "$p"
  done
}

# Installs packages, but starts none of their services, and lets PostgreSQL make
# no cluster.
apt_install() {
  local policy=/usr/sbin/policy-rc.d conf=/etc/postgresql-common/createcluster.conf
  local mine='' conf_mine='' failed=''
  [ "$(id -u)" = 0 ] || die "these packages are missing: $*
as root: apt-get install --no-install-recommends $*"
  say "Installing Debian packages (some minutes, the first time): $*"
  if [ ! -e "$policy" ]; then
    mine=1
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
  fi
  if [ ! -e "$conf" ]; then
    conf_mine=1
    mkdir -p "$(dirname "$conf")"
    printf 'create_main_cluster = false\n' > "$conf"
  fi
  mkdir -p "$build"
  # The two files that hold the services back are removed even if this fails.
  (quietly "$build/apt-update.log" apt-get update
    quietly "$build/apt-install.log" env DEBIAN_FRONTEND=noninteractive apt-get install -y \
      --no-install-recommends -o Dpkg::Options::=--force-confold "$@") || failed=1
  [ -z "$mine" ] || rm -f "$policy"
  if [ -n "$conf_mine" ]; then
    rm -f "$conf"
    [ ! -e "$conf.ucf-dist" ] || mv "$conf.ucf-dist" "$conf"
  fi
  [ -z "$failed" ] || exit 1
}

install_packages() {
  local want
  # Node.js need not be Debian's package; any version from 18 on will do.
  want="$* $(command -v node > /dev/null || printf nodejs) $(command -v npm > /dev/null || printf npm)"
  # shellcheck disable=SC2086
  want=$(missing $want)
  # shellcheck disable=SC2086
  [ -z "$want" ] || apt_install $want
}

# npm_packages [--omit=dev]: installs all packages, or only those of the page. If
# all are installed already, none is removed.
npm_packages() {
  [ ! -e node_modules/.installed ] || set --
  [ "node_modules/.installed${1-}" -nt package-lock.json ] && return
  say 'Fetching the npm packages of package-lock.json'
  mkdir -p "$build"
  quietly "$build/npm.log" npm ci --ignore-scripts "$@"
  touch "node_modules/.installed${1-}"
}
