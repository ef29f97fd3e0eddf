// A window that tests can kill: opens the model, says how it is, and stays. With ASK it asks something without end.
// Arguments: options of SharedServer as JSON, a plan, the llama-server, ASK.
import { SharedServer } from '../../src/host/shared/shared-server.ts';

const [options = '{}', plan = '', bundled = '', ask] = process.argv.slice(2);
const host = new SharedServer({
  ...JSON.parse(options),
  plan: () => JSON.parse(plan),
  places: () => ({ bundled }),
  idleMs: () => 0,
});
host.onStatus(({ state }) => console.log(state));
const release = host.lease();
const { baseURL, apiKey } = await host.open();
if (ask) {
  const messages = [{ role: 'user', content: 'LONG' }];
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ messages, stream: true, max_tokens: 100_000, ignore_eos: true }),
  });
  await response.body?.getReader().read();
  console.log('asked');
} else {
  release();
}
console.log(baseURL);
setInterval(() => {}, 1000);
