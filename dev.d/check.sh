# shellcheck shell=bash
# All tests. The build that the tests need comes first; the checks of the sources run beside the tests,
# at a low priority.

sources_log=$top/var/check-sources.log

# The checks that need no stack: both compilers, the linters, and the fuzzer for 10 s.
sources() {
  # shellcheck disable=SC2086
  install_packages $packages $check_packages
  npm_packages
  build_in "$top/build" --enable-werror
  build_in "$top/build-clang" --enable-werror CC=clang
  say 'Checking the sources'
  quietly build/lint.log make -s -C build -j"$(nproc)" lint analyze tidy
  say 'Fuzzing the parsers'
  quietly build-clang/fuzz.log make -s -C build-clang fuzz
}

check() {
  local began=$SECONDS failed=0
  # shellcheck disable=SC2086
  install_packages $packages $check_packages
  npm_packages
  rm -rf var/check-log
  mkdir -p "$copies"
  sweep > /dev/null || true
  build=$top/build-asan
  build_in "$build" --enable-werror --enable-sanitize CFLAGS='-O1 -g'
  quietly "$build/unit.log" make -s -C "$build" -j"$(nproc)" unit t/bench/empty
  setsid nice -n 19 "$top/dev" sources > "$sources_log" 2>&1 < /dev/null &
  sources_pid=$! # not local: the trap needs it
  trap 'kill -TERM -- "-$sources_pid" 2> /dev/null || true; sweep > /dev/null || true' EXIT
  say "Built with the sanitizers after $((SECONDS - began)) s"
  prepare_tests
  run_tests || failed=1
  say "Tested after $((SECONDS - began)) s"
  wait "$sources_pid" || { cat "$sources_log"; failed=1; }
  say "Checked the sources after $((SECONDS - began)) s"
  return "$failed"
}

# Makes the stack that tests copy, with the build under test, and a database for the tests in SQL, in a
# copy of that stack's cluster.
prepare_tests() {
  export OMNIVOX_BUILD=$build OMNIVOX_PREPARED=$prepared OMNIVOX_EXERCISED=$top/var/check-exercised
  unset BASE_URL TWILIO_API_URL TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN WEBHOOK_BASE_URL TRUSTED_PROXIES
  rm -f "$OMNIVOX_EXERCISED" "$prepared/ready"
  (prepare)
  state=$copies/sql
  set_paths
  copy_prepared
  start_postgres 64MB
  await_postgres
  make_test_database
}

# How many tests run at once: two for each processor, as tests mostly wait, but not more than one for each half
# GB of memory.
at_once() {
  local most
  most=$(awk '$1 == "MemAvailable:" { print int($2 / 524288) + 1 }' /proc/meminfo)
  printf '%s\n' "$((2 * $(nproc) < most ? 2 * $(nproc) : most))"
}

# The longest tests come first, so that short ones fill the processors at the end.
run_tests() {
  local failed=0 unit
  unit=$(make -s -C "$build" print-unit)
  # A test that hangs must not make check hang.
  # shellcheck disable=SC2086
  timeout --foreground 1500 prove -j"${OMNIVOX_JOBS:-$(at_once)}" --failures --comments \
    --pgtap-option dbname=omnivox_test \
    t/e2e/generator.t t/e2e/mirror.t t/e2e/locked.t t/e2e/failures.t t/browser t/e2e t/sql t/simulator \
    t/*.t $unit || failed=1
  test_threads || failed=1
  sweep || failed=1
  [ "$failed" = 1 ] || node t/exercised.js "$OMNIVOX_EXERCISED" || failed=1
  return "$failed"
}

# Does it again with the thread sanitizer where threads do much at once.
test_threads() {
  local dir=$top/build-tsan
  local units=(t/unit/db t/unit/endpoint t/unit/http t/unit/log t/unit/rejection)
  build_in "$dir" --enable-werror --enable-sanitize=thread CFLAGS='-O1 -g'
  quietly "$dir/unit.log" make -s -C "$dir" -j"$(nproc)" "${units[@]}"
  say 'Testing the threads'
  OMNIVOX_BUILD=$dir timeout --foreground 300 prove -j"${OMNIVOX_JOBS:-$(at_once)}" --failures --comments \
    t/e2e/failures.t t/e2e/locked.t t/e2e/groups.t t/e2e/calls.t t/e2e/session.t t/e2e/strangers.t \
    "${units[@]/#/$dir/}"
}

# Stops and removes the stacks of tests that were killed or still run.
sweep() {
  local one failed=0
  for one in "$copies"/*/; do
    [ -d "$one" ] || continue
    [ "$one" = "$copies/sql/" ] || { say "A test has left its stack: $one"; failed=1; }
    "$top/dev" discard --state "$one" || failed=1
  done
  return "$failed"
}
