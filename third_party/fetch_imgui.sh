#!/usr/bin/env bash
# Fetches Dear ImGui from Debian's source package into third_party/downloads/imgui, once.
# Called by WallfinderImGui.cmake; needs neither root nor a change to the system's apt settings:
# apt looks at a private view with one suite in it and verifies everything with Debian's keyring.
set -euo pipefail

readonly pinned_version=1.92.2b+ds-1
readonly pinned_sha256=e7bd201d56b5ee90d24d5dac85e5c12f98bdb95410252a62d27b7f89e4566d48
readonly suite=forky

downloads="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/downloads"
readonly downloads
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { printf 'imgui: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Unpacks TARBALL to downloads/imgui; a partly unpacked tree never gets that name.
unpack() {
  local tarball=$1 fresh
  fresh=$(mktemp -d "$downloads/unpack.XXXXXX")
  tar -xf "$tarball" -C "$fresh" --strip-components=1
  chmod 755 "$fresh"
  rm -rf "$downloads/imgui"
  mv "$fresh" "$downloads/imgui"
}

has_pinned_sum() { echo "$pinned_sha256  $1" | sha256sum --check --status; }

mkdir -p "$downloads"
pinned_tarball="$downloads/imgui_${pinned_version%-*}.orig.tar.xz"
readonly pinned_tarball

if [[ -f $pinned_tarball ]]; then
  if has_pinned_sum "$pinned_tarball"; then
    unpack "$pinned_tarball"
    exit 0
  fi
  say "$pinned_tarball does not have the expected SHA-256; fetching it again"
  rm -f "$pinned_tarball"
fi

command -v apt-get >/dev/null || die "there is no apt-get here to fetch the Debian source package"
[[ -r $keyring ]] || die "Debian's archive keyring ($keyring) is missing"

work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/source"
: >"$work/status"
private=(-qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::Etc::preferencesparts=/dev/null -o Dir::State::lists="$work/lists"
  -o Dir::State::status="$work/status" -o Dir::Cache="$work" -o Acquire::Languages=none
  -o APT::Sandbox::User=root -o APT::Update::Error-Mode=any -o Acquire::Retries=2)

# The mirrors this machine already uses; the main archive before others.
mirrors=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
  grep -v security | sort -u) || die "apt knows no package archive (see /etc/apt/sources.list.d)"

# Leaves the source package VERSION (or the suite's newest, if empty) in $work/source.
download() {
  (cd "$work/source" && rm -f ./* &&
    apt-get "${private[@]}" source --download-only --tar-only "imgui${1:+=$1}") >"$work/log" 2>&1
}

found=
for mirror in $mirrors; do
  echo "deb-src [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
  apt-get "${private[@]}" update >"$work/log" 2>&1 || continue
  if download "$pinned_version"; then
    found=pinned
  elif download ""; then
    found=newest
  fi
  [[ -n $found ]] && break
done
if [[ -z $found ]]; then
  sed 's/^/imgui: apt: /' "$work/log" >&2
  die "Debian's source package could not be fetched (network down, or the mirror lacks $suite?)"
fi

tarball=$(find "$work/source" -name 'imgui_*.orig.tar.*' | head -1)
[[ -n $tarball ]] || die "the source package holds no upstream tarball"
if [[ $found == pinned ]]; then
  has_pinned_sum "$tarball" || die "the SHA-256 of imgui $pinned_version is not the expected one"
else
  version=$(basename "$tarball" | sed 's/^imgui_//; s/\.orig\.tar.*//')
  dpkg --compare-versions "$version" ge 1.92 || die "$suite has only imgui $version; 1.92 is needed"
  say "$pinned_version is gone from $suite; using $version (verified by apt's signature chain)"
fi
cp "$tarball" "$downloads/"
unpack "$tarball"
