// Keeps a model for all windows: `node host-keeper.js FILE BUNDLE VERSION WATCH GRACE BACKENDS`, started by `startKeeper`. Tells its
// parent when there is a keeper, this one or another, and then belongs to nobody.
import { config } from '@vscode/l10n';

const [file = '', bundle = '', version = '', watch = '', graceMs = '', backends = ''] = process.argv.slice(2);
if (bundle) config({ fsPath: bundle });
// Only now: what a module says is decided when it is loaded.
const { keep } = await import('./keep.ts');
try {
  await keep({ file, version, watch, graceMs: Number(graceMs), backends });
  process.exit();
} catch (error) {
  process.send?.({ error: (error as Error).message }, undefined, undefined, () => process.exit(1));
}
