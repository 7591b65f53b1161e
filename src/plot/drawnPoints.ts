// Which observations are drawn, what the picture says of the others, and how far things reach.

/**
 * Which of n observations are drawn.
 *
 * @param isThere - whether one has numbers
 * @param most - how many at most
 * @param notes - where it is written down when some are not
 */
export function drawnOf(
  n: number,
  isThere: (i: number) => boolean,
  most: number,
  notes: string[],
): number[] {
  const all = Array.from({ length: n }, (_, i) => i).filter(isThere);
  const drawn = thinned(all, most);
  const note = (what: string, part: number, whole: number) => {
    const [few, many] = [part, whole].map((count) => count.toLocaleString('en-US'));
    if (part > 0) notes.push(`${what}: ${few} of ${many} observations`);
  };
  note('left out, without a number', n - all.length, n);
  if (drawn.length < all.length) note('shown', drawn.length, all.length);
  return drawn;
}

/** The golden section: its multiples are spread over what lies between integers. */
const GOLDEN = 0.618;

/**
 * At most so many: one of each of equal runs, and not always the same of its run, so that what comes
 * again and again in their order does not bias the picture.
 */
function thinned(all: number[], most: number): number[] {
  if (all.length <= most) return all;
  return Array.from(
    { length: most },
    (_, i) => all[Math.floor(((i + ((i * GOLDEN) % 1)) * all.length) / most)],
  );
}

/** The size of a point, in square pixels: many are small. */
export function sizeOf(count: number): number {
  return count > 1000 ? 8 : count > 300 ? 16 : 28;
}

/** The smallest and the largest. */
export function extent(numbers: Iterable<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const each of numbers) {
    low = Math.min(low, each);
    high = Math.max(high, each);
  }
  return [low, high];
}
