/**
 * What a page may load and run: its own files, and nothing that is built at run time.
 *
 * @param {{ wasm?: boolean, reference?: boolean }} [needs] - `wasm`: WebAssembly may be compiled, which is fast sums;
 *   `reference`: what TypeDoc's script does, which unpacks its index from a data address and writes style attributes
 * @returns {string} a Content-Security-Policy
 */
export function policyOf({ wasm = false, reference = false } = {}) {
  return [
    "default-src 'none'",
    `script-src 'self'${wasm ? " 'wasm-unsafe-eval'" : ''}`,
    `style-src 'self'${reference ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data:",
    `connect-src 'self'${reference ? ' data:' : ''}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
