import { expect, it } from 'vitest';
import { wasmLineLoops } from '../../../src/loops/wasm/lineInstance.js';

it('keeps one instance while its memory is small, and leaves a large one behind', () => {
  const first = wasmLineLoops();
  expect(first?.memory(1 << 20).byteLength).toBeGreaterThanOrEqual(1 << 20);
  expect(wasmLineLoops()).toBe(first);
  first?.memory(1 << 24);
  const second = wasmLineLoops();
  expect(second).not.toBe(first);
  expect(second?.memory(8).byteLength).toBe(65536);
});
