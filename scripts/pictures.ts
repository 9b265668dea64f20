// `npm run pictures`: photographs the extension in use, in five themes, into test/pictures/.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser } from './host/browser.ts';
import { progress, ROOT } from './host/cache.ts';
import { startEditor } from './host/editor.ts';
import { tour } from './host/tour.ts';

const FOLDER = path.join(ROOT, 'test/pictures');

const THEMES = {
  'dark-modern': 'Dark Modern',
  'light-modern': 'Light Modern',
  'dark-high-contrast': 'Dark High Contrast',
  'light-high-contrast': 'Light High Contrast',
  'solarized-dark': 'Solarized Dark',
};

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const editor = await startEditor();
const browser = await launchBrowser();
try {
  for (const [file, theme] of Object.entries(THEMES)) {
    progress(`${theme} …`);
    await tour(browser, editor, theme, async (stop, page) => {
      await page.screenshot({ path: path.join(FOLDER, `${file}-${stop}.png`) });
    });
  }
} finally {
  await browser.close();
  await editor.stop();
}
progress(`The pictures are in ${path.relative(process.cwd(), FOLDER)}.`);
