# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the commands in tools/: installs what is missing, configures and builds.
# Sourced, with `set -euo pipefail`, from a script that has set `root` to the top of the checkout.

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# installed NAME: a package, or, where NAME is `+command`, that command, wherever it came from.
installed() {
    case $1 in
        +*) command -v "${1#+}" >/dev/null ;;
        *) [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = "ii " ] ;;
    esac
}

available() { [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]; }

# wanted_packages KIND...: the lines of tools/lib/packages without a prefix, and those with one of
# the prefixes named; alternatives still in them.
wanted_packages() {
    local kinds=" $* " line kind
    while IFS= read -r line; do
        line=${line%%#*}
        [ -n "${line// /}" ] || continue
        case $line in
            *:*)
                kind=${line%%:*}
                case $kinds in *" $kind "*) printf '%s\n' "${line#*:}" ;; esac
                ;;
            *) printf '%s\n' "$line" ;;
        esac
    done <"$root/tools/lib/packages"
}

# missing_packages KIND...: the lines none of whose alternatives is installed.
missing_packages() {
    local line name found
    wanted_packages "$@" | while IFS= read -r line; do
        found=
        for name in ${line//|/ }; do
            if installed "$name"; then
                found=yes
                break
            fi
        done
        [ -n "$found" ] || printf '%s\n' "$line"
    done
}

# chosen_packages: reads lines with alternatives, prints the first of each that apt knows.
chosen_packages() {
    local line name found
    while IFS= read -r line; do
        found=
        for name in ${line//|/ }; do
            if available "$name"; then
                found=$name
                break
            fi
        done
        [ -n "$found" ] || die "No package for '$line' is to be had from apt. Install it by hand, then start again."
        printf '%s\n' "$found"
    done
}

# install_missing KIND...: asks first, unless the user is root or this is CI.
install_missing() {
    command -v dpkg-query >/dev/null || return 0 # not a Debian: CMake will say what is missing
    local missing packages as_root=
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "These packages are missing, and there is no sudo to install them with:
$missing"
        as_root=sudo
        if [ -z "${CI:-}" ]; then
            say "Playhead needs these packages:"
            say "$missing"
            local answer=
            read -r -p "Install them now with sudo apt-get? [Y/n] " answer </dev/tty ||
                die "Nobody to ask. Install them, or set CI=1 to install without asking."
            case $answer in '' | [Yy]*) ;; *) die "Nothing was installed." ;; esac
        fi
    fi
    $as_root apt-get -q update >&2 || die "apt-get update failed; see above."
    packages=$(chosen_packages <<<"$missing") || exit 1
    say "Installing: ${packages//$'\n'/ }"
    # shellcheck disable=SC2086 # one word a package
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
        -o Dpkg::Use-Pty=0 install $packages >&2 ||
        die "apt-get install failed; see above."
}

# install_node_packages: what the tests' servers need from npm, into build/node; again where the list
# has changed. Without npm, or without a network, the tests that need them are skipped.
install_node_packages() {
    local list=$root/tests/transports/node into=$root/build/node
    command -v npm >/dev/null || return 0
    if cmp -s "$list/package-lock.json" "$into/installed.json"; then return 0; fi
    say "Installing what the tests need from npm"
    mkdir -p "$into"
    cp "$list/package.json" "$list/package-lock.json" "$into"
    if npm ci --prefix "$into" --ignore-scripts --no-audit --no-fund --loglevel error >&2; then
        cp "$list/package-lock.json" "$into/installed.json"
    else
        say "npm could not install them: tests that need them are skipped."
    fi
}

# build PRESET [CMAKE-OPTION...] -- [TARGET...]: configures where that was not done, and builds.
build() {
    local preset=$1 options=() log
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    [ $# -eq 0 ] || shift
    if [ ! -f "$root/build/$preset/build.ninja" ] || [ ${#options[@]} -gt 0 ]; then
        log=$(cd "$root" && cmake --preset "$preset" "${options[@]}" 2>&1) || {
            say "$log"
            die "Configuring failed; see above."
        }
    fi
    cmake --build "$root/build/$preset" ${1:+--target "$@"} >&2 || die "Building failed; see above."
}
