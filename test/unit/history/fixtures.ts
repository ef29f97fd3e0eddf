import { createHash } from 'node:crypto';
import type { Analysis } from '../../../src/history/store.ts';

/** An analysis of a picture that is nothing but `content`; the store looks into no picture. */
export function analysis(content: string, more: Partial<Analysis> = {}, text?: string): Analysis {
  const name = content.slice(0, 20);
  const data = Buffer.from(content);
  const sha256 = createHash('sha256').update(data).digest('hex');
  const info = {
    name: `${name}.png`,
    format: 'png' as const,
    width: 4,
    height: 3,
    frames: 1,
    bytes: data.length,
    sha256,
  };
  return {
    result: { task: 'describe', picture: info, text: text ?? `It says ${name}.` },
    picture: { info, data },
    shown: { data, mediaType: 'image/png' },
    uri: `file:///shots/${name}.png`,
    key: `key of ${name}`,
    isWhole: true,
    answers: 1,
    background: '#ffffff',
    small: async () => ({ icon: Buffer.from(`icon of ${name}`), preview: Buffer.from(`preview of ${name}`) }),
    ...more,
  };
}
