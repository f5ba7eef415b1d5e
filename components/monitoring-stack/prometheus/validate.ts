import { shownAddress } from "../../core/checks";
import { under, type Problem } from "../../core/errors";
import type { AmpRemoteWrite, OtherRemoteWrite, RemoteWriteArgs } from "./args";

/** @param where whether there is an AWS account, and an EKS cluster in it that gives pods an identity */
export const validateRemoteWrite = (remoteWrite: readonly RemoteWriteArgs[], where: { readonly aws: boolean }): Problem[] =>
    remoteWrite.flatMap((to, index) => under(`remoteWrite.${index}`, to.kind === "amp" ? ampProblems(to, where) : otherProblems(to)));

const ampProblems = ({ workspaceArn, url, region }: AmpRemoteWrite, { aws }: { readonly aws: boolean }): Problem[] => [
    ...(aws
        ? []
        : [
              {
                  path: "kind",
                  got: "amp",
                  allowed: "other, outside of EKS",
                  fix: "Prometheus writes to AMP by its pod's own identity: name `aws`, and a cluster that is one of EKS.",
              },
          ]),
    ...(typeof workspaceArn !== "string" || /^arn:aws[\w-]*:aps:[\w-]+:\d{12}:workspace\/[\w-]+$/.test(workspaceArn)
        ? []
        : [{ path: "workspaceArn", got: workspaceArn, allowed: "arn:aws:aps:<region>:<account>:workspace/<id>" }]),
    ...(typeof url !== "string" || /^https:\/\/[^\s@]+\/api\/v1\/remote_write$/.test(url)
        ? []
        : [{ path: "url", got: url, allowed: "an https address that ends in /api/v1/remote_write" }]),
    ...(region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)
        ? []
        : [{ path: "region", got: region, allowed: "a region of AWS" }]),
];

function otherProblems({ url, login }: OtherRemoteWrite): Problem[] {
    const isUrl = /^https?:\/\/[^\s@]+$/.test(url) && URL.canParse(url);
    const inside = isUrl && /\.svc(\.|$)/.test(new URL(url).hostname);
    return [
        ...(isUrl ? [] : [{ path: "url", got: shownAddress(url), allowed: "an http or https address without a password in it" }]),
        ...(isUrl && url.startsWith("http:") && !inside
            ? [
                  {
                      path: "url",
                      got: shownAddress(url),
                      allowed: "https, but for a service of the cluster: http://mimir.metrics.svc/api/v1/push",
                  },
              ]
            : []),
        ...(login?.kind === "basic" && !/^[^\s:]+$/.test(login.username)
            ? [{ path: "login.username", got: login.username, allowed: "a name without spaces and colons" }]
            : []),
        ...((login?.kind === "basic" && login.password === "") || (login?.kind === "bearer" && login.token === "")
            ? [{ path: "login", got: "nothing", allowed: login.kind === "basic" ? "a password" : "a token" }]
            : []),
    ];
}
