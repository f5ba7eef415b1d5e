/** What is made of an object, made when it is first asked for, and kept for as long as the object is. */
export function oncePer<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
    const made = new WeakMap<Key, { readonly value: Made }>();
    return key => {
        const known = made.get(key) ?? { value: make(key) };
        made.set(key, known);
        return known.value;
    };
}
