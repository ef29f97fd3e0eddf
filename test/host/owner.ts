// An owner of a model's process that tests can kill: opens it, says how far it is, and stays. Arguments: a plan, the places.
import { findHost } from '../../src/host/choose-backend.ts';
import { LlamaServer } from '../../src/host/llama-server.ts';

const [plan = '', bundled = '', watch = ''] = process.argv.slice(2);
const host = new LlamaServer({
  plan: () => JSON.parse(plan),
  find: (signal, wanted) => findHost({ bundled }, wanted, signal),
  watch,
});
host.onStatus(({ state }) => console.log(state));
await host.open();
setInterval(() => {}, 1000);
