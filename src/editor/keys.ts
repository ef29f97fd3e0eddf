import type { SecretStorage } from 'vscode';

/** Where the key of a server comes from. */
export interface Keys {
  get(url: string): PromiseLike<string | undefined>;
}

/** The keys of the servers that the user named, or the tokens of hubs, one for an origin, in the system's keychain. */
export class ServerKeys implements Keys {
  /** @param kind what its secrets are named after */
  constructor(
    private readonly secrets: SecretStorage,
    private readonly kind: 'server-key' | 'hub-token' = 'server-key',
  ) {}

  get(url: string): Thenable<string | undefined> {
    return this.secrets.get(this.#slot(url));
  }

  /** An empty key forgets the one there was. */
  set(url: string, key: string): Thenable<void> {
    return key === '' ? this.secrets.delete(this.#slot(url)) : this.secrets.store(this.#slot(url), key);
  }

  #slot(url: string): string {
    return `glimpse.${this.kind}:${new URL(url).origin}`;
  }
}
