/** Whether it is a date, of whatever page or context. */
export function isDate(value: unknown): value is Date {
  if (Object.prototype.toString.call(value) !== '[object Date]') return false;
  try {
    Date.prototype.getTime.call(value);
    return true;
  } catch {
    return false; // something that only says so
  }
}
