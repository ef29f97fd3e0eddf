import { window } from 'vscode';

const SHOWN_MS = 6000;

/** Says in the status bar that something is done, for as long as it takes to read it: nobody has to close that. */
export function sayQuietly(words: string): void {
  window.setStatusBarMessage(words.replaceAll('$(', '$\u200b('), SHOWN_MS);
}
