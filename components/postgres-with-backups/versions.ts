/** Major versions of PostgreSQL, of which RDS has all and a tested image stands in core/images.ts. */
export const versions = ["15", "16", "17"] as const;
export type Version = (typeof versions)[number];
