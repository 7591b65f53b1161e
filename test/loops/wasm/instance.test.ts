import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { relaxedBytes, simdBytes } from '../../../src/loops/wasm/bytes.js';
import { gridBytes } from '../../../src/loops/wasm/gridBytes.js';

const load = async () => {
  vi.resetModules();
  return (await import('../../../src/loops/wasm/instance.js')).wasmLoops;
};

describe('wasmLoops', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is small, and made once', async () => {
    const length = simdBytes.length + relaxedBytes.length + gridBytes.length;
    expect((length * 3) / 4).toBeLessThan(8192);
    const wasmLoops = await load();
    expect(wasmLoops()?.sums64).toBeTypeOf('function');
    expect(wasmLoops()).toBe(wasmLoops());
  });

  it('is undefined where WebAssembly is missing', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect((await load())()).toBeUndefined();
  });

  it('is undefined where a policy refuses compilation', async () => {
    vi.stubGlobal('WebAssembly', {
      validate: () => true,
      Module: class {
        constructor() {
          throw new Error('unsafe-eval');
        }
      },
    });
    expect((await load())()).toBeUndefined();
  });

  it('is the committed source', () => {
    const status = execFileSync('node', ['scripts/buildWasm.mjs', '--check'], { encoding: 'utf8' });
    expect(status).toMatch(/^bytes.ts is up to date\ngridBytes.ts is up to date\n/);
  }, 60_000);
});
