/**
 * A kernel: an even weight function of the scaled distance u = ‖(q − k)/h‖, largest at 0.
 *
 * @remarks Built-in kernels integrate to 1 in one dimension, except `constant`. Kernel regression divides by the sum of
 * the weights, so the norming constant never matters to a fit.
 */
export interface Kernel {
  /** The name under which it is known. */
  readonly name: string;
  /** K(u) = 0 for |u| > support; `Infinity` when K never vanishes. */
  readonly support: number;
  /** Whether K is negative in places, as kernels of higher order are. @defaultValue false */
  readonly isSigned?: boolean;
  /** K(u). */
  value(u: number): number;
  /** log K(u), log |K(u)| of a signed kernel, −∞ where K vanishes; does not underflow where K does. */
  logValue(u: number): number;
  /** K′(u); at a kink inside the support 0, at its edge the slope from inside. */
  derivative(u: number): number;
  /** d log K(u) / du, 0 where K vanishes. */
  logDerivative(u: number): number;
  /**
   * log K(u) − log K(u₀), from the exact difference u² − u₀², for kernels whose tails fall so fast that far from the
   * data rounding in u itself would decide which key is nearest.
   */
  logRatio?(u: number, u0: number, squaredDifference: number): number;
  /** ∫K from −∞ to u, for densities; `undefined` when it was not given, and where it is infinite. */
  distribution?(u: number): number;
  /** R(K) = ∫K(u)² du; `undefined` when it was not given. */
  readonly roughness: number | undefined;
  /** μ₂(K) = ∫u²K(u) du; 0 for kernels of higher order, `Infinity` for heavy tails, `undefined` when it was not given. */
  readonly secondMoment: number | undefined;
  /** @internal What fast sums know of a built-in kernel; a kernel of your own needs none. */
  readonly traits?: KernelTraits;
}

/** What fast sums know of a kernel. */
export interface KernelTraits {
  /** K(u) = factor·(1 − |u|^g)^e on |u| ≤ 1, g at most 3. */
  readonly polynomial?: { readonly g: number; readonly e: number; readonly factor: number };
  /** K(u) is a polynomial in u² times another kernel. */
  readonly times?: KernelProduct;
  /** K′(u) = −factor·u·L(u), L the kernel. */
  readonly slope?: { readonly kernel: Kernel; readonly factor: number };
  /** Nanoseconds of a value in the loops over rows. */
  readonly valueCost: number;
}

/** A kernel as a polynomial in u² times another: Σ_j coefficients[j]·u^2j·kernel(u). */
export interface KernelProduct {
  readonly kernel: Kernel;
  /** The last is not 0. */
  readonly coefficients: readonly number[];
}

/** What tells one kernel from another: functions of u inside the support, and its constants. */
export interface KernelParts {
  readonly name: string;
  readonly support: number;
  readonly value: (u: number) => number;
  readonly derivative: (u: number) => number;
  /** log K(u), where it is more than the logarithm of the value. */
  readonly logValue?: ((u: number) => number) | undefined;
  /** d log K(u)/du, where it is more than derivative over value. */
  readonly logDerivative?: ((u: number) => number) | undefined;
  readonly logRatio?: NonNullable<Kernel['logRatio']>;
  readonly distribution?: NonNullable<Kernel['distribution']> | undefined;
  readonly roughness: number | undefined;
  readonly secondMoment: number | undefined;
}

/** Completes a kernel, which vanishes beyond its support. */
export function completeKernel({ value, derivative, distribution, ...parts }: KernelParts): Kernel {
  const { support } = parts;
  const logSlope = (u: number): number => {
    const k = value(u);
    return k > 0 ? derivative(u) / k : 0;
  };
  const { logValue = (u: number) => Math.log(value(u)), logDerivative = logSlope } = parts;
  const inside = (u: number): boolean => Math.abs(u) <= support;
  return {
    ...parts,
    ...(distribution && {
      distribution: (u: number) => (inside(u) ? distribution(u) : Number(u > 0)),
    }),
    value: (u) => (inside(u) ? value(u) : 0),
    logValue: (u) => (inside(u) ? logValue(u) : -Infinity),
    derivative: (u) => (inside(u) ? derivative(u) : 0),
    logDerivative: (u) => (inside(u) ? logDerivative(u) : 0),
  };
}
