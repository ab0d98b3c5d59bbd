#!/bin/sh
# Make a folder for what the tests write, and print its path: in memory where there is room for it, otherwise among
# temporary files. The tests commit thousands of times, and on a disk each commit waits for it.
#
#   scratch.sh [MEMORY]    MEMORY is a folder in memory, /dev/shm if none is given
set -eu

memory=${1:-/dev/shm}
needed=$((4 * 1024 * 1024)) # KiB: four times what one run writes

has_room() {
    [ -d "$memory" ] && [ -w "$memory" ] || return 1
    free=$(df -Pk "$memory" | awk 'NR == 2 { print $4 }')
    available=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    [ "$free" -ge "$needed" ] && [ "$available" -ge $((2 * needed)) ]
}

# Tests install programs and run them, which some systems forbid in memory.
can_run() {
    printf '#!/bin/sh\n' >"$1/program" && chmod +x "$1/program" && "$1/program" 2>/dev/null && rm "$1/program"
}

make_in() {
    folder=$(mktemp -d "$1/pincite-tests.XXXXXX")
    # Servers run as users of their own, who must get through to their folders.
    chmod 711 "$folder"
}

if has_room; then
    make_in "$memory"
    if can_run "$folder"; then
        echo "$folder"
        exit
    fi
    rm -r "$folder"
fi
make_in "${TMPDIR:-/tmp}"
echo "$folder"
