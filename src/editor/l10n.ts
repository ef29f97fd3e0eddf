import { config } from '@vscode/l10n';
import { env, l10n } from 'vscode';

/** The words of the editor's language; English where there are none. */
export interface Words {
  /** Their language, as a tag. */
  language: string;
  bundle: Readonly<Record<string, string>>;
  /** The bundle's path. */
  file: string | undefined;
}

export const words: Words = {
  language: l10n.bundle ? env.language : 'en',
  bundle: l10n.bundle ?? {},
  file: l10n.uri?.fsPath,
};

// Imported first by each bundle of the extension: what a module says is decided when it is loaded.
config({ contents: words.bundle });
