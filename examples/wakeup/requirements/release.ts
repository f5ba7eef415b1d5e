import { procedure, type Table } from "../../../traceability";
import { runbook } from "./parts";

/** Releases, and the images that they are made of. */
export const release: Table = {
    "000-115": procedure(runbook("security-updates"), 'cron: "0 18 * * 0"'),
    "000-118": procedure(runbook("release-bluegreen"), "pulumi preview --stack production"),
    "000-119": procedure(runbook("see-which-colour-is-live"), "pulumi config get activeColor --stack production"),
    "000-120": procedure(
        runbook("bring-the-new-version-up-beside-it"),
        'pulumi config set --path images.green "$image" --stack production',
    ),
    "000-121": procedure(runbook("look-at-it-before-anybody-else-does"), "sleep 30"),
    "000-122": procedure(runbook("look-at-it-before-anybody-else-does"), "curl --fail https://green.wakeup.example/api/health"),
    "000-124": procedure(runbook("switch"), "pulumi config set activeColor green --stack production"),
    "000-125": procedure(runbook("look-at-it-before-anybody-else-does"), "exit 1"),
    "000-149": procedure(runbook("security-updates"), "docker build --pull --no-cache"),
    "000-150": procedure(runbook("security-updates"), 'pulumi config set --path images.green "$image" --stack staging'),
};
