#!/usr/bin/env bash
# The lecturer's second window, on a display: it opens beside the presentation, rests with it,
# drives it, and closes by its button and with the presentation.
# 77: skipped, because there is no Xvfb or xdotool here. WALLFINDER_SHOTS=FOLDER keeps pictures.
set -euo pipefail
program=$1
lesson=$2
ask_to_close=$3
for tool in xvfb-run xdotool; do
  command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch/config XDG_DATA_HOME=$scratch/data program lesson scratch ask_to_close
tools=$(dirname "$0")/window_tools.sh
export tools
unset WAYLAND_DISPLAY

cat >"$scratch/sitting.sh" <<'END'
. "$tools"

# The notes' window; nothing where there is none.
notes() { xdotool search --onlyvisible --name "^Notes" 2>/dev/null | head -n 1 || true; }

open_notes() {
  press n
  desk=
  for _ in $(seq 100); do
    desk=$(notes)
    [ -n "$desk" ] && break
    sleep 0.1
  done
  [ -n "$desk" ] || fail "no window with notes"
  settle
}

# The notes are gone, the program is not.
gone() {
  for _ in $(seq 50); do
    [ -z "$(notes)" ] && break
    sleep 0.1
  done
  [ -z "$(notes)" ] || fail "the notes stay $1"
  kill -0 "$pid" 2>/dev/null || fail "the program ended $1"
  xdotool windowfocus --sync "$id"
  settle
}

# Where the settings keep it once the presentation is over.
presented() {
  for _ in $(seq 50); do
    grep -A 2 '"presented"' "$scratch"/config/wallfinder/*.json 2>/dev/null | grep -q "\"01\": $1\b" && return
    sleep 0.1
  done
  fail "the presentation was not at step $1"
}

start open "$lesson"
press F5
picture presenting
open_notes
picture both
[ "$(xdotool getwindowname "$desk")" = "Notes · What makes ML systems different" ] ||
  fail "it is called $(xdotool getwindowname "$desk")"

# Neither draws while nothing happens, but for a few frames when a minute begins.
before=$(ticks)
sleep 5
spent=$(($(ticks) - before))
echo "five seconds of rest took $spent ticks"
[ "$spent" -le 20 ] || fail "two windows do not rest"

# A clicker that reaches the notes.
xdotool windowfocus --sync "$desk"
settle
press Next
press space
press Prior
press Next
press Down
picture driven
"$ask_to_close" "$desk" || fail "the close button could not be pressed"
settle
gone "after their button"
picture closed

# Again, and out of the presentation from within them.
open_notes
xdotool windowfocus --sync "$desk"
settle
press Escape
gone "after the presentation"
presented 2
picture left

# Open when the program quits.
press F5
open_notes
xdotool windowfocus --sync "$desk"
settle
quit
END
xvfb-run -a -s "-screen 0 1280x800x24 -noreset" bash -eu "$scratch/sitting.sh"
echo "notes in a second window: opened, rested, driven, closed"
