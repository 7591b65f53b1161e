import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderSVG } from 'nadaraya/plot';

/** Renders a picture to `examples/output/<name>.svg` and prints where it lies. */
export async function savePicture(name: string, picture: object): Promise<void> {
  const folder = fileURLToPath(new URL('./output/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.svg`, await renderSVG(picture));
  console.log(`picture: examples/output/${name}.svg`);
}
