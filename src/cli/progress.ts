import type { TaskEvent } from '../tasks/task.ts';

const DOING = {
  decode: 'decoding',
  regions: 'looking for boxes',
  'find-text': 'looking for text',
  'read-text': 'reading text',
  load: 'loading the model',
  queue: 'waiting for its turn',
  see: 'the model looks at the picture',
  write: 'the model writes',
};

/** One line on standard error that is written over and over, on terminals only. */
export class Progress {
  private shown = false;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  show(name: string, index: number, total: number, event: TaskEvent): void {
    if (event.type !== 'phase') return;
    const { phase, progress, ahead, tokensPerSecond } = event;
    const facts = [
      progress === undefined ? '' : `${Math.round(progress * 100)} %`,
      ahead ? `(${ahead} before it)` : '',
      tokensPerSecond ? `(${tokensPerSecond.toFixed(1)} tokens/s)` : '',
    ];
    const line = [total > 1 ? `[${index + 1}/${total}]` : '', `${name}: ${DOING[phase]}`, ...facts];
    this.line(line.filter(Boolean).join(' '));
  }

  /** @param text what the line says now; cut where the terminal ends */
  line(text: string): void {
    if (!this.stream.isTTY) return;
    this.clear();
    this.stream.write(text.slice(0, (this.stream.columns || 80) - 1));
    this.shown = true;
  }

  clear(): void {
    if (this.shown) this.stream.write('\r\x1b[K');
    this.shown = false;
  }
}
