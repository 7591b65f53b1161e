/** Median time of a call in milliseconds, after one call that does not count. */
export function medianTime(call, runs = 5) {
  call();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[runs >> 1];
}

/** Throws unless two results agree: |a − b| ≤ tolerance at every place. */
export function expectAgreement(a, b, tolerance, what) {
  for (let i = 0; i < b.length; i++) {
    if (!(Math.abs(a[i] - b[i]) <= tolerance)) throw new Error(`${what}: ${a[i]} is not ${b[i]}`);
  }
}

/** A line of a table: the ratio found, the one wanted, and whether it is met. */
export function report(work, ratio, target, isSpeedup) {
  const met = isSpeedup ? ratio >= target : ratio <= target;
  console.log(
    `${work.padEnd(58)} ${ratio.toFixed(2).padStart(9)}  (target ${target}: ${met ? 'met' : 'missed'})`,
  );
}
