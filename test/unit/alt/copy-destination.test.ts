import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyDestination, markdownAddress } from '../../../src/alt/copy-destination.ts';
import { fileOf, imagesIn } from '../../../src/alt/find.ts';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const place = { document: '/work/docs/guide/intro.md', root: '/work' };
/** `pattern` has `<name>` for a variable. */
const where = (pattern: string, at: { document: string; root?: string } = place) =>
  copyDestination(
    pattern.replace(/<([^>]*)>/g, (_, name) => `\${${name}}`),
    'shot.png',
    at,
    NOW,
  );

describe('where a pasted file goes', () => {
  it.each([
    ['', '/work/docs/guide/shot.png'],
    ['images/', '/work/docs/guide/images/shot.png'],
    ['../images/<fileName>', '/work/docs/images/shot.png'],
    ['/assets/', '/work/assets/shot.png'],
    ['<documentDirName>/images/<documentBaseName>.<fileExtName>', '/work/docs/guide/images/intro.png'],
    ['<documentWorkspaceFolder>/img/<documentRelativeDirName>/', '/work/img/docs/guide/shot.png'],
    ['<documentFileName>-<unixTime>.png', '/work/docs/guide/intro.md-1767323045678.png'],
    ['<documentBaseName/(.*)/$1/>/', undefined],
    ['<nothing>/', undefined],
  ])('%j', (pattern, path) => {
    expect(where(pattern)).toBe(path);
  });

  it('is beside a document of no workspace', () => {
    expect(where('/assets/', { document: '/home/me/note.md' })).toBe('/home/me/assets/shot.png');
  });
});

describe('the address of a file in Markdown', () => {
  it.each([
    ['/work/docs/guide/red.png', 'red.png'],
    ['/work/docs/images/red.png', '../images/red.png'],
    ['/work/docs/guide/my shot (1).png', '<my shot (1).png>'],
    ['/work/docs/guide/50% #1?.png', '<50%25 %231%3F.png>'],
    ['/work/docs/guide/图片.png', '图片.png'],
  ])('%s', (file, address) => {
    expect(markdownAddress(file, place.document)).toBe(address);
    const [image] = imagesIn(`![](${address})`, 'markdown');
    expect(posix.resolve('/work/docs/guide', fileOf(image!.src)!.path)).toBe(file);
  });
});
