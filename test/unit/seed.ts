import { configureGlobal } from 'fast-check';

// Properties are tried on the same values each time, so that a commit passes or fails for good; GLIMPSE_SEED tries others.
configureGlobal({ seed: Number(process.env.GLIMPSE_SEED ?? 1) });
