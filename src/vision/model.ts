import type { FittedImage } from '../image/fitted.ts';
import type { ModelFamily } from '../model-family.ts';

/** How a token is chosen; absent: as the server likes. */
export interface Sampling {
  temperature?: number;
  topP?: number;
  topK?: number;
  presencePenalty?: number;
  repeatPenalty?: number;
  seed?: number;
}

export type MessagePart = { type: 'text'; text: string } | { type: 'image'; image: FittedImage };

export interface Message {
  role: 'system' | 'user' | 'assistant';
  /** In the order in which the model reads them; images at any place. */
  parts: MessagePart[];
}

export interface VisionRequest {
  messages: Message[];
  /** A JSON Schema that the answer must keep to. */
  schema?: Record<string, unknown>;
  sampling?: Sampling;
  /** The most that the answer may cost. */
  maxTokens: number;
  signal?: AbortSignal;
}

/** The steps of an answer, in their order. */
export const MODEL_PHASES = ['load', 'queue', 'see', 'write'] as const;
export type ModelPhase = (typeof MODEL_PHASES)[number];

export interface Usage {
  promptTokens: number;
  /** Of these, what the server still had in memory. */
  cachedTokens?: number;
  outputTokens: number;
  /** ms from the request to the first token. */
  firstTokenMs?: number;
  /** ms that the server took to read what it had not in memory, pictures included, where it says so. */
  promptMs?: number;
  tokensPerSecond?: number;
}

/** What a model says while it answers: phases, text as it is written, and one `done`, last. Errors are thrown. */
export type VisionEvent =
  | {
      type: 'phase';
      phase: ModelPhase;
      /** 0..1 within this phase, where it is known. */
      progress?: number;
      /** `queue`: how many are before this one. */
      ahead?: number;
      /** `write` */
      tokensPerSecond?: number;
    }
  | { type: 'text'; delta: string }
  | {
      type: 'done';
      text: string;
      usage: Usage;
      /** `length`: cut at `maxTokens` or the context; `loop`: stopped, as it only repeated itself. */
      stop: 'end' | 'length' | 'loop';
    };

/** What is known of a model once its server is up. */
export interface ModelFacts {
  /** As a person would call it: a file's name, or the server's id for it. */
  name: string;
  family: ModelFamily;
  /** Tokens of prompt and answer together, where the server says. */
  contextSize?: number;
}

/** A vision-language model that can be asked, wherever it runs. */
export interface VisionModel {
  /** As a person would call it, before anything is loaded. */
  readonly name: string;
  /**
   * Brings the server up, and makes sure that its model sees images. Called again, or while it comes up: the same.
   * @throws GlimpseError `cannot-see`, and those of the server's start
   */
  load(options?: {
    signal?: AbortSignal;
    onProgress?: (event: Extract<VisionEvent, { type: 'phase' }>) => void;
  }): Promise<ModelFacts>;
  /** Loads where that has not been done, waits for its turn, asks. Throws `GlimpseError`s, and the signal's AbortError. */
  ask(request: VisionRequest): AsyncIterable<VisionEvent>;
}
