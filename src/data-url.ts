/** Bytes of a `data:` URL (RFC 2397), and the type that it claims; undefined where it is none, or broken. */
export function fromDataUrl(url: string): { mediaType: string; data: Uint8Array<ArrayBuffer> } | undefined {
  const comma = url.indexOf(',');
  const [, mediaType = '', parameters = ''] = /^data:([^;,]*)([^,]*)$/i.exec(url.slice(0, comma)) ?? [];
  if (comma < 0 || !/^data:/i.test(url)) return undefined;
  const body = url.slice(comma + 1);
  try {
    const data = /;\s*base64$/i.test(parameters)
      ? fromBase64(body)
      : new TextEncoder().encode(decodeURIComponent(body));
    return { mediaType: mediaType.toLowerCase(), data };
  } catch {
    return undefined;
  }
}

function fromBase64(body: string): Uint8Array<ArrayBuffer> {
  const binary = atob(body.includes('%') ? decodeURIComponent(body) : body);
  const data = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) data[i] = binary.charCodeAt(i);
  return data;
}
