// What is wanted of how a page looks: not empty, no text upon text, no scrolling sideways, nothing that axe holds to be
// serious.

import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** How many colors the visible part of a page has, of one pixel in five each way: an empty page has one or two. */
export async function colorCount(page: Page): Promise<number> {
  const picture = (await page.screenshot()).toString('base64');
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const pixels = new Uint32Array(
      context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer,
    );
    const colors = new Set<number>();
    for (let y = 0; y < bitmap.height; y += 5)
      for (let x = 0; x < bitmap.width; x += 5) colors.add(pixels[y * bitmap.width + x]!);
    return colors.size;
  }, picture);
}

/** By how many pixels a page is wider than its window. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** Pairs of texts that lie upon each other. */
export function textOverlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Line {
      readonly text: string;
      readonly parent: Element;
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    }
    /** What of a box is seen through the elements around it that cut off what is outside. */
    const seen = (box: DOMRect, from: Element) => {
      let { left, top, right, bottom } = box;
      for (let around: Element | null = from; around; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        const edge = around.getBoundingClientRect();
        left = Math.max(left, edge.left);
        right = Math.min(right, edge.right);
        top = Math.max(top, edge.top);
        bottom = Math.min(bottom, edge.bottom);
      }
      return { left, top, right, bottom };
    };
    const lines: Line[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement!;
      if (!node.textContent!.trim() || parent.closest('.unseen, .skip, math, option')) continue;
      if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        const part = seen(box, parent);
        if (part.right - part.left > 1 && part.bottom - part.top > 1)
          lines.push({ text: node.textContent!.trim().slice(0, 40), parent, ...part });
      }
    }
    lines.sort((a, b) => a.top - b.top);
    const found: string[] = [];
    lines.forEach((a, i) => {
      for (let k = i + 1; k < lines.length && lines[k]!.top < a.bottom; k++) {
        const b = lines[k]!;
        if (a.parent === b.parent) continue;
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // lines of one paragraph touch: the box of code or a heading is a little higher than its letters
        const isUpon = width > 2 && height > 0.4 * Math.min(a.bottom - a.top, b.bottom - b.top);
        if (isUpon) found.push(`“${a.text}” and “${b.text}”`);
      }
    });
    return found;
  });
}

/** What axe finds that is serious or critical. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(
          ({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary ?? ''}`,
        ),
      );
  });
}
