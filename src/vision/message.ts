import * as l10n from '@vscode/l10n';
import type { OpenAI } from 'openai/client';
import { GlimpseError } from '../errors.ts';
import type { Message } from './model.ts';
import { escapeSpecial } from './special-tokens.ts';

/**
 * A message as the protocol has it: parts in their order, pictures as data URLs, texts that are only text.
 * @throws GlimpseError `bad-prompt` for a picture that no user shows
 */
export function toOpenAI({ role, parts }: Message): OpenAI.Chat.ChatCompletionMessageParam {
  const content = parts.map((part) =>
    part.type === 'text'
      ? { type: 'text' as const, text: escapeSpecial(part.text) }
      : { type: 'image_url' as const, image_url: { url: dataURL(part.image) } },
  );
  if (role === 'user') return { role, content };
  if (parts.some(({ type }) => type === 'image')) {
    throw new GlimpseError('bad-prompt', {
      failed: l10n.t("A {0} message can't show a picture.", role),
      todo: l10n.t('Put the picture into a message of the user.'),
    });
  }
  return { role, content: content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n') };
}

function dataURL({ mediaType, data }: { mediaType: string; data: Uint8Array }): string {
  return `data:${mediaType};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`;
}
