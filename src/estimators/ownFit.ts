import { type SelfFit, selfFit } from '../smoothers/selfFit.js';
import type { FittedState } from './FittedState.js';
import { expectObservations } from './fitsAt.js';

/** The fit of a model at its own observations, made when it is first asked for. */
export function ownFit(where: string, state: FittedState): SelfFit {
  expectObservations(where, state);
  state.own ??= selfFit(where, state.observations, state.spec);
  return state.own;
}

/** y less the fit, or less the fit without the observation itself, [n, p]. */
export function ownResiduals(
  where: string,
  state: FittedState,
  from: 'fitted' | 'looFitted',
): Float64Array {
  const fit = ownFit(where, state)[from];
  return state.observations.y.map((y, at) => y - fit[at]);
}
