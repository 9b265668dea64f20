// A person's way through the extension with mouse and keyboard, from a paste to the walkthrough. Each stop is shown to `stop`.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { ROOT } from './cache.ts';
import { type EditorServer, editorUrl } from './editor.ts';

const SAMPLE = readFileSync(path.join(ROOT, 'samples/main-mode-refused.txt'), 'utf8');
/** One line of a log in a letter: perhaps a capture. */
const LETTER = `Dear all,\nthis is what we see.\n${lineWith('sending packet')}\nIt began on Tuesday.\nThank you.\n`;
const NOTES = `# Site 7\n\nThe peer is refused:\n\n\`\`\`cisco-ipsec\n${SAMPLE}\`\`\`\n`;
const FILE = 'kestrel.txt';

const STEP_LIMIT_MS = 20_000;
const TRY_LIMIT_MS = 3_000;
const TRIES = 5;
/** Colours, lenses and widgets fade in; nothing tells when they are there. */
const FADE_MS = 500;
const SCREEN = { width: 1440, height: 900 };
/** An empty part of the status bar: a mouse that rests there raises no tooltip. */
const NOWHERE = [SCREEN.width / 2, SCREEN.height - 4] as const;

export type Stop = (name: string, page: Page) => Promise<void>;

/** A theme as the editor calls it, and the mark that the workbench carries while it is in use. */
export interface Theme {
  readonly name: string;
  readonly mark: string;
}

export async function tour(browser: Browser, editor: EditorServer, theme: Theme, stop: Stop): Promise<void> {
  writeFileSync(path.join(editor.workspace, FILE), SAMPLE);
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: SCREEN,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  const show: Stop = async (name) => {
    await page.waitForTimeout(FADE_MS);
    await stop(name, page);
  };
  try {
    await page.goto(editorUrl(editor));
    await page.locator('.monaco-workbench .explorer-folders-view').waitFor();
    await command(page, 'Preferences: Color Theme', theme.name);
    await page.locator(`.monaco-workbench[class*="${theme.mark}"]`).waitFor();
    await readCapture(page, show);
    await readReport(page, show);
    await openFile(page, show);
    await adopt(page, show);
    await share(page, show);
    await learn(page, show);
  } catch (error) {
    await stop('failed', page);
    throw error;
  } finally {
    await context.close();
  }
}

/** Paste, hovers, quick fix, references, context menu, status, tree, problems. */
async function readCapture(page: Page, stop: Stop): Promise<void> {
  await pasteIntoNewTab(page, SAMPLE);
  await page.getByRole('button', { name: 'Cisco IPsec', exact: true }).waitFor();
  await again(async () => {
    await page.keyboard.press('ControlOrMeta+Home');
    await page.locator('.squiggly-error').first().waitFor({ timeout: TRY_LIMIT_MS });
  });
  await page.locator('.codelens-decoration a', { hasText: 'No phase 1 policy' }).waitFor();
  await stop('paste', page);

  const problem = await hoverOf(page, 'offered does not');
  check(count(problem, 'No phase 1 policy in common') === 1, `the hover does not repeat the problem: ${problem}`);
  check(/Do next[\s\S]*show crypto isakmp policy/.test(problem), `the hover names the next command: ${problem}`);
  await stop('hover-problem', page);
  await page.keyboard.press('Escape');

  const word = await hoverOf(page, 'MM_NO_STATE');
  check(/^\S* ?MM_NO_STATE/.test(word), `the word comes first in its hover: ${word}`);
  await stop('hover-word', page);
  await page.keyboard.press('Escape');

  await page.locator('.view-line', { hasText: 'found peer pre-shared key' }).getByText('203.0.113.77').click();
  await page.locator('.wordHighlight, .wordHighlightStrong, .wordHighlightText').nth(2).waitFor();
  await page.keyboard.press('Shift+F12');
  await page.locator('.reference-zone-widget .monaco-list-row').first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.reference-zone-widget').waitFor({ state: 'detached' });

  await page.keyboard.press('ControlOrMeta+Home');
  await command(page, 'IPsec: Go to Next Evidence');
  await page.getByRole('button', { name: /^Ln 15, / }).waitFor();
  await command(page, 'IPsec: Go to Next Evidence');
  await page.getByRole('button', { name: /^Ln 22, / }).waitFor();

  await again(async () => {
    await page.keyboard.press('ControlOrMeta+.');
    await page.getByText('Copy the next command: ').first().waitFor({ timeout: TRY_LIMIT_MS });
  });
  await page.getByText('Copy the fix for ').first().waitFor();
  await stop('quick-fix', page);
  await page.keyboard.press('Enter');
  await clipboard(page, (text) => text === 'show crypto isakmp policy');

  check((await menuOf(page, 'no offers accepted')).includes('Diagnose IPSec output'), 'the context menu diagnoses');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Editor Language Status' }).click();
  await page.getByText(/IOS, 2 captures, \d+ of \d+ lines understood/).waitFor();
  await stop('status', page);
  await page.keyboard.press('Escape');

  const tree = page.locator('.pane', { hasText: 'IPsec Tunnels' });
  await command(page, 'Explorer: Focus on IPsec Tunnels View');
  await tree.locator('.monaco-list-row', { hasText: '203.0.113.77' }).first().waitFor();
  await tree.locator('.monaco-list-row', { hasText: 'No phase 1 policy' }).click();
  await page.getByRole('button', { name: /^Ln 22, Col \d+ \(\d+ selected\)/ }).waitFor();
  await page.mouse.move(...NOWHERE);
  await stop('tunnels', page);

  await command(page, 'Problems: Focus on Problems View');
  await page.locator('.markers-panel .monaco-list-row').first().waitFor();
  await stop('problems', page);
  await command(page, 'View: Hide Panel');
}

