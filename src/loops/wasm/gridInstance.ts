// The grid loops in WebAssembly. The module is compiled once; an instance whose memory has grown
// large is not kept. Engines without SIMD and a Content-Security-Policy without `wasm-unsafe-eval`
// get undefined.

import type { Convolve, GridLoops, Interpolate, Spread } from '../GridLoops.js';
import { gridBytes } from './gridBytes.js';

const PAGE = 65536;
/** Memory cannot shrink; above this many bytes it is left to the garbage collector after use. */
const KEPT_BYTES = 1 << 24;

let compiled: WebAssembly.Module | null | undefined;
let kept: { readonly loops: GridLoops; readonly memory: WebAssembly.Memory } | undefined;

/** The loops in WebAssembly, or undefined where WebAssembly or SIMD is missing or forbidden. */
export function wasmGridLoops(): GridLoops | undefined {
  if (compiled === undefined) compiled = compiledModule();
  if (compiled === null) return undefined;
  if (kept === undefined || kept.memory.buffer.byteLength > KEPT_BYTES) kept = instance(compiled);
  return kept.loops;
}

/** Lets go of a memory that has grown large. */
export function releaseGridLoops(): void {
  if (kept !== undefined && kept.memory.buffer.byteLength > KEPT_BYTES) kept = undefined;
}

function compiledModule(): WebAssembly.Module | null {
  if (typeof WebAssembly !== 'object') return null;
  const bytes = Uint8Array.from(atob(gridBytes), (character) => character.charCodeAt(0));
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  } catch {
    // Compilation was refused by the policy of the page.
    return null;
  }
}

function instance(module: WebAssembly.Module): {
  readonly loops: GridLoops;
  readonly memory: WebAssembly.Memory;
} {
  const { exports } = new WebAssembly.Instance(module);
  const memory = exports.memory as WebAssembly.Memory;
  const loops: GridLoops = {
    memory(bytes) {
      const missing = bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return memory.buffer;
    },
    spread: exports.spread as Spread,
    interpolate: exports.interpolate as Interpolate,
    convolve: exports.convolve as Convolve,
  };
  return { loops, memory };
}
