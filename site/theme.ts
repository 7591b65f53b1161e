// Light or dark: as the system says, or as the button at the top of the page was left; and the list of pages, which is
// closed where there is no room for it. Runs before the page is drawn.

type Theme = 'light' | 'dark';

const KEY = 'nadaraya-theme';
const html = document.documentElement;
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const isWide = matchMedia('(min-width: 64rem)');

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
  const pages = document.querySelector<HTMLDetailsElement>('.pages details');
  const fold = (): void => {
    if (pages) pages.open = isWide.matches;
  };
  fold();
  isWide.addEventListener('change', fold);
  const button = document.querySelector<HTMLButtonElement>('button.theme');
  if (!button) return;
  const label = (): void => {
    const other = isDark() ? 'Light' : 'Dark';
    button.textContent = other;
    button.title = `${other} theme`;
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
