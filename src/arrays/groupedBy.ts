/** Things by what a function says of each, in the order in which that first comes. */
export function groupedBy<T, Key>(things: Iterable<T>, keyOf: (thing: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const known = groups.get(key);
    if (known) known.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}

/** The rows of each group, in the order of their first. */
export function rowsOfGroups(groups: Int32Array): readonly Int32Array[] {
  return [...groupedBy(groups.keys(), (i) => groups[i]).values()].map((own) =>
    Int32Array.from(own),
  );
}
