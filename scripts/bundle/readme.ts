// The README inside the VSIX for as long as the manifest names no repository: a relative address leads nowhere there.

const PICTURE = /^!\[[^\]]*\]\((?!https:)[^)]*\)$/;
const POINTER = /^- \[[^\]]*\]\((?!https:|#)[^)]*\)/;
const LINK = /\[([^\]]*)\]\((?!https:|#)[^)]*\)/g;

/** Pictures, and list items that only lead elsewhere, are left out; other links keep their words. */
export function packagedReadme(readme: string): string {
  const kept = readme.split('\n').filter((line) => !PICTURE.test(line) && !POINTER.test(line));
  return kept
    .join('\n')
    .replace(LINK, '$1')
    .replace(/\n{3,}/g, '\n\n');
}
