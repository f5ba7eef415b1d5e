/** Type token → property paths, one space between two. */
export type Replacing = Readonly<Record<string, string>>;

/** Type token → property path → when a change of it replaces: "may replace: <when>". */
export type MayReplace = Readonly<Record<string, Readonly<Record<string, string>>>>;
