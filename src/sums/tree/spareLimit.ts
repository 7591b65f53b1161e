const SHELLS_PER_UNIT = 4;

/**
 * The exponent from which on terms may be left out because all of them together stay below what is
 * allowed; found in shells of equal exponent, the farthest first.
 *
 * @param exponents - shape [r]
 * @param terms - the largest each can add, shape [r]
 * @param least - exponents below it are never left out
 * @param allowed - what may be left out
 */
export function spareLimit(
  exponents: readonly number[],
  terms: readonly number[],
  least: number,
  allowed: number,
): number {
  const shells: number[] = [];
  for (let i = 0; i < exponents.length; i++) {
    const shell = Math.max(0, Math.floor((exponents[i] - least) * SHELLS_PER_UNIT));
    while (shells.length <= shell) shells.push(0);
    shells[shell] += terms[i];
  }
  let left = 0;
  let spared = shells.length;
  while (spared > 1) {
    left += shells[spared - 1];
    if (left > allowed) break;
    spared--;
  }
  return least + spared / SHELLS_PER_UNIT;
}
