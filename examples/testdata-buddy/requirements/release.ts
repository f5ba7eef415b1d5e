import { procedure, type Table } from "../../../traceability";
import { runbook } from "./parts";

const pipeline = runbook("release-from-github-actions");

/** Restores, releases, and what is done for the database. */
export const release: Table = {
    "004-121": procedure(
        runbook("the-database"),
        'pulumi config set --path database.restores.back.from.file "td_buddy_backup_$timestamp.dump" --stack production',
    ),
    "004-122": procedure(runbook("choose-a-time-stamp"), "timestamp=${timestamp:?"),
    "004-123": procedure(runbook("the-database"), "pulumi config set --path database.active back --stack production"),
    "004-124": procedure(runbook("files"), "aws backup start-restore-job"),
    "004-125": procedure(runbook("configuration"), "git checkout"),
    "004-126": procedure(runbook("release-bluegreen"), 'pulumi config set --path images.backend.green "$backend" --stack production'),
    "004-129": procedure(runbook("switch"), "pulumi config set activeColor green --stack production"),
    "004-130": procedure(pipeline, 'tags: ["v*"]'),
    "004-131": procedure(pipeline, "environment: production"),
    "004-132": procedure(
        pipeline,
        'docker build --build-arg "API_URL=$api" --tag "$registry/td-buddy-$part:$version" "../workspace/$part"',
    ),
    "004-133": procedure(pipeline, "version=$GITHUB_REF_NAME"),
    "004-134": procedure(pipeline, "aws ecr wait image-scan-complete"),
    "004-135": procedure(pipeline, "pulumi up --stack staging --yes"),
    "004-136": procedure(pipeline, "npm run test:integration:production"),
    "004-137": procedure(pipeline, 'pulumi config set activeColor "$next" --stack production'),
    "004-138": procedure(pipeline, "curl --fail https://td-buddy.com/health"),
    "004-139": procedure(pipeline, 'pulumi config set activeColor "$before" --stack production'),
    "004-144": procedure(runbook("refresh-statistics"), "ANALYZE"),
    "004-145": procedure(runbook("look-at-columns"), "FROM pg_stats"),
    "004-146": procedure(runbook("find-slow-statements"), "FROM pg_stat_statements"),
    "004-162": procedure(pipeline, "git push origin v1.1.0"),
};