/** The report beside the text, its ladder, a link back to the lines. */
async function readReport(page: Page, stop: Stop): Promise<void> {
  await command(page, 'IPsec: Diagnose IPSec output');
  const report = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const link = report.locator('a[href^="line/"]').first();
  await link.waitFor();
  await stop('report', page);

  const ladder = report.locator('.mermaid svg').first();
  await ladder.scrollIntoViewIfNeeded();
  await ladder.getByText('stopped: ike-policy-mismatch').waitFor();
  await stop('ladder', page);

  await link.click();
  await page.locator('.active-line-number', { hasText: /^15$/ }).waitFor();
  await page.locator('.tab', { hasText: /^\d+-\d+/ }).waitFor({ state: 'detached' });
  await link.waitFor();
  await stop('report-jump', page);
  await command(page, 'View: Close Editors in Other Groups');
}

/** A file opened with the mouse is read, and its parts stand in the outline and in the breadcrumbs. */
async function openFile(page: Page, stop: Stop): Promise<void> {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: FILE }).click();
  await page.locator('.tab.active', { hasText: FILE }).waitFor();
  await page.getByRole('button', { name: 'Cisco IPsec', exact: true }).waitFor();
  await command(page, 'IPsec: Go to Next Evidence');
  await command(page, 'Explorer: Focus on Outline View');
  const outline = page.locator('.pane', { hasText: 'Outline' });
  await outline.locator('.monaco-list-row', { hasText: 'debug crypto isakmp' }).waitFor();
  await page.locator('.breadcrumbs-control').getByText('debug crypto isakmp').waitFor();
  await stop('outline', page);
}

/** A text that may be a capture: a quiet offer, and no entries of ours in the menu before it is taken. A capture in Markdown is coloured. */
async function adopt(page: Page, stop: Stop): Promise<void> {
  await pasteIntoNewTab(page, LETTER);
  const status = page.getByRole('button', { name: 'Editor Language Status: Looks like Cisco IPsec output' });
  await status.waitFor();
  check(!(await menuOf(page, 'It began on')).includes('IPSec'), 'the menu of plain text is left alone');
  await page.keyboard.press('Escape');
  await status.click();
  await page.getByText('Read as Cisco IPsec').waitFor();
  await stop('offer', page);
  await page.getByText('Read as Cisco IPsec').click();
  await page.getByRole('button', { name: 'Cisco IPsec', exact: true }).waitFor();

  await command(page, 'File: New Untitled Text File');
  await page.locator('.monaco-editor.focused').waitFor();
  await command(page, 'Change Language Mode', 'Markdown');
  await page.getByRole('button', { name: 'Markdown', exact: true }).waitFor();
  await paste(page, NOTES);
  const line = page.locator('.view-line', { hasText: 'Created a peer struct' });
  await again(async () => {
    await page.keyboard.press('ControlOrMeta+Home');
    await line.locator('span[class*="mtk"]').nth(2).waitFor({ timeout: TRY_LIMIT_MS });
  });
  await stop('fence', page);
}

