import * as pulumi from "@pulumi/pulumi";

/** A secret of those who tell people. It stands in no file: only an update needs it. */
export function toldBy(name: string, value = process.env[name], isDryRun = pulumi.runtime.isDryRun()): pulumi.Output<string> {
    if (!value && !isDryRun) throw new pulumi.RunError(`Alerts would not reach everybody: set ${name}. Previews do without.`);
    return pulumi.secret(value || "known to updates alone");
}
