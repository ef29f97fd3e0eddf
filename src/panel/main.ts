import './l10n.ts';
import './app.ts';
