// kernel-smooth: the other Nadaraya–Watson estimator on npm. Every pair, 64-bit; its bandwidth is h.
import kernelSmooth from 'kernel-smooth';

export const kernelSmoothPeer = {
  name: 'kernel-smooth',
  arithmetic: '64-bit',
  within: 1e-11,
  largest: 1e5,
  queries: (n) => Math.min(n, 2e6 / n),
  prepare(xq, x, y, h) {
    const [queries, keys, values] = [Array.from(xq), Array.from(x), Array.from(y)]; // it wants arrays
    return () => kernelSmooth.regression(keys, values, kernelSmooth.fun.gaussian, h)(queries);
  },
};
