// A person's way through the extension with mouse and keyboard: paste, hover, problems, report, jump. Each stop is shown to `stop`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { ROOT } from './cache.ts';
import { type EditorServer, editorUrl } from './editor.ts';

const SAMPLE = path.join(ROOT, 'samples/main-mode-refused.txt');
const STEP_LIMIT_MS = 20_000;
const PALETTE_LIMIT_MS = 3_000;
const PALETTE_TRIES = 5;
const SCREEN = { width: 1440, height: 900 };
/** An empty part of the status bar: a mouse that rests there raises no tooltip. */
const NOWHERE = [SCREEN.width / 2, SCREEN.height - 4] as const;

export type Stop = (name: string, page: Page) => Promise<void>;

export async function tour(browser: Browser, editor: EditorServer, theme: string, stop: Stop): Promise<void> {
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: SCREEN,
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

  await pointAt(page, page.locator('.squiggly-error').first());
  await stop('hover-problem', page);
  await page.keyboard.press('Escape');

  await pointAt(page, page.locator('.view-line span span', { hasText: 'MM_NO_STATE' }).last());
  await stop('hover-state', page);
  await page.mouse.move(...NOWHERE);

  await command(page, 'Problems: Focus on Problems View');
  await page.locator('.markers-panel .monaco-list-row').first().waitFor();
  await stop('problems', page);
  await command(page, 'View: Hide Panel');

  await command(page, 'IPsec: Diagnose IPSec output');
  const report = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const link = report.locator('a[href^="line/"]').first();
  await link.waitFor();
  await stop('report', page);

  await link.click();
  await page.getByRole('button', { name: /^Ln \d+, Col \d+ \(\d+ selected\)/ }).waitFor();
  await page.locator('.tab', { hasText: /^\d+-\d+/ }).waitFor({ state: 'detached' });
  await link.waitFor();
  await stop('report-jump', page);
}

/** Runs a command from the palette, and where it asks, answers it. While the editor still starts, the palette may close or lack entries: then again. */
async function command(page: Page, title: string, answer?: string): Promise<void> {
  for (let tries = PALETTE_TRIES; ; tries--) {
    try {
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await pick(page, title, '>');
      if (answer) await pick(page, answer);
      return;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

async function pick(page: Page, title: string, prefix = ''): Promise<void> {
  await page
    .locator('.quick-input-widget input')
    .first()
    .fill(prefix + title, { timeout: PALETTE_LIMIT_MS });
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
  await row.click({ timeout: PALETTE_LIMIT_MS });
  await page.mouse.move(...NOWHERE);
}

/** Rests the mouse on the end of a piece of text until its hover shows. */
async function pointAt(page: Page, text: Locator): Promise<void> {
  const box = await text.boundingBox();
  if (!box) throw new Error('The text to point at is not on the screen');
  await page.mouse.move(box.x + box.width - 12, box.y + box.height / 2, { steps: 5 });
  await page.locator('.monaco-hover:not(.hidden) .hover-contents').first().waitFor();
}
