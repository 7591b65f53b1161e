import type { VegaLiteFields } from './VegaLiteSpec.js';

/** A column of numbers, or of times in UTC, as an axis, which need not reach to 0, and of a circle no further than it. */
export function axisOf(
  field: string,
  title = field,
  isTime = false,
  isRound = false,
): VegaLiteFields {
  const type = isTime ? 'temporal' : 'quantitative';
  const scale = isTime ? { type: 'utc' } : { zero: false };
  return { field, type, title, scale: { ...scale, ...(isRound && { nice: false }) } };
}

/** What an axis shows as tooltips tell it. */
export function tipOf({ field, type, title }: VegaLiteFields): VegaLiteFields {
  const shown = type === 'temporal' ? { timeUnit: TO_MINUTES } : { format: '.4~g' };
  return { field, type, title, ...shown };
}

/** How exactly tooltips tell a time. */
const TO_MINUTES = 'utcyearmonthdatehoursminutes';

/** The name of what is pointed at in a tooltip, where there are several. */
export function nameIn(names: readonly string[], title: string): VegaLiteFields[] {
  return names.length > 1 ? [{ field: 'name', type: 'nominal', title }] : [];
}
