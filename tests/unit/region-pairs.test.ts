import { regionName, samePartition } from "../../components/core/regions";
import { destinationsOf, replicatesAutomatedBackups } from "../../components/postgres-with-backups/region-pairs";

const sources = [
    "af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2",
    "ap-southeast-3 ap-southeast-4 ap-southeast-5 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2",
    "eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 sa-east-1 us-east-1 us-east-2",
    "us-gov-east-1 us-gov-west-1 us-west-1 us-west-2",
]
    .join(" ")
    .split(" ");

test("a replica may stand in northern California for Tokyo, but automated backups do not go there", () => {
    expect(destinationsOf("ap-northeast-1")).toEqual([
        "ap-east-1",
        "ap-northeast-3",
        "ap-northeast-2",
        "ap-southeast-1",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    ]);
    expect(replicatesAutomatedBackups("ap-northeast-1", "us-west-1")).toBe(false);
    expect(replicatesAutomatedBackups("ap-northeast-1", "us-west-2")).toBe(true);
    expect(samePartition("ap-northeast-1", "us-west-1")).toBe(true);
});

test("pairs go one way: what is a destination need not be a source of it", () => {
    expect(replicatesAutomatedBackups("ap-southeast-3", "ap-southeast-1")).toBe(true);
    expect(replicatesAutomatedBackups("ap-southeast-1", "ap-southeast-3")).toBe(false);
    expect(replicatesAutomatedBackups("eu-south-1", "eu-central-1")).toBe(true);
    expect(replicatesAutomatedBackups("eu-central-1", "eu-south-1")).toBe(false);
});

test("every pair is of one partition, of two regions, and stands once", () => {
    for (const from of sources) {
        const to = destinationsOf(from);
        expect(to.length).toBeGreaterThan(0);
        expect(new Set(to).size).toBe(to.length);
        expect(to).not.toContain(from);
        expect(to.filter(region => !samePartition(from, region))).toEqual([]);
        expect([from, ...to].flatMap(region => regionName("region", region))).toEqual([]);
        // A destination without a row of its own would be a slip of the pen.
        expect(to.filter(region => !sources.includes(region))).toEqual([]);
    }
    expect(sources.reduce((sum, from) => sum + destinationsOf(from).length, 0)).toBe(141);
});

describe("fails", () => {
    test("for a region that the table does not have, and for words that objects know", () => {
        expect(destinationsOf("mx-central-1")).toEqual([]);
        expect(destinationsOf("constructor")).toEqual([]);
        expect(replicatesAutomatedBackups("ap-northeast-1", "cn-north-1")).toBe(false);
        expect(replicatesAutomatedBackups("eu-west-1", "eu-west-1")).toBe(false);
    });
});
