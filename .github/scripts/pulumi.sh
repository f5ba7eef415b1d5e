#!/usr/bin/env bash
# pulumi.sh preview|up: runs it on $STACK with the policy pack, and shows what it printed in the job's summary.
set -euo pipefail

case ${1-} in
    preview) arguments=(preview --diff) ;;
    up) arguments=(up --yes) ;;
    *) echo "usage: pulumi.sh preview|up" >&2 && exit 64 ;;
esac

# The one credential that outlives a run, as Cloudflare has no OIDC. It stays in this process and its children.
if [ -n "${CLOUDFLARE_SECRET:-}" ]; then
    CLOUDFLARE_API_TOKEN=$(aws secretsmanager get-secret-value --secret-id "$CLOUDFLARE_SECRET" --query SecretString --output text)
    echo "::add-mask::$CLOUDFLARE_API_TOKEN"
    export CLOUDFLARE_API_TOKEN
fi

# Violations that were reviewed and accepted for a time, beside Pulumi.yaml.
if [ -f policy-exemptions.yaml ]; then
    export WEBSTACK_EXEMPTIONS="$PWD/policy-exemptions.yaml"
fi

printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
code=0
# A state in a bucket would get a signed link to itself printed: whoever reads the log could read the state.
pulumi "${arguments[@]}" --stack "$STACK" --policy-pack policies --non-interactive --color never --suppress-permalink=true 2>&1 |
    tee "$printed" || code=$?

# A summary holds at most 1 MiB.
{
    echo "### pulumi $1 of $STACK"
    echo '~~~~~~text'
    head -c 1000000 "$printed"
    echo
    echo '~~~~~~'
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$code"
