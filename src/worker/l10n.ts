// Imported first: what a module says is decided when it is loaded.
import { config } from '@vscode/l10n';

const bundle = process.argv[3];
if (bundle) config({ fsPath: bundle });
