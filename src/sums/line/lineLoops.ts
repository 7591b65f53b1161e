import { type LineLoops, plainLineLoops } from '../../loops/plainLineLoops.js';
import { wasmLineLoops } from '../../loops/wasm/instance.js';

/** Points or queries handed to the loops at a time: a few of these fit into the first cache. */
export const CHUNK = 2048;

/** The fastest loops there are; their memory is free for use until the next call. */
export function lineLoops(): LineLoops {
  return wasmLineLoops() ?? plainLineLoops();
}
