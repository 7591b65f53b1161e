// Elements of a picture. What a file says comes in as text alone.

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** An element with attributes, and a text or other elements in it. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside: string | readonly Element[] = [],
): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (typeof inside === 'string') made.textContent = inside;
  else made.append(...inside);
  return made;
}

/** A pixel, in a few digits. */
export function pixel(value: number): string {
  return String(Math.round(Math.min(1e6, Math.max(-1e6, value)) * 100) / 100);
}

/** A line through points; a gap where one is not finite. */
export function lineOf(x: ArrayLike<number>, y: ArrayLike<number>): string {
  let path = '';
  let isOpen = false;
  for (let i = 0; i < x.length; i++) {
    const isThere = Number.isFinite(x[i]!) && Number.isFinite(y[i]!);
    if (isThere) path += `${isOpen ? 'L' : 'M'}${pixel(x[i]!)} ${pixel(y[i]!)}`;
    isOpen = isThere;
  }
  return path;
}

/** An area between two lines, in pieces where one of them is not finite. */
export function areaOf(
  x: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): string {
  let path = '';
  for (let i = 0; i < x.length; ) {
    const isThere = (k: number): boolean =>
      k < x.length && Number.isFinite(low[k]!) && Number.isFinite(high[k]!);
    let end = i;
    while (isThere(end)) end++;
    if (end - i > 1) {
      for (let k = i; k < end; k++)
        path += `${k === i ? 'M' : 'L'}${pixel(x[k]!)} ${pixel(high[k]!)}`;
      for (let k = end - 1; k >= i; k--) path += `L${pixel(x[k]!)} ${pixel(low[k]!)}`;
      path += 'Z';
    }
    i = Math.max(end, i + 1);
  }
  return path;
}
