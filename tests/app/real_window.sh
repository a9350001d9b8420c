#!/usr/bin/env bash
# One real window, on a display of its own: it opens on the orientation, answers a key and quits.
# 77: skipped, because there is no Xvfb or xdotool here.
set -euo pipefail
program=$1
for tool in xvfb-run xdotool; do
  command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch/config XDG_DATA_HOME=$scratch/data
export program scratch

# shellcheck disable=SC2016  # the inner shell expands
xvfb-run -a -s "-screen 0 1280x800x24 -noreset" bash -euc '
  "$program" >"$scratch/out" 2>&1 &
  pid=$!
  id=
  for _ in $(seq 150); do
    id=$(xdotool search --onlyvisible --name Wallfinder 2>/dev/null | head -n 1) || true
    [ -n "$id" ] && break
    kill -0 "$pid" || { cat "$scratch/out"; exit 1; }
    sleep 0.1
  done
  [ -n "$id" ] || { echo "no window appeared"; kill "$pid"; exit 1; }
  title=
  for _ in $(seq 100); do
    title=$(xdotool getwindowname "$id")
    case "$title" in *Orientation*) break ;; esac
    # The page of the first start: Enter goes on to the first lesson.
    xdotool windowfocus --sync "$id" key --clearmodifiers Return 2>/dev/null || true
    sleep 0.1
  done
  echo "window: $title"
  case "$title" in *Orientation*) ;; *) kill "$pid"; exit 1 ;; esac
  # No window manager gives it the focus, so it is asked for; a key may come too early.
  for _ in $(seq 40); do
    kill -0 "$pid" 2>/dev/null || break
    xdotool windowfocus --sync "$id" key --clearmodifiers ctrl+q 2>/dev/null || true
    sleep 0.3
  done
  if kill -0 "$pid" 2>/dev/null; then echo "it did not quit"; kill "$pid"; exit 1; fi
  wait "$pid"
'
echo "the window opened, and quit by its key"
