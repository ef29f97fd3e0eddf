import * as z from 'zod';
import { Failure } from '../../failure.ts';
import { MODEL_FAMILIES } from '../../model-family.ts';
import { ServerPlaces } from '../find.ts';
import { HOST_STATES, HostPlan } from '../plan.ts';

// What travels between a window and the process that keeps the model for all of them. Both `hello`s, `welcome` and `leave`
// stay as they are in every version to come: by them a version makes room for another.

const Id = z.int().nonnegative();
const Proof = z.string().max(100);
const Version = z.string().max(100);

/** A server that is up, as `Endpoint` of vision/. */
const Endpoint = z.object({
  baseURL: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+\/v1$/),
  apiKey: z.string(),
  model: z.string(),
  family: z.enum(MODEL_FAMILIES).optional(),
  flavour: z.literal('llama-server'),
  slots: z.int().positive(),
});

const Device = z.object({ id: z.string(), name: z.string(), total: z.number(), free: z.number() });

/** Of the one model that runs, or ran last. */
export const SharedStatus = z.object({
  /** Never `busy`: each window knows that of itself, and `others` says the rest. */
  state: z.enum(HOST_STATES).exclude(['busy']),
  /** Which model: the path of its file. */
  model: z.string().optional(),
  progress: z.number().optional(),
  failure: Failure.optional(),
  /** What it is computed with. */
  backend: z.object({ name: z.string(), devices: z.array(Device) }).optional(),
  /** Whether another window is at work with it. */
  others: z.boolean(),
});
export type SharedStatus = z.infer<typeof SharedStatus>;

export const ToKeeper = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: Version, nonce: Proof, proof: Proof }),
  /** `wish`: what the plan was made from. As long as that stays the same, so does the plan of a model that runs. */
  z.object({
    type: z.literal('open'),
    id: Id,
    plan: HostPlan,
    wish: z.string(),
    places: ServerPlaces,
    idleMs: z.number().nonnegative(),
  }),
  /** Whoever asked to `open` does not wait any more. */
  z.object({ type: z.literal('cancel'), id: Id }),
  /** So many requests of this window are on their way. */
  z.object({ type: z.literal('leases'), count: z.int().nonnegative() }),
  /** Ends the model, also at work; with `model`, only that one, and only if it does nothing. */
  z.object({ type: z.literal('stop'), id: Id, model: z.string().optional() }),
  /** Asks why a connection to the model broke. */
  z.object({ type: z.literal('explain'), id: Id }),
  /** Another version wants to keep a model: end as soon as nobody is at work. */
  z.object({ type: z.literal('leave') }),
]);
export type ToKeeper = z.infer<typeof ToKeeper>;

export const FromKeeper = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: Version, nonce: Proof }),
  z.object({ type: z.literal('welcome'), proof: Proof }),
  z.object({ type: z.literal('status'), status: SharedStatus }),
  z.object({ type: z.literal('log'), line: z.string() }),
  /** Sent at once for whatever has an id: a keeper that hangs says nothing. */
  z.object({ type: z.literal('heard'), id: Id }),
  z.object({ type: z.literal('progress'), id: Id, progress: z.number().optional() }),
  /** `open` waits until another window is done with another model. */
  z.object({ type: z.literal('queue'), id: Id }),
  z.object({ type: z.literal('reply'), id: Id, endpoint: Endpoint.optional(), failure: Failure.optional() }),
]);
export type FromKeeper = z.infer<typeof FromKeeper>;
