/** By this symbol Node, Bun and Deno, its notebooks too, ask an object how to print it. */
const INSPECT = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/**
 * Lets consoles print an object as `String` does. What is added is the object's own and not
 * enumerable: copies, comparisons and other objects of its class do not see it.
 *
 * @param text - what `String` is to give, when its class does not say
 */
export function showAsText<T extends object>(object: T, text?: (this: T) => string): T {
  if (text) Object.defineProperty(object, 'toString', { value: text });
  return Object.defineProperty(object, INSPECT, { value: ownText });
}

function ownText(this: object): string {
  return String(this);
}
