#!/bin/sh
# As root, on Debian: what set-up needs from the machine, and the user that it runs as.
#
#   system.sh USER UID
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends \
  ca-certificates curl fonts-dejavu-core g++ git lld make python3 python3-venv
rm -rf /var/lib/apt/lists/*
id "$1" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash --uid "$2" "$1"
