// The VSIX of this platform, which `npm run package` packs.
import { vsixOf } from '../../pack/pack.mjs';
import { OWN_TARGET } from '../../pack/targets.mjs';

export const vsixFile = vsixOf(OWN_TARGET);
