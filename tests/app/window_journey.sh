#!/usr/bin/env bash
# One sitting in a real window, by mouse and keys: first start, lesson 01, a prediction, the flip
# with one knob, A pinned, exports, quit; then a second start, which goes on where the first ended.
# 77: skipped, because there is no Xvfb or xdotool here. WALLFINDER_SHOTS=FOLDER keeps a picture of
# each step, where `import` is installed.
set -euo pipefail
program=$1
for tool in xvfb-run xdotool; do
  command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch/config XDG_DATA_HOME=$scratch/data program scratch
tools=$(dirname "$0")/window_tools.sh
export tools
mkdir "$scratch/out"
unset WAYLAND_DISPLAY

cat >"$scratch/sitting.sh" <<'EOF'
. "$tools"

# The dialogue is open with a name in its field; it is replaced.
save_as() {
  press ctrl+a
  write "$1"
  press Return
  for _ in $(seq 50); do
    [ -s "$1" ] && return 0
    sleep 0.1
  done
  picture missing
  fail "$1 was not written"
}

# The report of lesson 01 from the record, by the command line.
reported() { "$program" report 01 -o "$scratch/out/$1.md" >/dev/null || fail "no report"; }

has() { grep -qF -- "$2" "$1" || fail "no \"$2\" in $1"; }

is_svg() {
  [ "$(head -c 4 "$1")" = "<svg" ] && [ "$(tail -n 1 "$1")" = "</svg>" ] || fail "$1 is no SVG"
}
is_png() {
  [ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] || fail "$1 is no PNG"
  [ "$(tail -c 8 "$1" | head -c 4)" = IEND ] || fail "$1 has no end"
}

start
picture first-start
press Return
case "$(title)" in *Orientation*) ;; *) fail "the first start shows $(title)" ;; esac
picture orientation

# By the mouse, down the list of lessons until the second one is hit.
for y in $(seq 60 12 200); do
  click 110 "$y"
  case "$(title)" in "What makes ML systems different"*) break ;; esac
done
case "$(title)" in "What makes ML systems different"*) ;; *) fail "the list opens $(title)" ;; esac
xdotool mousemove 500 400
picture lesson

# The question is a page further; its second option is the right one.
press Next
picture question
press 2
picture answered
press space
press space

# One knob, found by its name, down to where the ridge comes first.
press ctrl+k
write "prompt tokens knob"
press Return
picture knob
press ctrl+a
write 128
press Return
picture flipped

# The figure offers its exports at a right click; Down and Enter take the first.
click 1010 250 3
picture menu
press Down
press Return
save_as "$scratch/out/flip.svg"
is_svg "$scratch/out/flip.svg"
has "$scratch/out/flip.svg" "The ridge comes first"
picture exported

press p
picture pinned
press ctrl+e
save_as "$scratch/out/pinned.svg"
has "$scratch/out/pinned.svg" "A: batch"
press ctrl+e
save_as "$scratch/out/flip.png"
is_png "$scratch/out/flip.png"
picture after-png
press ctrl+shift+e
save_as "$scratch/out/handed-in.md"
has "$scratch/out/handed-in.md" "# Lesson 01"
has "$scratch/out/handed-in.md" "](handed-in-1.svg)"
is_svg "$scratch/out/handed-in-1.svg"
quit

reported after
for each in handed-in after; do
  has "$scratch/out/$each.md" "| B, with twice the memory bandwidth | B, with twice the memory bandwidth |"
  has "$scratch/out/$each.md" "| \`serving.prompt_tokens\` | 2,048 tokens | 128 tokens |"
done
place=$(grep -m 1 '^Begun, step' "$scratch/out/after.md") || fail "no place in the record"
[ "$place" != "Begun, step 1." ] || fail "it forgot how far the reading went"

start
picture second-start
case "$(title)" in "What makes ML systems different"*) ;; *) fail "it goes on with $(title)" ;; esac
press ctrl+e
save_as "$scratch/out/again.svg"
cmp "$scratch/out/flip.svg" "$scratch/out/again.svg" || fail "the knob is not where it was left"
quit
reported again
[ "$(grep -m 1 '^Begun, step' "$scratch/out/again.md")" = "$place" ] || fail "another place"
cmp <(sed 2,4d "$scratch/out/after.md" | sed 's/after-/-/') \
    <(sed 2,4d "$scratch/out/again.md" | sed 's/again-/-/') || fail "the record is not the same"
EOF
xvfb-run -a -s "-screen 0 1280x800x24 -noreset" bash -eu "$scratch/sitting.sh"
echo "one sitting: predicted, flipped, exported, resumed"
