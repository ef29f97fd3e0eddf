import './l10n.ts';
import './codicons.ts';
import './app.ts';
