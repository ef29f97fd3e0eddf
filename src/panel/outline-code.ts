import type { CodeLanguage, Styling } from '../tasks/code/language.ts';
import { codeActions } from './code-actions.ts';
import { type Desk, failureWords } from './desk.ts';

/** The outline as code: generated, or written by the model. */
export class OutlineCode {
  /** How generated code says what things look like. */
  styling: Styling = 'plain';
  /** What the model writes now. */
  writing: CodeLanguage | undefined;
  private failed: { language: CodeLanguage; words: string } | undefined;

  /** @param changed is called when a failure comes or goes */
  constructor(
    private readonly desk: Desk,
    private readonly changed: () => void,
  ) {}

  /** What can be done; `canAsk`: whether there is a model. */
  actions(canAsk: boolean) {
    const { desk, styling, writing, failed } = this;
    return codeActions({
      styling,
      setStyling: (styling) => void desk.ask({ do: 'set-styling', styling }),
      open: (as) => void desk.do({ do: 'open-as', as }),
      canAsk,
      writing,
      write: (language) => void this.write(language),
      failed,
      stop: () => void desk.ask({ do: 'stop-writing' }),
    });
  }

  private async write(language: CodeLanguage): Promise<void> {
    this.failed = undefined;
    this.changed();
    const failure = await this.desk.ask({ do: 'write-code', language });
    if (!failure) return;
    this.failed = { language, words: failureWords(failure) };
    this.changed();
  }
}
