import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as bytes from '../../../src/loops/wasm/bytes.js';
import { wasmLineLoops } from '../../../src/loops/wasm/instance.js';

const load = async () => {
  vi.resetModules();
  return (await import('../../../src/loops/wasm/instance.js')).wasmLoops;
};

describe('wasmLoops', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is small, and made once', async () => {
    const hex = Object.values(bytes);
    expect(hex).toHaveLength(5);
    expect(hex.join('').length / 2).toBeLessThan(9600);
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
    expect(status).toMatch(/^bytes.ts is up to date$/m);
  }, 60_000);

  it('keeps one instance while its memory is small, and leaves a large one behind', () => {
    const first = wasmLineLoops();
    expect(first?.memory(1 << 20).byteLength).toBeGreaterThanOrEqual(1 << 20);
    expect(wasmLineLoops()).toBe(first);
    first?.memory(1 << 25);
    const second = wasmLineLoops();
    expect(second).not.toBe(first);
    expect(second?.memory(8).byteLength).toBe(65536);
  });
});
