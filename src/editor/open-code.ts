import { languages, ViewColumn, window, workspace } from 'vscode';
import type { OpenFormat } from '../protocol.ts';

/** VS Code's names of languages; those of Vue and Svelte come with extensions. */
export const LANGUAGE_IDS: Record<OpenFormat, string> = {
  md: 'markdown',
  json: 'json',
  html: 'html',
  tsx: 'typescriptreact',
  vue: 'vue',
  svelte: 'svelte',
};

/** Shows code in a new editor beside the one in front, without a file: it is the user who saves it, or not. */
export async function openCode(content: string, as: OpenFormat): Promise<void> {
  const known = new Set(await languages.getLanguages());
  const language = known.has(LANGUAGE_IDS[as]) ? LANGUAGE_IDS[as] : 'html';
  const document = await workspace.openTextDocument({ content, language });
  await window.showTextDocument(document, ViewColumn.Beside);
}
