// The WebAssembly loops, made at first use and kept: relaxed SIMD where the engine knows it, else
// SIMD. Older engines and a Content-Security-Policy without `wasm-unsafe-eval` have neither; they
// get undefined.

import type { GaussianLoops, TileSums } from '../GaussianLoops.js';
import { relaxedBytes, simdBytes } from './bytes.js';

/** The constants of the module lie below; the rest of the memory is free. */
const BASE = 2048;
const PAGE = 65536;

let loops: GaussianLoops | undefined;
let tried = false;

/**
 * The loops in WebAssembly, or undefined where WebAssembly or SIMD is missing or forbidden.
 *
 * @remarks The first call decodes and compiles about 3 KB; later calls are free. The memory is two
 *   pages and grows only for points of hundreds of dimensions.
 */
export function wasmLoops(): GaussianLoops | undefined {
  if (!tried) {
    tried = true;
    loops = instantiated(relaxedBytes) ?? instantiated(simdBytes);
  }
  return loops;
}

function instantiated(base64: string): GaussianLoops | undefined {
  if (typeof WebAssembly !== 'object') return undefined;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    if (!WebAssembly.validate(bytes)) return undefined;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    const memory = exports.memory as WebAssembly.Memory;
    return {
      base: BASE,
      memory(needed) {
        const missing = needed - memory.buffer.byteLength;
        if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
        return memory.buffer;
      },
      sums64: exports.sums64 as TileSums,
      sums32: exports.sums32 as TileSums,
      weights64: exports.weights64 as GaussianLoops['weights64'],
    };
  } catch {
    // Compilation was refused by the policy of the page.
    return undefined;
  }
}
