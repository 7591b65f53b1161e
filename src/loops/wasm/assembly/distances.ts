import { multiplyAdd, splatAt } from './vector';

/**
 * row_i = Σ_j ((q_j − x_ij) s_j)², points [d, end] by dimension; the difference first, so that
 * offsets cancel exactly.
 */
export function distances<T>(
  row: usize, end: usize, d: i32, query: usize, points: usize, scale: usize,
): void {
  for (let i: usize = 0; i < end; i += 64) {
    let t0 = f64x2.splat(0);
    let t1 = f64x2.splat(0);
    let t2 = f64x2.splat(0);
    let t3 = f64x2.splat(0);
    let point = points + i;
    const last = query + <usize>d * sizeof<T>();
    let s = scale;
    for (let j = query; j < last; j += sizeof<T>()) {
      const qj = splatAt<T>(j);
      const sj = splatAt<T>(s);
      const u0 = v128.mul<T>(v128.sub<T>(qj, v128.load(point)), sj);
      const u1 = v128.mul<T>(v128.sub<T>(qj, v128.load(point, 16)), sj);
      const u2 = v128.mul<T>(v128.sub<T>(qj, v128.load(point, 32)), sj);
      const u3 = v128.mul<T>(v128.sub<T>(qj, v128.load(point, 48)), sj);
      t0 = multiplyAdd<T>(u0, u0, t0);
      t1 = multiplyAdd<T>(u1, u1, t1);
      t2 = multiplyAdd<T>(u2, u2, t2);
      t3 = multiplyAdd<T>(u3, u3, t3);
      point += end;
      s += sizeof<T>();
    }
    v128.store(row + i, t0);
    v128.store(row + i, t1, 16);
    v128.store(row + i, t2, 32);
    v128.store(row + i, t3, 48);
  }
}
