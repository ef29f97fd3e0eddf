import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Settings } from '../../../src/editor/settings.ts';
import { Templates } from '../../../src/editor/templates.ts';
import type { GlimpseError } from '../../../src/errors.ts';
import { TEMPLATES } from '../../../src/prompts/built-in.ts';
import { TemplateEntry } from '../../../src/prompts/template.ts';
import { TemplateChoice } from '../../../src/protocol.ts';

const warned: GlimpseError[] = [];
function templates(prompts: unknown) {
  warned.length = 0;
  return new Templates(new Settings(() => ({ prompts })), (error) => warned.push(error));
}

describe('templates', () => {
  it('are the built-in ones where nothing is set', () => {
    for (const nothing of [undefined, null, {}]) {
      const { choices } = templates(nothing);
      expect(choices.map(({ id }) => id)).toEqual(TEMPLATES.map(({ id }) => id));
      expect(z.array(TemplateChoice).parse(choices)).toEqual(choices);
    }
    expect(warned).toEqual([]);
  });

  it('want words of the user only where they use them', () => {
    const { choices } = templates({ mine: { prompt: `Count \${question} in \${image}.` } });
    const wants = (id: string) => choices.find((choice) => choice.id === id)?.question;
    expect([wants('ask'), wants('text'), wants('mine')]).toEqual([true, false, true]);
  });

  it('are found by their name, but only for their task', () => {
    const all = templates({ 'alt.mine': { task: 'describe', prompt: 'Say it in one word.' } });
    expect(all.find('describe', 'alt.mine').prompt).toBe('Say it in one word.');
    expect(all.find('describe', undefined).id).toBe('describe.short');
    expect(all.find('ask', 'alt.mine').id).toBe('ask');
    expect(all.find('describe', 'gone').id).toBe('describe.short');
  });

  it('tell what is wrong in the settings once, and refuse to stand in for it', () => {
    const all = templates({ mine: { prompt: 'x', maxTokens: 0 }, good: { prompt: 'y' } });
    expect(all.choices.map(({ id }) => id)).toContain('good');
    expect(all.choices.map(({ id }) => id)).not.toContain('mine');
    expect(warned.map(({ message }) => message)).toEqual([
      expect.stringContaining('glimpse.prompts["mine"].maxTokens'),
    ]);
    expect(() => all.find('ask', 'mine')).toThrow('glimpse.prompts["mine"].maxTokens');
    expect(all.find('ask', undefined).id).toBe('ask');
  });
});

describe('the schema of the setting in package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const nls = JSON.parse(readFileSync(new URL('../../../package.nls.json', import.meta.url), 'utf8'));
  const { additionalProperties, markdownDescription, scope } =
    manifest.contributes.configuration.properties['glimpse.prompts'];

  it('is that of an entry, with words for each key', () => {
    const { $schema: _, ...schema } = z.toJSONSchema(TemplateEntry, { io: 'input' });
    const plain = structuredClone(additionalProperties);
    for (const key of Object.values<{ markdownDescription?: string }>(plain.properties)) {
      expect(key.markdownDescription).toBeTruthy();
      delete key.markdownDescription;
    }
    expect(plain).toEqual(schema);
  });

  it('names every built-in prompt', () => {
    expect(markdownDescription).toBe('%setting.prompts%');
    for (const { id } of TEMPLATES) expect(nls['setting.prompts']).toContain(`\`${id}\``);
  });

  it('lets a workspace set prompts, but only a trusted one', () => {
    expect(scope).toBe('window');
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(['glimpse.prompts']);
  });
});
