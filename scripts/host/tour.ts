// A person's way through the extension with mouse and keyboard: paste, hover, quick fix, status, tree, problems, report, jump, walkthrough. Each stop is shown to `stop`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from './cache.ts';
import { type EditorServer, editorUrl } from './editor.ts';

const SAMPLE = path.join(ROOT, 'samples/main-mode-refused.txt');
const STEP_LIMIT_MS = 20_000;
const TRY_LIMIT_MS = 3_000;
const TRIES = 5;
const SCREEN = { width: 1440, height: 900 };
/** An empty part of the status bar: a mouse that rests there raises no tooltip. */
const NOWHERE = [SCREEN.width / 2, SCREEN.height - 4] as const;

export type Stop = (name: string, page: Page) => Promise<void>;

export async function tour(browser: Browser, editor: EditorServer, theme: string, stop: Stop): Promise<void> {
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: SCREEN,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  try {
    await page.goto(editorUrl(editor));
    await page.locator('.monaco-workbench .explorer-folders-view').waitFor();
    await command(page, 'Preferences: Color Theme', theme);
    await visit(page, stop);
  } catch (error) {
    await stop('failed', page);
    throw error;
  } finally {
    await context.close();
  }
}

async function visit(page: Page, stop: Stop): Promise<void> {
  await command(page, 'File: New Untitled Text File');
  await page.locator('.monaco-editor.focused').waitFor();
  await page.evaluate((text) => navigator.clipboard.writeText(text), readFileSync(SAMPLE, 'utf8'));
  await page.keyboard.press('ControlOrMeta+v');
  await page.getByRole('button', { name: 'Cisco IPsec' }).waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  await page.keyboard.press('ControlOrMeta+Home');
  await stop('paste', page);

  await pointAt(page, 'does not match policy');
  await stop('hover-problem', page);
  await page.keyboard.press('Escape');

  await pointAt(page, 'MM_NO_STATE');
  await stop('hover-state', page);
  await page.mouse.move(...NOWHERE);

  await command(page, 'Go to Next Problem');
  await page.keyboard.press('Escape');
  await again(async () => {
    await page.keyboard.press('ControlOrMeta+.');
    await page.getByText('Copy the next command: ').first().waitFor({ timeout: TRY_LIMIT_MS });
  });
  await stop('quick-fix', page);
  await page.keyboard.press('Enter');
  await again(async () => {
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    if (!copied.startsWith('show ')) throw new Error(`The clipboard holds no command but ${copied.slice(0, 80)}`);
  });

  await page.getByRole('button', { name: 'Editor Language Status' }).click();
  await page.getByText(/\d+ of \d+ lines understood/).waitFor();
  await stop('status', page);
  await page.keyboard.press('Escape');

  const tree = page.locator('.pane', { hasText: 'IPsec Tunnels' });
  await command(page, 'Explorer: Focus on IPsec Tunnels View');
  await tree.locator('.monaco-list-row').first().waitFor();
  await stop('tunnels', page);

  await command(page, 'Problems: Focus on Problems View');
  await page.locator('.markers-panel .monaco-list-row').first().waitFor();
  await stop('problems', page);
  await command(page, 'View: Hide Panel');

  await command(page, 'IPsec: Diagnose IPSec output');
  const report = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const link = report.locator('a[href^="line/"]').first();
  await link.waitFor();
  await stop('report', page);

  await report.locator('.mermaid svg').first().scrollIntoViewIfNeeded();
  await stop('ladder', page);

  await link.click();
  await page.getByRole('button', { name: /^Ln \d+, Col \d+ \(\d+ selected\)/ }).waitFor();
  await page.locator('.tab', { hasText: /^\d+-\d+/ }).waitFor({ state: 'detached' });
  await link.waitFor();
  await stop('report-jump', page);

  await command(page, 'Welcome: Open Walkthrough...', 'Read your first capture');
  await page.locator('.getting-started-step', { hasText: 'Open a Sample Failure' }).waitFor();
  await stop('walkthrough', page);
}

/** Runs a command from the palette, and where it asks, answers it. While the editor still starts, the palette may close or lack entries: then again. */
function command(page: Page, title: string, answer?: string): Promise<void> {
  return again(async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await pick(page, title, '>');
    if (answer) await pick(page, answer);
  });
}

async function pick(page: Page, title: string, prefix = ''): Promise<void> {
  await page
    .locator('.quick-input-widget input')
    .first()
    .fill(prefix + title, { timeout: TRY_LIMIT_MS });
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
  await row.click({ timeout: TRY_LIMIT_MS });
  await page.mouse.move(...NOWHERE);
}

/** Rests the mouse on the first visible occurrence of a text until its hover shows; lines may still move, when code lenses arrive. */
function pointAt(page: Page, text: string): Promise<void> {
  return again(async () => {
    const place = await page.evaluate(placeOf, text);
    if (!place) throw new Error(`${text} is not on the screen`);
    await page.mouse.move(...NOWHERE);
    await page.mouse.move(place.x, place.y, { steps: 5 });
    const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents').first();
    await hover.waitFor({ timeout: TRY_LIMIT_MS });
  });
}

async function again(attempt: () => Promise<void>): Promise<void> {
  for (let tries = TRIES; ; tries--) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

/** Runs in the page: the place of the middle of a text. The editor shows blanks as no-break spaces and cuts a line into pieces. */
function placeOf(text: string): { x: number; y: number } | undefined {
  const lines = [...document.querySelectorAll('.monaco-editor .view-line')];
  const top = (line: Element): number => line.getBoundingClientRect().top;
  for (const line of lines.sort((a, b) => top(a) - top(b))) {
    const start = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(text);
    if (start < 0) continue;
    let rest = start + Math.floor(text.length / 2);
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const length = walker.currentNode.nodeValue?.length ?? 0;
      if (rest < length) {
        const range = document.createRange();
        range.setStart(walker.currentNode, rest);
        range.setEnd(walker.currentNode, rest + 1);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      rest -= length;
    }
  }
  return undefined;
}
