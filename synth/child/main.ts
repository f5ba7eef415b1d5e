import type { Job } from "../types";
import { run } from "./job";

/**
 * The process that holds one program and the monitor it talks to. It takes one job, sends one answer, and ends.
 */
process.once("message", (job: Job) => {
    // Only the program may keep this process alive: when nothing is left to do, the program is done.
    process.channel?.unref();
    // Nobody is left to take the answer.
    process.once("disconnect", () => process.exit(1));
    run(job, answer => {
        // After a failure the SDK's promises are open of course: it speaks of them only where all seems well.
        process.send!(answer, () => process.exit(answer.kind === "failed" ? 1 : 0));
    });
});
