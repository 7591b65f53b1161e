/** 0, 1, …, m − 1. */
export function rowIndices(m: number): Int32Array {
  const rows = new Int32Array(m);
  for (let i = 0; i < m; i++) rows[i] = i;
  return rows;
}
