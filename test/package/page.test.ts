// The standalone page in a browser: it diagnoses a paste, obeys none of it, opens no connection, and needs no mouse.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { ROOT } from '../../scripts/host/cache.ts';

const ADDRESS = pathToFileURL(path.join(ROOT, 'dist/ipsec-doctor.html')).href;

const REFUSED = [
  'quay-4#debug crypto isakmp',
  '*Jun  3 07:14:22.511: ISAKMP:(0):Checking ISAKMP transform 1 against priority 20 policy',
  '*Jun  3 07:14:22.511: ISAKMP:(0):Hash algorithm offered does not match policy!',
  '*Jun  3 07:14:22.511: ISAKMP:(0):atts are not acceptable. Next payload is 0',
  '*Jun  3 07:14:22.511: ISAKMP:(0):no offers accepted!',
  '*Jun  3 07:14:22.511: ISAKMP:(0): phase 1 SA policy not acceptable! (local 192.0.2.33 remote 198.51.100.91)',
];

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

interface Visit {
  readonly page: Page;
  /** Addresses that the page asked for, beside its own. */
  readonly asked: readonly string[];
  readonly errors: readonly string[];
}

async function visit(colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> {
  const context = await browser.newContext({ colorScheme });
  const page = await context.newPage();
  const asked: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('dialog', (dialog) => errors.push(`dialog: ${dialog.message()}`));
  await page.goto(ADDRESS);
  asked.splice(0, 1);
  return { page, asked, errors };
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByLabel('Paste show, debug or syslog output').focus();
  await page.keyboard.insertText(text);
}

test('a paste is diagnosed at once, without a connection', async () => {
  const { page, asked, errors } = await visit();
  await paste(page, REFUSED.join('\n'));
  await page.getByRole('heading', { name: 'Fault: ike-policy-mismatch' }).waitFor();
  const report = await page.locator('#report').innerText();
  assert.match(report, /3 \| .*Hash algorithm offered does not match policy!/);
  assert.match(report, /Next, on /);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('The diagnosis appears here.').waitFor();
  await page.getByRole('button', { name: 'Sample' }).click();
  await page.getByRole('heading', { name: /^Fault: / }).waitFor();
  assert.deepEqual([asked, errors], [[], []]);
});

test('a file is read as it was written: UTF-8, UTF-16, Latin-1', async () => {
  const { page } = await visit();
  const text = `Grüße vom Kai\n${REFUSED.join('\r\n')}`;
  for (const buffer of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'latin1')]) {
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('The diagnosis appears here.').waitFor();
    await page.locator('#file').setInputFiles({ name: 'kai.log', mimeType: 'text/plain', buffer });
    await page.getByRole('heading', { name: /ike-policy-mismatch/ }).waitFor();
    assert.match(await page.locator('#text').inputValue(), /^Grüße vom Kai\n/);
  }
});

test('the page may not connect, whatever its script tries', async () => {
  const { page } = await visit();
  const refused = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violations.push(effectiveDirective),
    );
    const answer = await fetch('https://192.0.2.1/').catch(() => 'refused');
    const picture = document.createElement('img');
    picture.src = 'https://192.0.2.1/a.png';
    document.body.append(picture);
    const script = document.createElement('script');
    script.textContent = 'document.title = "run"';
    document.body.append(script);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { answer, violations: violations.sort(), title: document.title };
  });
  assert.equal(refused.answer, 'refused');
  assert.deepEqual(refused.violations, ['connect-src', 'img-src', 'script-src-elem']);
  assert.equal(refused.title, 'IPsec Doctor');
});

