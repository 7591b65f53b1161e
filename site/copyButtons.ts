// A button on each block of code that copies it.

import { copyText } from './shared/copyText.js';

for (const block of document.querySelectorAll<HTMLPreElement>('pre.code')) {
  const frame = document.createElement('div');
  frame.className = 'code-frame';
  block.replaceWith(frame);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    const copied = await copyText(block.textContent ?? '');
    button.textContent = copied ? 'Copied' : 'Not allowed';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });
  frame.append(block, button);
}
