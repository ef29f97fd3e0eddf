import { IMAGE_EXTENSIONS } from '../alt/address.ts';

/** The names of files that Glimpse may read; what they are is told by their bytes. */
export const IMAGE_NAME = new RegExp(`\\.(${IMAGE_EXTENSIONS.join('|')})$`, 'i');
