const NAMESPACE = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

/** An element of SVG with attributes and children. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly SVGElement[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(NAMESPACE, name);
  setAll(element, attributes);
  element.append(...children);
  return element;
}

/** Sets attributes of an element. */
export function setAll(element: SVGElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** A place in a path, to a tenth of a pixel. */
export function at(x: number, y: number): string {
  return `${Math.round(10 * x) / 10} ${Math.round(10 * y) / 10}`;
}
