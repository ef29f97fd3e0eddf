import type { IncomingHttpHeaders } from 'node:http';

/** `bytes 0-99/1000` -> 1000, where it begins `at`. */
export function sizeOf(contentRange: string | undefined, at: number): number | undefined {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(contentRange ?? '') ?? [];
  return start !== undefined && Number(start) === at ? Number(total) : undefined;
}

export const length = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;

/** What `If-Range` takes (RFC 9110, 13.1.5): a strong ETag, or a date. */
export function validatorOf({ etag, 'last-modified': date }: IncomingHttpHeaders): string | undefined {
  return etag !== undefined && !etag.startsWith('W/') ? etag : date;
}
