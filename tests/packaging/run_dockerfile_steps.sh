#!/usr/bin/env bash
# The Dockerfile without a container engine: its own steps, read from it, in a folder with Debian 12 in it; then the
# service as the image's user, without capabilities, on a read-only file system with the data on a volume, as
# compose.yaml runs it. Healthy means: the image's own HEALTHCHECK passes.
#
#   tests/packaging/run_dockerfile_steps.sh            build, ingest the seeds, serve, ask, stop, serve again
#   tests/packaging/run_dockerfile_steps.sh --build    only the steps up to CMD
#
# What differs from the image: Debian's Python in place of the base image's. Needs root, debootstrap and the network.
# Settings: see debian.sh. PINCITE_KEEP=1 keeps the folder.
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"
enter_namespaces "$@"

MODE=${1:-}
ROOT=$WORK/image LIVE=$WORK/live VOLUMES=$WORK/volumes
new_debian "$ROOT"
mkdir "$LIVE" "$VOLUMES"

mapfile -t NETWORK < <(network_environment)
VOLUME_PATHS=() HEALTH=() START=()

# inside FOLDER USER WORKDIR NAME=value... -- COMMAND...: with EXTRA as further variables.
inside() {
    local top=$1 user=$2 folder=$3 variables=() uid gid privileges=()
    shift 3
    while [ "$1" != -- ]; do variables+=("$1"); shift; done
    shift
    uid=$(chroot "$top" id -u "$user") gid=$(chroot "$top" id -g "$user")
    [ "$uid" = 0 ] || privileges=(--bounding-set=-all --inh-caps=-all --no-new-privs)
    exec chroot "$top" /usr/bin/setpriv --reuid="$uid" --regid="$gid" --clear-groups "${privileges[@]}" -- \
        /usr/bin/env -i -C "$folder" "${variables[@]}" "${EXTRA[@]}" "$@"
}

step_folder() { mkdir -p "$ROOT$1"; }
step_volume() { VOLUME_PATHS+=("$1"); }
step_health() { HEALTH=("$@"); }
step_start() { START=("$@"); }

step_run() {
    say "RUN ${*: -1}"
    EXTRA=("${NETWORK[@]}")
    (inside "$ROOT" "$@") || die 'RUN'
}

# What git knows of a folder or file, as a build context has it after a fresh clone, with the edits of this tree.
step_copy() {
    local source=$1 target=$ROOT$2
    say "COPY $source $2"
    [ -e "$REPO/$source" ] || die "COPY: no $source"
    if [ -d "$REPO/$source" ]; then
        mkdir -p "$target"
        git -c safe.directory='*' -C "$REPO/$source" ls-files -z --cached --others --exclude-standard \
            | tar -C "$REPO/$source" --null --ignore-failed-read --no-recursion -T - -c | tar -C "$target" --no-same-owner -x
    else
        [[ $2 != */ ]] || mkdir -p "$target"
        cp "$REPO/$source" "$target"
    fi
}

STEPS=$(python3 "$REPO/tests/packaging/dockerfile_steps.py" "$REPO/Dockerfile")
eval "$STEPS"
[ ${#START[@]} -gt 0 ] && [ ${#HEALTH[@]} -gt 0 ] || die 'the Dockerfile has no CMD or no HEALTHCHECK'
[ "${START[0]}" != root ] || die 'the service would run as root'
say "built: $(du -sh --one-file-system "$ROOT/opt" | cut -f1) in /opt"
[ "$MODE" != --build ] || exit 0

touch "$WORK/built"

# The running container: everything read-only but the volumes and /tmp.
mount --bind "$ROOT" "$LIVE"
mount -o remount,bind,ro "$LIVE"
mount -t proc proc "$LIVE/proc"
mount --rbind /dev "$LIVE/dev"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$LIVE/tmp"
mount --bind "$REPO/seeds" "$LIVE/mnt"
mount -o remount,bind,ro "$LIVE/mnt"
for path in "${VOLUME_PATHS[@]}"; do
    cp -a "$ROOT$path" "$VOLUMES/$(basename "$path")"
    mount --bind "$VOLUMES/$(basename "$path")" "$LIVE$path"
done

PORT=$(free_port)
EXTRA=("PINCITE_PORT=$PORT" "PINCITE_URL=http://127.0.0.1:$PORT")
prefix=()  # the user, folder and variables of CMD, for a command of our own
for word in "${START[@]}"; do [ "$word" != -- ] || break; prefix+=("$word"); done

if (inside "$LIVE" "${prefix[@]}" -- sh -c 'touch /usr/probe /opt/probe') 2>/dev/null; then die 'the file system is writable'; fi
say 'pincite ingest'
(inside "$LIVE" "${prefix[@]}" -- pincite ingest /mnt) || die 'ingest'

healthy() { (inside "$LIVE" "${HEALTH[@]}"); }
for round in first second; do
    inside "$LIVE" "${START[@]}" >"$WORK/serve.log" 2>&1 &
    pid=$!
    wait_for "$pid" 60 healthy || { tail -n 50 "$WORK/serve.log"; die "$round start: HEALTHCHECK"; }
    say "$round start: healthy on port $PORT"
    get "http://127.0.0.1:$PORT/readyz" >/dev/null || die '/readyz'
    check_search "$PORT"
    kill -TERM "$pid"
    wait_for_end=$SECONDS
    while kill -0 "$pid" 2>/dev/null; do
        [ $((SECONDS - wait_for_end)) -lt 10 ] || die 'the service does not stop on SIGTERM'
        sleep 0.1
    done
done
[ -z "$(find "$ROOT" -xdev -newer "$WORK/built" -type f -print -quit)" ] || die 'the image was written to'
say 'the steps of the Dockerfile make a healthy service'