/** "Paste redacted", chosen from the ways to paste. */
async function share(page: Page, stop: Stop): Promise<void> {
  await pasteIntoNewTab(page, SAMPLE);
  await page.locator('.post-edit-widget').waitFor();
  await again(async () => {
    await page.keyboard.press('ControlOrMeta+.');
    await page.locator('.action-widget', { hasText: 'Paste redacted' }).waitFor({ timeout: TRY_LIMIT_MS });
  });
  await stop('paste-redacted', page);
  await page.locator('.action-widget .monaco-list-row', { hasText: 'Paste redacted' }).click();
  await page.locator('.view-line', { hasText: 'host-1#show crypto isakmp sa' }).waitFor();
  const shown = await page.locator('.editor-instance .view-lines').last().innerText();
  check(!/203\.0\.113\.77|198\.51\.100\.18|Kestrel/.test(shown), `nothing of the original is left: ${shown}`);
}

/** The walkthrough and its pictures; the empty state of the tree. */
async function learn(page: Page, stop: Stop): Promise<void> {
  await command(page, 'Welcome: Open Walkthrough...', 'Read your first capture');
  const steps = page.locator('.getting-started-step');
  await steps.nth(3).waitFor();
  for (let step = 0; step < 4; step++) {
    await steps.nth(step).click();
    await page.locator('.getting-started-media iframe').first().waitFor();
  }
  await steps.nth(1).click();
  await stop('walkthrough', page);
}

async function pasteIntoNewTab(page: Page, text: string): Promise<void> {
  await command(page, 'File: New Untitled Text File');
  await page.locator('.monaco-editor.focused').waitFor();
  await paste(page, text);
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('ControlOrMeta+v');
}

async function clipboard(page: Page, expected: (text: string) => boolean): Promise<void> {
  await again(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    check(expected(text), `the clipboard holds what was asked for, not: ${text.slice(0, 200)}`);
  });
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

/** What the hover over the first visible occurrence of a text says; lines may still move, when code lenses arrive. */
async function hoverOf(page: Page, text: string): Promise<string> {
  let said = '';
  await again(async () => {
    const place = await placeOf(page, text);
    await page.mouse.move(...NOWHERE);
    await page.mouse.move(place.x, place.y, { steps: 5 });
    const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents:not(.hover-row-actions)').last();
    await hover.waitFor({ timeout: TRY_LIMIT_MS });
    await hover.getByText('Loading...').waitFor({ state: 'detached', timeout: TRY_LIMIT_MS });
    said = await allText(page.locator('.monaco-hover:not(.hidden) .hover-row'));
    check(said !== '' && !said.includes('Loading...'), `the hover is there, not: ${said}`);
  });
  return said;
}

/** The entries of the context menu at a text. */
async function menuOf(page: Page, text: string): Promise<string> {
  const place = await placeOf(page, text);
  await page.mouse.click(place.x, place.y, { button: 'right' });
  const menu = page.locator('.context-view .monaco-menu');
  await menu.getByText('Command Palette...').waitFor();
  return allText(menu);
}

const allText = async (places: Locator): Promise<string> => (await places.allInnerTexts()).join('\n').trim();

async function again(attempt: () => Promise<void>): Promise<void> {
  for (let tries = TRIES; ; tries--) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

async function placeOf(page: Page, text: string): Promise<{ x: number; y: number }> {
  const place = await page.evaluate(findText, text);
  if (!place) throw new Error(`${text} is not on the screen`);
  return place;
}

/** Runs in the page: the place of the middle of a text. The editor shows blanks as no-break spaces and cuts a line into pieces. */
function findText(text: string): { x: number; y: number } | undefined {
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

function lineWith(words: string): string {
  return SAMPLE.split('\n').find((line) => line.includes(words)) ?? '';
}

const count = (text: string, part: string): number => text.split(part).length - 1;

function check(condition: boolean, claim: string): void {
  if (!condition) throw new Error(`Expected that ${claim}`);
}
