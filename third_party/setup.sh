# shellcheck shell=bash
# What ./run and ./test share: install what is missing, configure, build.
# All that is said here goes to stderr: stdout belongs to the program.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# libmd4c-html0-dev is not used, but md4c's CMake file insists that it is there.
build_packages=(build-essential cmake ninja-build ccache xz-utils nlohmann-json3-dev libfmt-dev
  libcli11-dev libvalijson-dev libmd4c-dev libmd4c-html0-dev libsqlite3-dev libstb-dev doctest-dev)
window_packages=(libglfw3-dev python3-glad libfreetype-dev libegl-dev libgl-dev
  libgl1 libglx-mesa0 libgl1-mesa-dri libegl1 libegl-mesa0
  fonts-inter fonts-jetbrains-mono fonts-dejavu-core fonts-lmodern)
test_packages=(libbenchmark-dev xvfb xauth xdotool)

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# The given packages that are not installed, one a line.
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p') || true
  printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

# apt-get as root, directly or through sudo.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# install_group WHY PACKAGE...: adds what is missing to to_install and says why.
install_group() {
  local why=$1 missing
  shift
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] && return
  say "Missing $why: ${missing[*]}"
  to_install+=("${missing[@]}")
}

# install_packages run|test: Debian's packages for the program, and for the suite.
install_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    # Elsewhere the packages are the user's business; the build says what it lacks.
    if [[ ! -e $root/build/.not-debian ]]; then
      say "This is not a Debian-like system, so nothing is installed for you. Needed, by their" \
        "Debian names: ${build_packages[*]} ${window_packages[*]}; for the tests ${test_packages[*]}." \
        "Dear ImGui 1.92 or newer is taken from a checkout: cmake -DWALLFINDER_IMGUI_SOURCE=DIR."
      mkdir -p "$root/build"
      : >"$root/build/.not-debian"
    fi
    return
  fi

  local to_install=()
  install_group "for building (compiler, libraries)" "${build_packages[@]}"
  install_group "for the window and pictures (OpenGL, fonts)" "${window_packages[@]}"
  if [[ $1 == test ]]; then
    install_group "for the tests (a virtual display, benchmarks)" "${test_packages[@]}"
  fi
  [[ ${#to_install[@]} -eq 0 ]] && return

  if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
    die "installing them needs root or sudo. As root, run:
  apt-get install --no-install-recommends ${to_install[*]}"
  fi
  say "Installing them now (once) with apt-get; the log is build/apt.log."
  mkdir -p "$root/build"
  local log="$root/build/apt.log"
  # A failed update may concern some other archive only: the installation decides.
  as_root apt-get -q update >"$log" 2>&1 || true
  if ! as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q install -y --no-install-recommends "${to_install[@]}" >>"$log" 2>&1; then
    tail -20 "$log" >&2
    die "apt-get failed; the whole log is $log"
  fi
  rm -f "$root"/build/*/.configured  # look for libraries and tools anew
}

# run_logged LOG COMMAND...: shows the command's output only if it fails.
run_logged() {
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
}

# build PRESET TARGET...: configures where needed and builds; silent when there is nothing to do.
# Returns non-zero, after the tools' own messages, when it fails.
build() {
  local preset=$1
  shift
  local dir="$root/build/$preset"
  mkdir -p "$dir"

  # ccache wants a place to write; without one it would fail every compilation.
  if [[ -z ${CCACHE_DIR:-} && ! -w ${XDG_CACHE_HOME:-${HOME:-/nonexistent}} ]]; then
    export CCACHE_DIR="$root/build/ccache"
  fi

  # Two builds of one tree at a time would spoil each other; the lock goes with this subshell.
  (
    if command -v flock >/dev/null && ! flock --nonblock 9; then
      say "Waiting for another build of this tree."
      flock 9
    fi
    # The stamp holds the tree's path: a tree that was moved is configured from nothing.
    if [[ ! -e $dir/.configured || $root/CMakePresets.json -nt $dir/.configured ]] ||
      [[ $(<"$dir/.configured") != "$root" ]]; then
      local fresh=()
      [[ -e $dir/.configured && $(<"$dir/.configured") == "$root" ]] || fresh=(--fresh)
      [[ -e $root/third_party/downloads/imgui/imgui.h ]] ||
        say "Fetching Dear ImGui's source (once)."
      say "Configuring build/$preset"
      (cd "$root" && run_logged "$dir/configure.log" cmake --preset "$preset" "${fresh[@]}") ||
        exit 1
      printf '%s\n' "$root" >"$dir/.configured"
    fi

    ninja=(ninja -C "$dir" -j "$(nproc)" "$@")
    # Asking first costs little, and a build then shows its progress on the terminal as it goes.
    if ! "${ninja[@]}" -n 2>/dev/null | grep -q 'no work to do'; then
      [[ -e $dir/.built ]] || say "Building build/$preset (the first time takes some minutes)"
      "${ninja[@]}" >&2 || exit 1
      : >"$dir/.built"
    fi
  ) 9>"$root/build/.lock"
}
