#!/bin/sh
# Installs what the tests drive and this machine lacks, from Debian's packages, as root: tests/services/install.sh BIN
# Elsewhere it installs nothing, and those tests say what they miss; with CI=true that is an error.
set -eu
bin=$1

present() { command -v "$1" >/dev/null 2>&1; }

lacking() {
    # The browser's driver runs on a node of its own, which needs libatomic.
    { present chromium && "$bin/playwright" --version >/dev/null 2>&1; } || echo chromium libatomic1 fonts-dejavu-core
    { present initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; } || echo postgresql
    # OpenSearch comes as jars, which Maven fetches once.
    ls /usr/lib/jvm/*/bin/java >/dev/null 2>&1 || echo default-jre-headless
    present mvn || ls "${XDG_CACHE_HOME:-$HOME/.cache}"/pincite/opensearch-*/ >/dev/null 2>&1 || echo maven
}

packages=$(lacking)
if [ -z "$packages" ]; then
    exit 0
elif [ "$(id -u)" != 0 ] || ! present apt-get; then
    [ "${CI:-}" != true ] || { echo "CI needs these packages: $packages" >&2; exit 1; }
    exit 0
fi
# shellcheck disable=SC2086
set -- $packages
echo "Installing for the tests: $*"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    [ "${CI:-}" != true ]
fi
