// Imported first: what a module says is decided when it is loaded.
import { config } from '@vscode/l10n';

const bundle = document.getElementById('l10n')?.textContent;
if (bundle) config({ contents: bundle });
