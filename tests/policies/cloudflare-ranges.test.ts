import { cloudflareRanges as ofComponents } from "../../components/edge-cdn/cloudflare-ranges";
import { cloudflareRanges } from "../../policies/cloudflare-ranges";

test("the rules let in what EdgeCDN lets in", () => {
    expect(cloudflareRanges.filter(range => !range.includes(":"))).toEqual(ofComponents);
});
