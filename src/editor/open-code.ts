import { languages, ViewColumn, window, workspace } from 'vscode';
import type { OpenFormat } from '../protocol.ts';

/** What fences call languages that VS Code knows by another name; all others go by their own. */
const LANGUAGE_IDS: Record<string, string> = {
  bash: 'shellscript',
  'c#': 'csharp',
  'c++': 'cpp',
  cs: 'csharp',
  htm: 'html',
  js: 'javascript',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  md: 'markdown',
  mjs: 'javascript',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  svg: 'xml',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yml: 'yaml',
  zsh: 'shellscript',
};

/** Shows code in a new editor beside the one in front; Vue and Svelte are read as HTML where no extension knows them. */
export function openCode(content: string, as: OpenFormat): Promise<void> {
  return openText(content, as, 'html');
}

/**
 * Shows text in a new editor beside the one in front, without a file: it is the user who saves it, or not.
 * @param fence the language as a fence of Markdown names it
 * @param otherwise VS Code's name of the language for those that it does not know
 */
export async function openText(content: string, fence: string, otherwise = 'plaintext'): Promise<void> {
  const document = await workspace.openTextDocument({ content, language: await languageId(fence, otherwise) });
  await window.showTextDocument(document, ViewColumn.Beside);
}

/** VS Code's name of the language that a fence of Markdown names; `otherwise` where it does not know that. */
export async function languageId(fence: string, otherwise: string): Promise<string> {
  const named = fence.toLowerCase();
  const id = LANGUAGE_IDS[named] ?? named;
  return (await languages.getLanguages()).includes(id) ? id : otherwise;
}
