import type { ModelFamily } from '../model-family.ts';

/** The engines whose dialects differ where this client notices; `other`: plain OpenAI protocol. */
export const SERVER_FLAVOURS = ['llama-server', 'vllm', 'sglang', 'ollama', 'lm-studio', 'other'] as const;
export type ServerFlavour = (typeof SERVER_FLAVOURS)[number];

/** A server that is up, and how to talk to it. */
export interface Endpoint {
  /** With the version: `http://127.0.0.1:8080/v1`. */
  baseURL: string;
  apiKey?: string;
  /** The server's id of the model; absent: the first that it lists. */
  model?: string;
  /** What kind of model it is, where the source knows better than its name says. */
  family?: ModelFamily;
  /** Absent: found out by asking. */
  flavour?: ServerFlavour;
  /** How many requests it answers at once; more wait here and know their place. Absent: as many as there are. */
  slots?: number;
}

export interface OpenOptions {
  signal?: AbortSignal;
  /** 0..1 of what has to be loaded, where it is known. */
  onProgress?: (progress: number | undefined) => void;
  /** It has to wait until others are done with another model. */
  onQueue?: () => void;
}

/** Where an endpoint comes from: a URL that the user set, or a process that is started first (host/). */
export interface EndpointSource {
  /** As a person would call what answers there. */
  readonly name: string;
  /** Brings it up where it is not; throws `GlimpseError`s that say why not. */
  open(options: OpenOptions): Promise<Endpoint>;
  /** A request begins, and ends by calling what this returns: so that nobody stops an engine at work. */
  lease?(): () => void;
  /**
   * Called when a connection broke: the typed reason, where the source knows better than "connection refused" (a process
   * that crashed, with the end of its log).
   */
  explain?(error: Error): Promise<Error>;
}
