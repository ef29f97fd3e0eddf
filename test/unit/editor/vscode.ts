/**
 * What the parts of the editor under test take from VS Code, for tests without one: its classes, and a person who is shown
 * things. `vitest.config.ts` puts it in the place of the module `vscode`.
 */

type Listener<T> = (event: T) => void;

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}
export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}
export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class MarkdownString {
  value = '';
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
  appendText(text: string): this {
    return this.appendMarkdown(text);
  }
}
export enum ProgressLocation {
  Notification = 15,
}
export enum ConfigurationTarget {
  Global = 1,
}
export enum QuickPickItemKind {
  Separator = -1,
  Default = 0,
}
export const Uri = {
  parse: (text: string) => ({ toString: () => text }),
  file: (fsPath: string) => ({ fsPath, toString: () => `file://${fsPath}` }),
};

/** A message that is shown, with its buttons; `answer` presses one, or closes it. */
export interface Message {
  words: string;
  buttons: string[];
  answer(button?: string): void;
}

/** What a person was shown, and what became of it. */
export class Person {
  readonly messages: Message[] = [];
  /** Words that need no answer. */
  readonly quiet: string[] = [];
  /** Progress that is shown: its title and what was reported; `cancel` presses its button. */
  readonly progress: { title: string; reports: string[]; cancel(): void }[] = [];
  /** Commands that were run, and their arguments. */
  readonly commands: unknown[][] = [];
  readonly opened: string[] = [];
  /** Settings that were written. */
  readonly settings: Record<string, unknown> = {};
  clipboard = '';
  /** The input box gives this. */
  typed: string | undefined;
}

export let person = new Person();
/** Another person, who has seen nothing yet. */
export function newPerson(): Person {
  person = new Person();
  return person;
}

const show = (words: string, ...more: (string | object)[]) =>
  new Promise<string | undefined>((resolve) => {
    const buttons = more.filter((each) => typeof each === 'string');
    person.messages.push({ words, buttons, answer: resolve });
  });

export const window = {
  showInformationMessage: show,
  showWarningMessage: show,
  showErrorMessage: show,
  showInputBox: async () => person.typed,
  setStatusBarMessage: (words: string) => void person.quiet.push(words),
  withProgress: <T>(
    { title }: { title: string },
    work: (
      progress: { report(step: { message?: string }): void },
      cancelled: { onCancellationRequested(listener: Listener<void>): void },
    ) => Promise<T>,
  ): Promise<T> => {
    const cancel = new EventEmitter<void>();
    const reports: string[] = [];
    person.progress.push({ title, reports, cancel: () => cancel.fire() });
    return work(
      { report: ({ message }) => void reports.push(message ?? '') },
      { onCancellationRequested: (listener) => void cancel.event(listener) },
    );
  },
};

export const commands = {
  executeCommand: async (...command: unknown[]) => void person.commands.push(command),
  getCommands: async () => ['revealFileInOS'],
};

export const env = {
  language: 'en',
  remoteName: undefined,
  openExternal: async (uri: object) => person.opened.push(String(uri)) > 0,
  clipboard: {
    writeText: async (text: string) => {
      person.clipboard = text;
    },
  },
};

export const workspace = {
  getConfiguration: () => ({
    get: (name: string) => person.settings[name],
    update: async (name: string, value: unknown) => {
      person.settings[name] = value;
    },
  }),
};
