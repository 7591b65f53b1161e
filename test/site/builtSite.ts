import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @ts-expect-error a script without types
import { buildSite } from '../../scripts/site/buildSite.mjs';
// @ts-expect-error a script without types
import { serve as serveFolder } from '../../scripts/site/serve.mjs';

/** A site without the reference, in a folder of its own. */
export interface BuiltSite {
  readonly folder: string;
  readonly remove: () => void;
}

/** Builds the site as `npm run site` does, without the reference and with the pictures that there are. */
export async function builtSite(): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), 'nadaraya-site-'));
  await buildSite({ out: folder });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Serves a folder, with a policy beside that of its pages. */
export const serve = serveFolder as (
  folder: string,
  options?: { readonly policy?: string },
) => Promise<{ readonly port: number; readonly close: () => void }>;
