# shellcheck shell=bash
# shellcheck disable=SC2154  # $program and $scratch are given
# For sittings in a real window: to be sourced with $program and $scratch set, on a display of its
# own.
pid=
fail() {
  echo "FAILED: $*"
  cat "$scratch/messages" 2>/dev/null
  [ -z "$pid" ] || kill "$pid" 2>/dev/null
  exit 1
}

# All threads' processor time, in ticks.
ticks() { awk '{print $14 + $15}' "/proc/$pid/stat" 2>/dev/null; }

# Any thread that runs or waits for a processor.
busy() { grep -qs '^[0-9]* (.*) R ' "/proc/$pid/task/"*/stat; }

# A window that has drawn all it had to draw rests, and goes on resting.
settle() {
  local before after quiet=0
  sleep 0.15
  for _ in $(seq 120); do
    before=$(ticks) || return 0
    sleep 0.1
    after=$(ticks) || return 0
    quiet=$((quiet + 1))
    if busy || [ $((after - before)) -gt 1 ]; then quiet=0; fi
    [ "$quiet" -lt 2 ] || return 0
  done
  fail "the window does not come to rest"
}

shot=0
picture() {
  shot=$((shot + 1))
  [ -n "${WALLFINDER_SHOTS:-}" ] || return 0
  import -window root "$WALLFINDER_SHOTS/$(printf %02d "$shot")-$1.png" || true
}

# press ctrl+shift+e: faster than a frame, and the modifiers come up first.
press() { xdotool key "$1"; settle; }
write() { xdotool type --delay 8 "$1"; settle; }
click() { xdotool mousemove "$1" "$2" sleep 0.05 click "${3:-1}"; settle; }

title() { xdotool getwindowname "$id"; }

start() {
  "$program" "$@" >"$scratch/messages" 2>&1 &
  pid=$!
  id=
  for _ in $(seq 150); do
    id=$(xdotool search --onlyvisible --name Wallfinder 2>/dev/null | head -n 1) || true
    [ -n "$id" ] && break
    kill -0 "$pid" 2>/dev/null || fail "it ended before a window appeared"
    sleep 0.1
  done
  [ -n "$id" ] || fail "no window appeared"
  # No window manager gives it the focus.
  xdotool windowfocus --sync "$id"
  settle
}

# Its sockets are those of the display: none of them reaches a network.
offline() {
  local each inode
  for each in "/proc/$pid/fd/"*; do
    inode=$(readlink "$each" | sed -n 's/^socket:\[\(.*\)\]$/\1/p')
    [ -n "$inode" ] || continue
    ! grep -qs " $inode " "/proc/$pid/net/"{tcp,tcp6,udp,udp6,raw,raw6} ||
      fail "it opened a network socket"
  done
}

quit() {
  offline
  press ctrl+q
  for _ in $(seq 50); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -0 "$pid" 2>/dev/null && fail "it did not quit"
  wait "$pid" || fail "it ended with code $?"
  [ ! -s "$scratch/messages" ] || fail "it complained"
  pid=
}
