// Parts of the page. What a file says comes in as text alone.

import type { Report } from './messages.js';

/** An element by its id. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  return document.getElementById(id) as unknown as T;
}

/** Gives a list its entries: values, and how they read. */
export function fillSelect(
  select: HTMLSelectElement,
  values: readonly (readonly [string, string])[],
  chosen: string,
): void {
  const made = values.map(([value, text]) => {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = text;
    return option;
  });
  select.replaceChildren(...made);
  select.value = chosen;
}

/** The summary, what speaks against it, and the program. */
export function showReport({ lines, warnings, code }: Report): void {
  const rows = lines.map(([name, value]) => {
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = name;
    const cell = document.createElement('td');
    cell.textContent = value;
    row.append(head, cell);
    return row;
  });
  byId('summary')
    .querySelector('tbody')
    ?.replaceChildren(...rows);
  const items = warnings.map((text) => {
    const item = document.createElement('li');
    item.textContent = text;
    return item;
  });
  byId('warnings').replaceChildren(...items);
  byId('code').textContent = code;
}
