// TensorFlow.js on WebAssembly: the softmax of the chapter, few queries at a time so that the weights stay in cache.
// Its exp runs one number at a time, its softmax does not: softmax is its fastest way, and safe far away. 32-bit only.
import tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

const PAIRS = 2 ** 19;
await tf.setBackend('wasm');
await tf.ready();

export const tensorflowPeer = {
  name: '@tensorflow/tfjs, WASM',
  arithmetic: '32-bit',
  within: 1e-3,
  largest: 1e5,
  queries: (n) => Math.min(n, 2e7 / n),
  prepare(xq, x, y, h) {
    const [queries, keys, values] = [xq, x, y].map((t) => Float32Array.from(t));
    const chunk = Math.min(256, Math.max(4, Math.floor(PAIRS / keys.length)));
    return () => {
      const out = new Float32Array(queries.length);
      for (let i = 0; i < out.length; i += chunk) {
        const part = queries.subarray(i, i + chunk);
        const pooled = tf.tidy(() => {
          const q = tf.tensor(part, [part.length, 1]);
          const u = tf.mul(tf.sub(q, tf.tensor(keys, [1, keys.length])), 1 / h);
          const weights = tf.softmax(tf.mul(tf.square(u), -0.5));
          return tf.matMul(weights, tf.tensor(values, [values.length, 1])).dataSync();
        });
        out.set(pooled, i);
      }
      return out;
    };
  },
};
