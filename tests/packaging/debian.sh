# Sourced by run_bare_debian.sh and run_dockerfile_steps.sh: a throw-away Debian 12 in a folder.
#
#   PINCITE_DEBIAN_CACHE  where the pristine Debian is kept, so that it is made once
#                         (default: ~/.cache/pincite-debian; about 300 MB)
#   DEBIAN_MIRROR         where debootstrap fetches from (default: what this machine's apt uses)
#
# Mirrors, proxies and certificates are this machine's: they are copied in when a script runs and written down nowhere.

set -euo pipefail

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SUITE=bookworm
PACKAGES=python3,python3-venv,git,make
CACHE=${PINCITE_DEBIAN_CACHE:-$HOME/.cache/pincite-debian}
BASE=$CACHE/$SUITE

say() { printf '== %s\n' "$*"; }
die() { printf 'failed: %s\n' "$*" >&2; exit 1; }

# Runs the calling script a second time in mount and process namespaces of its own, in a fresh work folder $WORK.
# Whatever it mounts or starts is gone when it ends, so that emptying $WORK can reach nothing else.
enter_namespaces() {
    [ -z "${PINCITE_NAMESPACE:-}" ] || { trap 'kill $(jobs -p) 2>/dev/null || true' EXIT; return 0; }
    [ "$(id -u)" = 0 ] || die 'run this as root: it needs chroot and mount'
    local work status=0
    work=$(mktemp -d "${TMPDIR:-/tmp}/pincite-debian.XXXXXX")
    PINCITE_NAMESPACE=1 WORK=$work unshare --mount --pid --fork --kill-child --mount-proc bash "$0" "$@" || status=$?
    if [ -n "${PINCITE_KEEP:-}" ]; then say "kept $work"; else rm -rf --one-file-system "$work"; fi
    exit "$status"
}

# A copy of the pristine Debian in $1.
new_debian() {
    if [ ! -e "$BASE/.complete" ]; then
        command -v debootstrap >/dev/null || die 'install debootstrap first: apt-get install debootstrap'
        local mirror=${DEBIAN_MIRROR:-$(own_mirror)}
        say "making a Debian $SUITE with $PACKAGES in $BASE"
        rm -rf --one-file-system "$BASE"
        mkdir -p "$BASE"
        debootstrap --variant=minbase --include="$PACKAGES" "$SUITE" "$BASE" ${mirror:+"$mirror"} >"$CACHE/debootstrap.log" 2>&1 \
            || die "debootstrap: see $CACHE/debootstrap.log"
        rm -f "$BASE"/var/cache/apt/archives/*.deb
        touch "$BASE/.complete"
    fi
    cp -a "$BASE" "$1"
    adopt_network "$1"
    # Java asks which mount a file is on: the root has to be one.
    mount --bind "$1" "$1"
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    mount --rbind /sys "$1/sys"
}

own_mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 2>/dev/null | awk -v s="$SUITE" '$2 == s { print $1; exit }'
}

# This machine's way to the network, into the Debian at $1.
adopt_network() {
    local file
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/java/cacerts /etc/pip.conf \
        "$HOME/.pip/pip.conf" "$HOME/.config/pip/pip.conf" "$HOME/.m2/settings.xml"; do
        [ -e "$file" ] || continue
        mkdir -p "$1$(dirname "$file")"
        cp -L "$file" "$1$file"
    done
    for file in /etc/apt/apt.conf.d/*; do
        if grep -qi '^ *acquire' "$file" 2>/dev/null; then cp "$file" "$1/etc/apt/apt.conf.d/"; fi
    done
}

# The variables that a program needs to reach the network, as NAME=value lines.
network_environment() {
    local name
    for name in $(compgen -e); do
        case $name in
            PIP_FIND_LINKS | PIP_NO_INDEX) ;;  # folders of this machine
            PIP_* | *_proxy | *_PROXY | SSL_CERT_FILE | REQUESTS_CA_BUNDLE | CURL_CA_BUNDLE) printf '%s=%s\n' "$name" "${!name}" ;;
            OPENBLAS_*) printf '%s=%s\n' "$name" "${!name}" ;;  # and what this processor needs
        esac
    done
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# get URL: the body; fails on any status but 2xx.
get() {
    python3 - "$1" <<'PYTHON'
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
print(opener.open(sys.argv[1], timeout=5).read().decode())
PYTHON
}

# wait_for PID SECONDS COMMAND...: until the command succeeds; fails when the process ends or time is up.
wait_for() {
    local pid=$1 limit=$2 start=$SECONDS
    shift 2
    until "$@" >/dev/null 2>&1; do
        kill -0 "$pid" 2>/dev/null || return 1
        [ $((SECONDS - start)) -lt "$limit" ] || return 1
        sleep 0.2
    done
}

# The seed is found by a word that stands in one of its paragraphs.
check_search() {
    get "http://127.0.0.1:$1/v1/search?q=ironclad" | python3 -c '
import json, sys
page = json.load(sys.stdin)
hits = json.dumps(page["hits"])
assert "000_216767ed398c675c" in hits, page
print("== /v1/search?q=ironclad finds the seed")'
}