test('hostile text is shown as text', async () => {
  const hostile = [
    '<img src=x onerror="document.title=1">',
    '</textarea></section><script>document.title=2</script>',
    '<svg/onload=document.title=3><a href="javascript:document.title=4">here</a>',
    '&lt;b&gt; {{policy}} <!-- --> \u202egnp.exe \u001b]0;5\u0007',
  ];
  const { page, asked, errors } = await visit();
  const before = await page.locator('#report').evaluate((report) => report.ownerDocument.scripts.length);
  await paste(
    page,
    REFUSED.map((line, at) => (at === 0 ? line : `${line} ${hostile[at % hostile.length]}`)).join('\n'),
  );
  await page.getByRole('heading', { name: 'Fault: ike-policy-mismatch' }).waitFor();
  const report = page.locator('#report');
  const text = await report.innerText();
  assert.ok(hostile.slice(0, 3).some((part) => text.includes(part)));
  for (const unseen of ['\u001b', '\u202e', '\u0007']) assert.ok(!text.includes(unseen));
  assert.equal(await report.locator('img, script, svg, textarea, a:not([href^="https://"])').count(), 0);
  assert.equal(await page.evaluate(() => document.scripts.length), before);
  assert.equal(await page.title(), 'IPsec Doctor');
  assert.deepEqual([asked, errors], [[], []]);
});

test('secrets are masked and what is copied for others is anonymous', async () => {
  const { page } = await visit();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await paste(
    page,
    [...REFUSED, 'quay-4#show running-config', 'crypto isakmp key Plum9Harbour address 0.0.0.0'].join('\n'),
  );
  await page.getByRole('heading', { name: /ike-policy-mismatch/ }).waitFor();
  assert.ok(!(await page.locator('#report').innerText()).includes('Plum9Harbour'));
  const copied = async (button: string): Promise<string> => {
    await page.getByRole('button', { name: button }).click();
    await page.locator('#told').getByText('copied').waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const redacted = await copied('Copy redacted text');
  assert.match(redacted, /no offers accepted!/);
  assert.doesNotMatch(redacted, /Plum9Harbour|198\.51\.100\.91|quay-4/);
  const report = await copied('Copy report');
  assert.match(report, /^# IPsec diagnosis/);
  assert.ok(!report.includes('Plum9Harbour'));
});

test('evidence is reached by the keyboard and leads to its place in the text', async () => {
  const { page } = await visit();
  const padding = Array.from({ length: 200 }, (_, at) => `quay-4# ! note ${at}`);
  await paste(page, [...padding, ...REFUSED].join('\n'));
  await page.getByRole('heading', { name: /ike-policy-mismatch/ }).waitFor();
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
  for (let steps = 0; steps < 12 && !/^\d+ \| /.test(await focused()); steps += 1) await page.keyboard.press('Tab');
  const line = Number(/^(\d+) \| /.exec(await focused())?.[1]);
  await page.keyboard.press('Enter');
  const shown = await page.locator('#text').evaluate((input: HTMLTextAreaElement) => ({
    line: input.value.slice(0, input.selectionStart).split('\n').length,
    length: input.selectionEnd - input.selectionStart,
    scrolled: input.scrollTop > 0,
    focused: document.activeElement === input,
  }));
  assert.deepEqual({ ...shown, length: shown.length > 0 }, { line, length: true, scrolled: true, focused: true });
});

test('light and dark: every text stands out from its ground', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    const { page } = await visit(scheme);
    await paste(page, REFUSED.join('\n'));
    await page.getByRole('heading', { name: /ike-policy-mismatch/ }).waitFor();
    const faint = await page.evaluate(() => {
      const numbers = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
      const luminance = (color: string): number => {
        const [red = 0, green = 0, blue = 0] = numbers(color).map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const ground = (from: Element): string => {
        for (let each: Element | null = from; each; each = each.parentElement) {
          const { backgroundColor } = getComputedStyle(each);
          if (numbers(backgroundColor)[3] !== 0) return backgroundColor;
        }
        return 'rgb(255, 255, 255)';
      };
      return [...document.querySelectorAll('body *')]
        .filter((each) =>
          [...each.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim()),
        )
        .map((each) => {
          const [dark = 0, light = 0] = [getComputedStyle(each).color, ground(each)]
            .map(luminance)
            .sort((a, b) => a - b);
          return { text: each.textContent?.slice(0, 30), ratio: (light + 0.05) / (dark + 0.05) };
        })
        .filter(({ ratio }) => ratio < 4.5);
    });
    assert.deepEqual(faint, [], scheme);
  }
});
