// Light or dark: as the system says, or as the button at the top of the page was left. Runs before the page is drawn.

type Theme = 'light' | 'dark';

const KEY = 'nadaraya-theme';
const html = document.documentElement;
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** What was chosen before; nothing where a page may not remember. */
function chosen(): Theme | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isDark(): boolean {
  return (html.dataset.theme ?? (systemIsDark.matches ? 'dark' : 'light')) === 'dark';
}

const kept = chosen();
if (kept) html.dataset.theme = kept;

document.addEventListener('DOMContentLoaded', () => {
  const button = document.querySelector<HTMLButtonElement>('button.theme');
  if (!button) return;
  const label = (): void => {
    button.textContent = isDark() ? 'Light' : 'Dark';
  };
  label();
  button.hidden = false;
  button.addEventListener('click', () => {
    const theme: Theme = isDark() ? 'light' : 'dark';
    html.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // it holds for this page then
    }
    label();
    document.dispatchEvent(new Event('themechange'));
  });
  systemIsDark.addEventListener('change', () => {
    label();
    document.dispatchEvent(new Event('themechange'));
  });
});
