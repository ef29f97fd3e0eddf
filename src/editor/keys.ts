import type { SecretStorage } from 'vscode';

/** Where the key of a server comes from. */
export interface Keys {
  get(url: string): PromiseLike<string | undefined>;
}

/** The keys of the servers that the user named, one for an origin, in the system's keychain. */
export class ServerKeys implements Keys {
  constructor(private readonly secrets: SecretStorage) {}

  get(url: string): Thenable<string | undefined> {
    return this.secrets.get(slot(url));
  }

  /** An empty key forgets the one there was. */
  set(url: string, key: string): Thenable<void> {
    return key === '' ? this.secrets.delete(slot(url)) : this.secrets.store(slot(url), key);
  }
}

const slot = (url: string): string => `glimpse.server-key:${new URL(url).origin}`;
