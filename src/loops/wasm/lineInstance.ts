// The loops over the cells of a line in WebAssembly, made at first use and kept while their memory
// is small. Engines without SIMD and a Content-Security-Policy without `wasm-unsafe-eval` get
// undefined.

import type { AddMoments, Gather, LineLoops, Spread, ValuesInto } from '../LineLoops.js';
import { lineBytes } from './lineBytes.js';

const PAGE = 65536;
/** Memory cannot shrink; one above this many bytes is not used again. */
const KEPT_BYTES = 1 << 23;

let loaded: WebAssembly.Module | null | undefined;
let kept: LineLoops | undefined;

/** The loops in WebAssembly, or undefined where WebAssembly or SIMD is missing or forbidden. */
export function wasmLineLoops(): LineLoops | undefined {
  // Not named `module`: what bundles CommonJS has a variable of that name.
  if (loaded === undefined) loaded = compiled();
  if (loaded && !(kept && kept.memory(0).byteLength <= KEPT_BYTES)) kept = instance(loaded);
  return kept;
}

function compiled(): WebAssembly.Module | null {
  if (typeof WebAssembly !== 'object') return null;
  const bytes = Uint8Array.from(atob(lineBytes), (character) => character.charCodeAt(0));
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  } catch {
    // Compilation was refused by the policy of the page.
    return null;
  }
}

function instance(compiledModule: WebAssembly.Module): LineLoops {
  const { exports } = new WebAssembly.Instance(compiledModule);
  const memory = exports.memory as WebAssembly.Memory;
  return {
    memory(bytes) {
      const missing = bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return memory.buffer;
    },
    addMoments: exports.addMoments as AddMoments,
    valuesInto: exports.valuesInto as ValuesInto,
    spread: exports.spread as Spread,
    gather: exports.gather as Gather,
  };
}
