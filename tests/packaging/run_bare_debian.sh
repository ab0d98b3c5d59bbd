#!/usr/bin/env bash
# From a fresh Debian 12 with Python, git and make to an answer over HTTP: what the README promises a newcomer.
#
#   tests/packaging/run_bare_debian.sh           clone HEAD, `make run` as an ordinary user, ask it, run it again
#   tests/packaging/run_bare_debian.sh --setup   only `make setup`
#   tests/packaging/run_bare_debian.sh --test    then also `make test` as root with CI=true (fetches Chromium)
#
# Needs root, debootstrap and the network. Settings: see debian.sh. PINCITE_KEEP=1 keeps the folder.
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"
enter_namespaces "$@"

MODE=${1:-}
ROOT=$WORK/debian
new_debian "$ROOT"
mkdir "$ROOT/mnt/repo"
mount --bind "$REPO" "$ROOT/mnt/repo"
mount -o remount,bind,ro "$ROOT/mnt/repo"
chroot "$ROOT" useradd --create-home newcomer

mapfile -t NETWORK < <(network_environment)

# as USER COMMAND: in the Debian, in the user's home, with nothing of this machine's environment but the network's.
as() {
    local user=$1 home=/home/$1
    [ "$user" != root ] || home=/root
    chroot "$ROOT" runuser -u "$user" -- env -i HOME="$home" USER="$user" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        "${NETWORK[@]}" "${EXTRA[@]}" sh -c "cd && $2"
}
EXTRA=()
CLONE="git config --global safe.directory '*' && git clone --quiet /mnt/repo pincite"

say "Debian $(cat "$ROOT/etc/debian_version"), $(as newcomer 'python3 --version'), HEAD $(git -C "$REPO" rev-parse --short HEAD)"
as newcomer "$CLONE"

if [ "$MODE" = --setup ]; then
    start=$SECONDS
    as newcomer 'make -C pincite setup'
    say "make setup: $((SECONDS - start)) s"
    as newcomer 'make -C pincite setup'
    exit 0
fi

PORT=$(free_port)
EXTRA=("PINCITE_PORT=$PORT")
for round in first second; do
    start=$SECONDS
    as newcomer 'make -C pincite run' >"$WORK/run.log" 2>&1 &
    pid=$!
    wait_for "$pid" 900 get "http://127.0.0.1:$PORT/readyz" || { tail -n 50 "$WORK/run.log"; die "$round make run"; }
    say "$round make run: ready after $((SECONDS - start)) s"
    check_search "$PORT"
    for process in /proc/[0-9]*; do  # only this script's own: it is in a process namespace by itself
        if tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q 'bin/pincite serve'; then kill -INT "${process#/proc/}"; fi
    done
    wait "$pid" || true
    ! get "http://127.0.0.1:$PORT/readyz" >/dev/null 2>&1 || die 'the service did not stop'
done
[ -z "$(as newcomer 'git -C pincite status --porcelain')" ] || die 'make run leaves files that git does not ignore'

if [ "$MODE" = --test ]; then
    EXTRA=(CI=true DEBIAN_FRONTEND=noninteractive)
    start=$SECONDS
    as root "$CLONE"
    as root 'make -C pincite test'
    say "make test: $((SECONDS - start)) s"
fi
say 'a bare Debian is enough'
