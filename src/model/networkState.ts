// What a network has learned as plain JSON, and the way back.

import { formatShape, formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import type { Trainable } from './Trainable.js';

/** A parameter of a network, as plain JSON. */
export interface SavedParameter {
  /** What it is called. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its entries, row-major. */
  readonly value: readonly number[];
}

/** What a network has learned, as plain JSON. */
export interface NetworkState {
  /** The kind of network. */
  readonly network: string;
  /** Its parameters. */
  readonly parameters: readonly SavedParameter[];
}

/** Kind and parameters of a network. */
export function stateOfNetwork(net: Trainable): NetworkState {
  const parameters = net.parameters().map(({ name, value }) => ({
    name,
    shape: [...value.shape],
    value: Array.from(value.data),
  }));
  return { network: net.description, parameters };
}

/**
 * Writes a state into a network.
 *
 * @throws {@link OptionError} when it is of another network; nothing is changed then
 */
export function restoreNetwork(where: string, net: Trainable, state: NetworkState): void {
  expectNetworkState(where, 'state', net, state);
  for (const [k, { value }] of net.parameters().entries())
    value.data.set(state.parameters[k].value);
}

/** Checks that a state is of a network like this one. */
export function expectNetworkState(
  where: string,
  subject: string,
  net: Trainable,
  state: NetworkState,
): void {
  const { network, parameters } = state ?? {};
  const describe = (list: NetworkState['parameters']): string =>
    list.map((each) => `${each?.name} ${formatShape(each?.shape ?? [])}`).join(', ');
  const mine = describe(stateOfNetwork(net).parameters);
  const theirs = Array.isArray(parameters) ? describe(parameters) : formatValue(parameters);
  if (network !== net.description || mine !== theirs) {
    const expected = `${subject} must be of a ${net.description} with ${mine}`;
    throw optionError(where, expected, `${network} with ${theirs}`);
  }
  expectValues(
    where,
    subject,
    net,
    parameters.map(({ value }) => value),
  );
}

/** Checks that there are as many finite numbers for each parameter as it has. */
export function expectValues(
  where: string,
  subject: string,
  net: Trainable,
  values: readonly (readonly number[])[],
): void {
  const own = net.parameters();
  const fits =
    Array.isArray(values) &&
    values.length === own.length &&
    own.every(
      ({ value }, k) =>
        Array.isArray(values[k]) &&
        values[k].length === value.size &&
        values[k].every(Number.isFinite),
    );
  if (fits) return;
  throw optionError(where, `${subject} must hold finite parameters of their shapes`, 'others');
}
