import { provesRule } from "./judge";

const judging = provesRule("eks-endpoint-private", {
    "fail-default": ["vpcConfig.endpointPrivateAccess", "vpcConfig.endpointPublicAccess"],
    "fail-no-private": ["vpcConfig.endpointPrivateAccess"],
    "fail-private-off": ["vpcConfig.endpointPrivateAccess"],
    "fail-public": ["vpcConfig.endpointPublicAccess"],
    "fail-public-unsaid": ["vpcConfig.endpointPublicAccess"],
    "fail-public-empty": ["vpcConfig.endpointPublicAccess"],
    "fail-public-null": ["vpcConfig.publicAccessCidrs[1]"],
    "fail-public-open": ["vpcConfig.publicAccessCidrs[1]"],
    "fail-public-halves": ["vpcConfig.publicAccessCidrs[0]", "vpcConfig.publicAccessCidrs[1]"],
    "fail-public-unsaid-open": ["vpcConfig.publicAccessCidrs[0]"],
    "fail-public-in-words": ["vpcConfig.endpointPublicAccess"],
    "fail-beside-unknown": ["vpcConfig.publicAccessCidrs[1]"],
    "fail-private-beside-unknown": ["vpcConfig.endpointPrivateAccess"],
});

test("says who reaches the API, and how", async () => {
    const { violations } = await judging;
    const anyone = "anyone on the internet may knock at the Kubernetes API, and one leaked credential or one bug of it is enough.";
    expect(violations["fail-default"]).toEqual([
        "vpcConfig.endpointPrivateAccess is not set: nodes and pods reach the Kubernetes API by way of the internet.",
        `vpcConfig.endpointPublicAccess is not set: ${anyone}`,
    ]);
    expect(violations["fail-public-open"]).toEqual([`vpcConfig.publicAccessCidrs[1] is "0.0.0.0/0": ${anyone}`]);
});
