// Data that a user brings: a file that is chosen or dropped, a table that is pasted.

import type { Source } from './messages.js';
import { byId } from './page.js';

/** Calls with what is brought. */
export function onData(take: (source: Source) => void): void {
  byId<HTMLInputElement>('file').addEventListener('change', ({ currentTarget }) => {
    const [file] = (currentTarget as HTMLInputElement).files ?? [];
    if (file) take({ from: 'file', file });
  });
  byId('read').addEventListener('click', () =>
    take({ from: 'text', text: byId<HTMLTextAreaElement>('paste').value }),
  );

  for (const type of ['dragenter', 'dragover'] as const)
    document.addEventListener(type, (event) => {
      event.preventDefault();
      byId('drop').classList.add('over');
    });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) byId('drop').classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    byId('drop').classList.remove('over');
    const [file] = event.dataTransfer?.files ?? [];
    const text = event.dataTransfer?.getData('text/plain') ?? '';
    if (file) take({ from: 'file', file });
    else if (text) take({ from: 'text', text });
  });
  document.addEventListener('paste', (event) => {
    const target = event.target as Element;
    if (target.closest('textarea, input')) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const [file] = event.clipboardData?.files ?? [];
    if (file) take({ from: 'file', file });
    else if (text.includes('\n')) take({ from: 'text', text });
  });
}
