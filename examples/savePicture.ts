import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { VegaLiteSpec } from 'nadaraya';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Renders a Vega-Lite specification to `examples/output/<name>.svg` and prints where it lies. */
export async function savePicture(name: string, spec: VegaLiteSpec): Promise<void> {
  const folder = fileURLToPath(new URL('./output/', import.meta.url));
  const view = new View(parse(compile(spec as unknown as TopLevelSpec).spec), { renderer: 'none' });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.svg`, await view.toSVG());
  console.log(`picture: examples/output/${name}.svg`);
}
