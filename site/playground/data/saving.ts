// Files that a user takes along: the picture, the curve, the model.

import type { Curve } from './messages.js';

/** Properties of style that a picture keeps when it leaves the page. */
const KEPT = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
];

/** Hands a file to the user. */
export function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A name of a file without its ending, and without what systems do not take in one. */
export function stemOf(name: string): string {
  return (
    name
      .replace(/\.[^.]*$/, '')
      .replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')
      .slice(0, 60) || 'curve'
  );
}

/**
 * The picture as the text of an SVG file: styles are in its elements, and cells of a canvas an image in it.
 *
 * @param svg - as it stands in the page
 * @param canvas - with many points, below the lines
 * @param paper - the color behind it all
 */
export function svgText(svg: SVGElement, canvas: HTMLCanvasElement, paper: string): string {
  const copy = svg.cloneNode(true) as SVGElement;
  const originals = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((each, i) => {
    const style = getComputedStyle(originals[i]!);
    for (const property of KEPT) {
      const value = style.getPropertyValue(property);
      if (value) each.setAttribute(property, value);
    }
    each.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  for (const attribute of ['class', 'aria-labelledby']) copy.removeAttribute(attribute);
  const make = (name: string, attributes: Record<string, string>): Element => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const behind = [make('rect', { width: '100%', height: '100%', fill: paper })];
  if (!canvas.hidden) {
    const { left, top, width, height } = canvas.style;
    const place = { x: left, y: top, width, height };
    const href = canvas.toDataURL('image/png');
    behind.push(make('image', { ...place, href, preserveAspectRatio: 'none' }));
  }
  copy.prepend(...behind);
  return new XMLSerializer().serializeToString(copy);
}

/** The same as an image of pixels, twice as many in each direction. */
export async function pngOf(svg: string, width: number, height: number): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no image came of it'))));
  });
}

/** A cell of a CSV file; spreadsheets take none for a formula. */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The curves as CSV, all digits. */
export function csvOf(
  curves: readonly Curve[],
  names: { readonly x: string; readonly y: string; readonly group: string },
  { isTime, yIsTime }: { readonly isTime: boolean; readonly yIsTime: boolean },
): string {
  const textOf = (value: number | undefined, isDate: boolean): string =>
    isDate && Math.abs(value!) < 8.64e15 ? new Date(value!).toISOString() : String(value ?? '');
  const hasGroups = curves.length > 1;
  const has = (key: 'lower' | 'low'): boolean => curves.some((curve) => curve[key]);
  const header = [
    ...(hasGroups ? [names.group] : []),
    names.x,
    names.y,
    ...(has('lower') ? ['lower', 'upper'] : []),
    ...(has('low') ? ['interval lower', 'interval upper'] : []),
  ];
  const lines = [header.map(cellOf).join(',')];
  for (const curve of curves)
    for (let q = 0; q < curve.x.length; q++) {
      const ends = (...lines: (Float64Array | undefined)[]): string[] =>
        lines.map((line) => textOf(line?.[q], yIsTime));
      const cells = [
        ...(hasGroups ? [curve.name] : []),
        textOf(curve.x[q], isTime),
        textOf(curve.y[q], yIsTime),
        ...(has('lower') ? ends(curve.lower, curve.upper) : []),
        ...(has('low') ? ends(curve.low, curve.high) : []),
      ];
      lines.push(cells.map(cellOf).join(','));
    }
  return `${lines.join('\n')}\n`;
}
