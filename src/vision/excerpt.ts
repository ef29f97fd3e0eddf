/** The beginning of what a server said, fit for an error: one line, without image data and without `secret`. */
export function excerpt(text: string, secret?: string, length = 240): string {
  const clean = (secret ? text.slice(0, 4096).replaceAll(secret, '***') : text.slice(0, 4096))
    .replace(/data:[^"'\s]{16,}|[A-Za-z0-9+/=]{120,}/g, '...')
    .replace(/<[^>]*>|[\p{Cc}\s]+/gu, ' ')
    .trim();
  return clean.length > length ? `${clean.slice(0, length)}...` : clean;
}
