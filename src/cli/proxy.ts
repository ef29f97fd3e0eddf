import http from 'node:http';
import https from 'node:https';

/**
 * From now on requests go through the proxies that the environment names: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, but for what
 * NO_PROXY names. Node 20 does not look at them by itself, and in the editor VS Code does.
 */
export async function useProxies(): Promise<void> {
  // Most of the program needs no network.
  const { ProxyAgent } = await import('proxy-agent');
  const agent = new ProxyAgent({ keepAlive: true });
  http.globalAgent = agent;
  https.globalAgent = agent as unknown as https.Agent;
}
