import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exported, manifestWords, messageOf, placeholders, translations } from '../../../l10n/export.mjs';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
const manifest = read('package.json');

describe('the words of the extension', () => {
  it('are those of the sources; else run `npm run l10n`', async () => {
    expect(read('l10n/bundle.l10n.json')).toEqual(await exported());
  });

  it('are told in Simplified Chinese', async () => {
    const files = (await translations()).map(({ file }) => file);
    expect(files).toEqual(expect.arrayContaining(['l10n/bundle.l10n.zh-cn.json', 'package.nls.zh-cn.json']));
  });
});

describe.each(await translations())('$file', ({ english, words }) => {
  it('says everything, and nothing else', () => {
    expect(Object.keys(words)).toEqual(Object.keys(english));
  });

  it('has the same placeholders', () => {
    for (const [key, entry] of Object.entries(english)) {
      expect.soft(placeholders(words[key] ?? ''), key).toEqual(placeholders(messageOf(entry)));
    }
  });
});

describe('package.json', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);

  it('uses all the words of package.nls.json, and no others', () => {
    expect([...new Set(used)].sort()).toEqual(Object.keys(manifestWords()).sort());
  });

  it('says nothing to a person that can not be translated', () => {
    const { capabilities, contributes, description } = manifest;
    const shown = [...wordsIn({ capabilities, contributes, description })].filter((words) => !/^%.+%$/.test(words));
    expect([...new Set(shown)]).toEqual(['Glimpse']);
  });
});

/** What VS Code shows of a manifest: the values of these keys. */
function* wordsIn(value: unknown, key = ''): Generator<string> {
  if (typeof value === 'string') {
    if (SHOWN.test(key)) yield value;
  } else if (Array.isArray(value)) {
    for (const each of value) yield* wordsIn(each, key);
  } else if (value && typeof value === 'object') {
    // Under `properties` the keys are names of settings.
    for (const [name, each] of Object.entries(value)) yield* wordsIn(each, key === 'properties' ? '' : name);
  }
}

const SHOWN =
  /^(title|shortTitle|description|label|name|displayName|contextualTitle|contents|altText|category|(markdown)?(enum)?descriptions?|enumItemLabels|.*message)$/i;
