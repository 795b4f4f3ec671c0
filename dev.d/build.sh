# shellcheck shell=bash
# From sources to programs.

# The programs that answer URLs: each cgi-bin/NAME.c is one.
cgi=$(basename -s .c cgi-bin/*.c | tr '\n' ' ')

# quietly LOG COMMAND...: writes the output to the log, and shows its last line
# every few seconds, and the end of the log if the command fails.
quietly() {
  local log=$1 pid shown=
  shift
  "$@" > "$log" 2>&1 < /dev/null &
  pid=$!
  while sleep 0.2 && kill -0 "$pid" 2> /dev/null; do
    if [ $((SECONDS % 5)) = 4 ] && [ "$SECONDS" != "$shown" ]; then
      shown=$SECONDS
      printf '  ... %s s  %s\n' "$SECONDS" "$(grep . "$log" | tail -n 1 | cut -c 1-64)"
    fi
  done
  wait "$pid" || { tail -n 30 "$log" >&2; die "this failed: $*; more in $log"; }
}

# build_in DIR [CONFIGURE ARGUMENT]...
build_in() {
  local dir=$1
  shift
  mkdir -p "$dir"
  if [ ! -x configure ] || [ configure.ac -nt configure ] || [ Makefile.am -nt configure ]; then
    say 'Preparing the build'
    quietly "$dir/autoreconf.log" autoreconf -fi
  fi
  if [ ! -e "$dir/Makefile" ] || [ configure -nt "$dir/Makefile" ]; then
    # What was built of files that are no more, configure stumbles over.
    find "$dir" -mindepth 1 -maxdepth 1 ! -name '*.log' -exec rm -rf {} +
    cd "$dir"
    quietly configure.log "$top/configure" -q "$@"
    cd "$top"
  fi
  if ! make -q -C "$dir" all > /dev/null 2>&1; then
    say "Building in $dir"
    quietly "$dir/make.log" make -s -C "$dir" -j"$(nproc)" all
  fi
}
