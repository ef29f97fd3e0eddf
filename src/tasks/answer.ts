import * as l10n from '@vscode/l10n';
import type { VisionEvent, VisionModel, VisionRequest } from '../vision/model.ts';

export interface Answer {
  type: 'answer';
  text: string;
  stop: Extract<VisionEvent, { type: 'done' }>['stop'];
}

/** Asks, and gives phases, the text as it grows, and the whole of it, last. */
export async function* answer(
  model: VisionModel,
  request: VisionRequest,
): AsyncGenerator<Extract<VisionEvent, { type: 'phase' }> | { type: 'text'; text: string } | Answer> {
  let text = '';
  for await (const event of model.ask(request)) {
    if (event.type === 'phase') yield event;
    else if (event.type === 'done') yield { type: 'answer', text: event.text, stop: event.stop };
    else {
      text += event.delta;
      yield { type: 'text', text };
    }
  }
}

/** What a reader should know of how an answer ended. */
export function notesOf({ stop }: Answer, maxTokens: number): string[] {
  if (stop === 'length') return [l10n.t('The answer was cut: it may be {0} tokens long at most.', maxTokens)];
  if (stop === 'loop') return [l10n.t('The model began to repeat itself and was stopped.')];
  return [];
}
