import { get } from 'node:http';

/**
 * Waits until a llama-server does nothing more for requests whose connection was closed: it notices between two steps, and
 * the encoding of an image is one step. It answers this question from the loop that does the work (`get_lora_adapters` in
 * tools/server/server-context.cpp), so the answer comes when that is free. Rejects when the server goes away.
 */
export function settled({ baseURL, apiKey }: { baseURL: string; apiKey?: string }, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const request = get(new URL('/lora-adapters', baseURL), { agent: false, headers, signal }, (response) => {
      response.resume();
      response.once('end', resolve);
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}
