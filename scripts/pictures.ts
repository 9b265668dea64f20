// `npm run pictures`: photographs the extension in use, in six themes, into test/pictures/.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser } from './host/browser.ts';
import { progress, ROOT } from './host/cache.ts';
import { startEditor } from './host/editor.ts';
import { tour } from './host/tour.ts';

const FOLDER = path.join(ROOT, 'test/pictures');

export const THEMES = [
  'Dark Modern',
  'Light Modern',
  'Dark High Contrast',
  'Light High Contrast',
  'Solarized Dark',
  'Solarized Light',
];

export async function photograph(themes: readonly string[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const theme of themes) {
      progress(`Pictures in ${theme} …`);
      // An editor of its own: the next page would restore the unsaved tabs of this one.
      const editor = await startEditor();
      try {
        await tour(browser, editor, theme, async (stop, page) => {
          const file = `${theme.toLowerCase().replaceAll(' ', '-')}-${stop}.png`;
          await page.screenshot({ path: path.join(FOLDER, file) });
        });
      } finally {
        await editor.stop();
      }
    }
  } finally {
    await browser.close();
  }
}

if (import.meta.main) {
  await photograph(THEMES);
  progress(`The pictures are in ${path.relative(process.cwd(), FOLDER)}.`);
}
