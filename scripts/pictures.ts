// `npm run pictures [-- THEME]`: photographs the extension in use, in six themes, into test/pictures/.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser } from './host/browser.ts';
import { progress, ROOT } from './host/cache.ts';
import { startEditor } from './host/editor.ts';
import { type Theme, tour } from './host/tour.ts';

const FOLDER = path.join(ROOT, 'test/pictures');

export const THEMES: readonly Theme[] = [
  { name: 'Dark Modern', mark: 'dark_modern' },
  { name: 'Light Modern', mark: 'light_modern' },
  { name: 'Dark High Contrast', mark: 'hc_black' },
  { name: 'Light High Contrast', mark: 'hc_light' },
  { name: 'Solarized Dark', mark: 'solarized-dark' },
  { name: 'Solarized Light', mark: 'solarized-light' },
];

export async function photograph(themes: readonly Theme[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const theme of themes) {
      progress(`Pictures in ${theme.name} …`);
      // An editor of its own: the next page would restore the unsaved tabs of this one.
      const editor = await startEditor();
      try {
        await tour(browser, editor, theme, async (stop, page) => {
          const file = `${theme.name.toLowerCase().replaceAll(' ', '-')}-${stop}.png`;
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
  const [wanted] = process.argv.slice(2);
  await photograph(THEMES.filter(({ name }) => !wanted || name === wanted));
  progress(`The pictures are in ${path.relative(process.cwd(), FOLDER)}.`);
}
