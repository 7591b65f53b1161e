/** The criteria that judge a bandwidth by the data. */
export const criterionNames = ['loo', 'gcv', 'aicc'] as const;

/**
 * A criterion; lower is better:
 * - `'loo'`: mean squared leave-one-out error, Σ wᵢ(yᵢ − ŷ₋ᵢ)² / Σ wᵢ
 * - `'gcv'`: generalised cross-validation, σ̂² / (1 − tr H / n)², with σ̂² = Σ wᵢ(yᵢ − ŷᵢ)² / Σ wᵢ
 * - `'aicc'`: corrected AIC of Hurvich, Simonoff and Tsai (1998), log σ̂² + (1 + tr H / n) / (1 − (tr H + 2) / n)
 */
export type CriterionName = (typeof criterionNames)[number];
