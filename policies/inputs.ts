import { propertiesOf, type Properties } from "./values";

/** What is asked for, by URN, as the SDK shows it. */
const asked = new Map<string, object>();

/** Keeps what a program asks for: rules on the stack are shown what became of it. */
export const noteInputs = (urn: string, props: object): void => void asked.set(urn, props);

/**
 * The inputs of a resource. A preview shows nothing of what became of a resource whose provider is not configured yet, such as
 * that of a cluster which is yet to be made.
 */
export function inputsOf(urn: string): Properties {
    const props = asked.get(urn);
    return props ? (propertiesOf(props) as Properties) : {};
}
