import { Unknown, type Known, type Value } from "./values";

/** Whether something holds, or the value that would have to be known to tell. */
export type Truth = boolean | Unknown;

/** One that does not hold decides, whatever the unknown ones are. */
export const every = (truths: readonly Truth[]): Truth => (truths.includes(false) ? false : (truths.find(isUnknown) ?? true));

/** One that holds decides, whatever the unknown ones are. */
export const some = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : (truths.find(isUnknown) ?? false));

export const not = (truth: Truth): Truth => (isUnknown(truth) ? truth : !truth);

const isUnknown = (truth: Truth): truth is Unknown => truth instanceof Unknown;

/** Whether something holds for a value. */
export const holds = (value: Value, fine: (known: Known) => boolean): Truth => (value instanceof Unknown ? value : fine(value));

/** What is to be said where something should hold. */
export const unless = (truth: Truth, message: string): readonly (string | Unknown)[] =>
    isUnknown(truth) ? [truth] : truth ? [] : [message];
