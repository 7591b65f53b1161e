import { formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';

/** What is used of `vega` and `vega-lite`. */
interface Vega {
  readonly View: new (runtime: unknown, options: object) => View;
  parse(spec: unknown): unknown;
}

interface View {
  toSVG(): Promise<string>;
  finalize(): unknown;
}

interface VegaLite {
  compile(spec: unknown): { readonly spec: unknown };
}

/** What is looked at in a specification. */
interface Spec {
  readonly width?: unknown;
  readonly layer?: readonly { readonly mark?: { readonly opacity?: unknown } }[];
  readonly concat?: readonly Spec[];
}

/** What a specification draws by, one of these. */
const VIEWS = ['mark', 'layer', 'concat', 'hconcat', 'vconcat', 'facet', 'repeat', 'spec'];

/** The width of a picture that fills its container, where there is none. */
const WIDTH = 420;

/**
 * A picture as SVG text, for a file or a page that is made on a server.
 *
 * @param spec - what a function such as {@link plotRegression} returns, or any Vega-Lite specification;
 *   `width: 'container'` becomes 420 pixels
 * @returns the text of an SVG document
 * @throws {@link UnsupportedError} when `vega` and `vega-lite` are not installed: they are no dependencies of
 *   this library, and `npm install vega vega-lite` cures it; and when Vega cannot draw `spec`, as where an axis
 *   or a class is called `constructor` or `toString`
 * @throws {@link OptionError} when `spec` is no object
 * @remarks For Node: it finds the two packages at run time, which a bundle for browsers does not hold. There
 *   `vega-embed` draws the same specification.
 * @example
 * ```ts
 * import { plotRegression, renderSVG } from 'nadaraya';
 *
 * const svg = await renderSVG(plotRegression({ points: { x: [0, 1, 2], y: [1, 3, 2] } }));
 * console.log(svg.slice(0, 4)); // → <svg
 * ```
 */
export async function renderSVG(spec: object): Promise<string> {
  const where = 'renderSVG';
  const isPicture = VIEWS.some((view) => Object.hasOwn(Object(spec), view));
  if (typeof spec !== 'object' || spec === null || !isPicture) {
    const expected = 'spec must be a Vega-Lite specification, as plotRegression(model) makes one';
    throw optionError(where, expected, formatValue(spec));
  }
  const [vega, vegaLite] = await Promise.all([
    installed<Vega>(where, 'vega'),
    installed<VegaLite>(where, 'vega-lite'),
  ]);
  const view = viewOf(where, vega, vegaLite, still(spec));
  try {
    // a hundredth of a pixel is enough
    const rounded = (path: string) =>
      path.replaceAll(/\d+\.\d{3,}/g, (n) => `${Math.round(Number(n) * 100) / 100}`);
    return (await view.toSVG()).replaceAll(/ d="[^"]+"/g, rounded);
  } finally {
    view.finalize();
  }
}

/** A picture before it is drawn. */
function viewOf(where: string, vega: Vega, vegaLite: VegaLite, spec: Spec) {
  try {
    return new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'none' });
  } catch (error) {
    // It takes such a text for one of its signals.
    const expected = 'spec must be what Vega draws, with no text such as "constructor"';
    throw unsupportedError(where, expected, String(error));
  }
}

/** The same without what a still picture has no use for: a container, and marks that only carry tooltips. */
function still(spec: Spec): Spec {
  const { width, layer, concat } = spec;
  return {
    ...spec,
    ...(width === 'container' && { width: WIDTH }),
    ...(layer && { layer: layer.filter(({ mark }) => mark?.opacity !== 0) }),
    ...(concat && { concat: concat.map(still) }),
  };
}

/** A package that may not be there: by a name that no bundler follows. */
async function installed<Package>(where: string, name: string): Promise<Package> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  } catch (error) {
    const expected = 'vega and vega-lite must be installed: npm install vega vega-lite';
    const received = error instanceof Error ? error.message : formatValue(error);
    throw unsupportedError(where, expected, received);
  }
}
