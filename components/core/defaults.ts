/** Arguments with defaults in place of what is absent. */
export type WithDefaults<Args, Defaults> = Args extends unknown
    ? Omit<Args, keyof Defaults> & {
          readonly [K in keyof Defaults]: K extends keyof Args ? Exclude<Args[K], undefined> : Defaults[K];
      }
    : never;

/**
 * Fills in defaults. A key that is there with `undefined` counts as absent, which a spread would not do:
 * programs hand options through without asking whether they are set.
 */
export function withDefaults<Defaults extends object, Args extends object>(
    defaults: Defaults,
    args: Args | undefined,
): WithDefaults<Args, Defaults> {
    const given = Object.fromEntries(Object.entries(args ?? {}).filter(([, value]) => value !== undefined));
    return { ...defaults, ...given } as unknown as WithDefaults<Args, Defaults>;
}
