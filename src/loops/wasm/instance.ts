// The WebAssembly loops, made at first use and kept while their memory is small: relaxed SIMD where
// the engine knows it, else SIMD. Older engines and a Content-Security-Policy without
// `wasm-unsafe-eval` have neither; they get undefined.

import type { GaussianLoops } from '../gaussianRows.js';
import type { GridLoops } from '../plainGridLoops.js';
import { type LineLoops, plainLineLoops } from '../plainLineLoops.js';
import { type PivotLoops, plainPivotLoops } from '../plainPivotLoops.js';
import { gridBytes, lineBytes, pivotBytes, relaxedBytes, simdBytes } from './bytes.js';

/** The constants of a module lie below; the rest of the memory is free. */
const BASE = 2048;
const PAGE = 65536;
/** Memory cannot shrink; one that has grown above this many bytes is not used again. */
const KEPT_BYTES = 1 << 24;

interface Loops {
  memory(bytes: number): ArrayBuffer;
}

const modules = new Map<string, WebAssembly.Module | undefined>();
const kept = new Map<WebAssembly.Module, Loops>();

/**
 * The Gaussian loops in WebAssembly, or undefined where WebAssembly or SIMD is missing or
 * forbidden.
 *
 * @remarks The first call decodes and compiles about 3 KB; later calls are free. The memory is two
 *   pages and grows only for points of hundreds of dimensions.
 */
export function wasmLoops(): GaussianLoops | undefined {
  return loopsOf<GaussianLoops>(relaxedBytes) ?? loopsOf<GaussianLoops>(simdBytes);
}

/** The loops over a uniform grid, or undefined. */
export function wasmGridLoops(): GridLoops | undefined {
  return loopsOf<GridLoops>(gridBytes);
}

/** The loops over the cells of a line, or undefined. */
export function wasmLineLoops(): LineLoops | undefined {
  return loopsOf<LineLoops>(lineBytes);
}

/** The fastest of them there are; their memory is free for use until the next call. */
export function lineLoops(): LineLoops {
  return wasmLineLoops() ?? plainLineLoops();
}

/** The loop of elimination in WebAssembly, or undefined. */
export function wasmPivotLoops(): PivotLoops | undefined {
  return loopsOf<PivotLoops>(pivotBytes);
}

/** The fastest there is; its memory is free for use until the next call. */
export function pivotLoops(): PivotLoops {
  return wasmPivotLoops() ?? plainPivotLoops();
}

/** What a module exports; the caller knows what that is. */
function loopsOf<Exports extends Loops>(hex: string): Exports | undefined {
  if (!modules.has(hex)) modules.set(hex, compiled(hex));
  const loaded = modules.get(hex);
  return loaded && ((kept.get(loaded) ?? instance(loaded)) as Exports);
}

function compiled(hex: string): WebAssembly.Module | undefined {
  if (typeof WebAssembly !== 'object') return undefined;
  const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
  } catch {
    // Compilation was refused by the policy of the page.
    return undefined;
  }
}

function instance(loaded: WebAssembly.Module): Loops {
  const { exports } = new WebAssembly.Instance(loaded);
  const block = exports.memory as WebAssembly.Memory;
  const loops = {
    ...exports,
    base: BASE,
    memory(needed: number) {
      const missing = needed - block.buffer.byteLength;
      if (missing > 0) block.grow(Math.ceil(missing / PAGE));
      if (needed > KEPT_BYTES) kept.delete(loaded);
      return block.buffer;
    },
  };
  kept.set(loaded, loops);
  return loops;
}
