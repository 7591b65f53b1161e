/**
 * What a page may load and run: its own files, and nothing that is built at run time.
 *
 * @param {{ wasm?: boolean, search?: boolean }} [needs] - `wasm`: WebAssembly may be compiled, which is fast sums;
 *   `search`: the index of the reference is unpacked from a data address
 * @returns {string} a Content-Security-Policy
 */
export function policyOf({ wasm = false, search = false } = {}) {
  return [
    "default-src 'none'",
    `script-src 'self'${wasm ? " 'wasm-unsafe-eval'" : ''}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${search ? ' data:' : ''}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
