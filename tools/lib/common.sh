# Shared by the scripts under tools/: messages and Debian packages.
# shellcheck shell=bash

say() { printf '==> %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 2; }

# need_packages NAME...: installs the Debian packages that are missing, and says so.
need_packages() {
  local status=0
  install_packages "$@" || status=$?
  [ "$status" -eq 0 ] || die "apt-get could not install all of: $*"
}
# install_packages NAME...: the same, for what can be done without: fails if they cannot be installed.
install_packages() {
  local missing=() name root=()
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { say "not root and no sudo: please install: ${missing[*]}"; return 1; }
    root=(sudo)
  fi
  say "installing: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${root[@]}" apt-get update &&
         "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
       >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    if grep -q 'Unable to locate package clang-22' "$log"; then # its security suite has it
      say "Debian 12 has clang-22 in its security suite (bookworm-security); add it to apt's sources"
    fi
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# build_lockctx: installs what the build needs, builds the release preset (quick the second time), and says so.
build_lockctx() {
  local root=$1
  need_packages clang-22 lld-22 libclang-22-dev llvm-22-dev llvm-22-tools cmake ninja-build libflatbuffers-dev \
    flatbuffers-compiler libmimalloc-dev
  mkdir -p "$root/build"
  exec 8>"$root/build/.lock"
  flock 8
  if [ ! -e "$root/build/build.ninja" ]; then
    say "configuring (cmake --preset release)"
    (cd "$root" && cmake --preset release >build/configure.log 2>&1 8>&-) ||
      { tail -n 20 "$root/build/configure.log" >&2; die "cmake failed; see build/configure.log"; }
  fi
  say "building lockctx (ninja -C build)"
  local begin=$SECONDS
  NINJA_STATUS='[%f/%t] ' ninja -C "$root/build" >"$root/build/build.log" 2>&1 8>&- ||
    { grep -A5 'error:' "$root/build/build.log" | head -n 40 >&2; die "the build failed; see build/build.log"; }
  say "built in $((SECONDS - begin)) s: build/bin/lockctx"
  exec 8>&-
}

# distribution_headers: prints the build directory of the distribution's kernel headers, the newest that is there;
# installs them if there are none.
distribution_headers() {
  local found
  found=$(newest_headers)
  if [ -z "$found" ]; then
    need_packages "linux-headers-$(dpkg --print-architecture)"
    found=$(newest_headers)
  fi
  [ -n "$found" ] || die "no prepared kernel headers in /usr/src/linux-headers-* or /lib/modules/*/build; set KDIR"
  echo "$found"
}
newest_headers() {
  local directory architecture
  architecture=$(dpkg --print-architecture)
  for directory in /usr/src/linux-headers-*[0-9]-"$architecture" /lib/modules/*/build; do # no -rt, no -cloud
    [ -e "$directory/include/config/auto.conf" ] && [ -e "$directory/Makefile" ] &&
      echo "$(make -s -C "$directory" kernelversion 2>/dev/null | tail -n 1) $(readlink -f "$directory")"
  done | sort -uV | tail -n 1 | cut -d' ' -f2-
}
