import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { Unauthorized } from './http-get.ts';
import type { Source } from './sources.ts';

/** Whether it can be a token: those travel in a header. */
export const isToken = (text: string): boolean => /^[\x21-\x7e]{1,500}$/.test(text);

/** What tells a hub who asks; empty for an address that is not the hub's own, or its mirror's. */
export function authorization({ name, base, token }: Source, url: string): { authorization?: string } {
  if (!token || name !== 'huggingface' || new URL(url).origin !== new URL(base).origin) return {};
  return { authorization: `Bearer ${token}` };
}

/**
 * An error of a hub that does not give a repository to everybody, in words that say how to get it; any other as it is.
 * @param page where a person accepts the licence
 */
export function explained(error: unknown, { name, base, token }: Source, page: string | undefined): unknown {
  if (!(error instanceof GlimpseError) || !(error.cause instanceof Unauthorized) || !page) return error;
  if (name !== 'huggingface' || error.cause.origin !== new URL(base).origin) return error;
  const { tried } = error.parts;
  return new GlimpseError(
    'hub-token',
    {
      failed: l10n.t('{0} does not give this model to everybody.', new URL(base).host),
      ...(tried && { tried }),
      todo: token
        ? l10n.t(
            'Accept its licence on {0} with the account of your token, and check that the token may read it.',
            page,
          )
        : l10n.t(
            'Accept its licence on {0}, then set your token: by the command "Glimpse: Set Hugging Face Token...", or as HF_TOKEN in the terminal.',
            page,
          ),
    },
    { cause: error },
  );
}
