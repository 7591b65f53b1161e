// fast-kde: the density weighted by y over the density, each on a grid by a recursive filter, read at the queries by
// linear interpolation. Its bandwidth is h. A grid over the data: away from it there is nothing to read.
import { density1d } from 'fast-kde';

export const fastKdePeer = (bins) => ({
  name: `fast-kde ratio, ${bins} bins`,
  arithmetic: '64-bit, grid',
  within: 0.2,
  largest: 1e6,
  queries: (n) => n,
  prepare(xq, x, y, h) {
    return () => {
      const grid = { bandwidth: h, bins };
      const density = density1d(x, grid);
      const weighted = density1d(x, { ...grid, weight: (_, i) => y[i] / y.length });
      const [from, to] = density.extent();
      const [below, above] = [density.grid(), weighted.grid()];
      const out = new Float64Array(xq.length);
      for (let i = 0; i < out.length; i++) {
        const place = ((xq[i] - from) / (to - from)) * (bins - 1);
        const b = Math.floor(place);
        const t = place - b;
        out[i] = (above[b] * (1 - t) + above[b + 1] * t) / (below[b] * (1 - t) + below[b + 1] * t);
      }
      return out;
    };
  },
});
