import * as l10n from '@vscode/l10n';
import type { OpenAI } from 'openai/client';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import type { ModelFamily } from '../model-family.ts';
import { familyOf } from './boxes.ts';
import type { Endpoint, ServerFlavour } from './endpoint.ts';
import { type Asked, cannotSee, failureOf, garbage } from './failure.ts';
import { flavourByOwner } from './flavours.ts';

/** What a server says of itself and of the model that is to be asked. */
export interface Server {
  flavour: ServerFlavour;
  /** Its id of the model. */
  model: string;
  family: ModelFamily;
  contextSize?: number;
  slots?: number;
}

const Listed = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        owned_by: z.string().optional().catch(undefined),
        // vLLM and SGLang
        max_model_len: z.number().positive().optional().catch(undefined),
      }),
    )
    .nullable(),
});
/** llama-server, `get_res_props` in server-context.cpp. */
const Props = z.object({
  modalities: z.object({ vision: z.boolean() }),
  total_slots: z.int().positive().optional().catch(undefined),
  default_generation_settings: z.object({ n_ctx: z.int().positive() }).optional().catch(undefined),
});
/** https://docs.ollama.com/api */
const OllamaShow = z.object({ capabilities: z.array(z.string()) });
/** https://lmstudio.ai/docs/api/rest-api */
const LmStudioModels = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      state: z.string().optional(),
      loaded_context_length: z.number().positive().optional().catch(undefined),
    }),
  ),
});

/**
 * Gets to know a server: which one it is, which model answers, and that this model sees images.
 *
 * @throws GlimpseError `cannot-see`, `server-garbage`, `server-refused`; and the openai package's errors as they come
 */
export async function getToKnow(
  client: OpenAI,
  endpoint: Endpoint,
  asked: Asked,
  signal?: AbortSignal,
): Promise<Server> {
  const root = endpoint.baseURL.replace(/\/+(v\d+\/*)?$/, '');
  const get = <T>(url: string, shape: z.ZodType<T>) => read(client.get(url, { signal }), shape);
  const post = <T>(url: string, body: object, shape: z.ZodType<T>) => read(client.post(url, { signal, body }), shape);

  const models = await listModels(client, endpoint, asked, signal);
  const listed = models.find(({ id }) => id === endpoint.model) ?? models[0];
  const flavour = endpoint.flavour ?? flavourByOwner(listed?.owned_by) ?? (await flavourByAddress(get, root));
  const lmStudio = flavour === 'lm-studio' ? await get(`${root}/api/v0/models`, LmStudioModels) : undefined;
  const model = endpoint.model ?? preferred(lmStudio) ?? listed?.id;
  if (model === undefined) {
    throw new GlimpseError('server-refused', {
      failed: l10n.t('{0} lists no model.', asked.name),
      tried: l10n.t('{0}/models is empty.', asked.baseURL),
      todo: l10n.t('Load a model there, or name the one to ask.'),
    });
  }
  const server: Server = {
    flavour,
    model,
    family: endpoint.family ?? familyOf(model),
    contextSize: listed?.max_model_len,
  };
  let sees: boolean | undefined;
  if (flavour === 'llama-server') {
    const props = await get(`${root}/props`, Props);
    sees = props?.modalities.vision;
    server.slots = props?.total_slots;
    server.contextSize ??= props?.default_generation_settings?.n_ctx;
  } else if (flavour === 'ollama') {
    sees = (await post(`${root}/api/show`, { model }, OllamaShow))?.capabilities.includes('vision');
  } else if (flavour === 'lm-studio') {
    const entry = lmStudio?.data.find(({ id }) => id === model);
    sees = entry && entry.type === 'vlm';
    server.contextSize = entry?.loaded_context_length;
  }
  if (!(sees ?? (await seesByTrying(client, { ...asked, model }, signal)))) {
    throw new GlimpseError('cannot-see', {
      failed: cannotSee({ ...asked, model }),
      tried: l10n.t('{0} says so.', asked.name),
      todo: l10n.t('Choose a vision-language model; a GGUF model needs its mmproj file.'),
    });
  }
  return server;
}

async function listModels(client: OpenAI, endpoint: Endpoint, asked: Asked, signal?: AbortSignal) {
  let answer: unknown;
  try {
    answer = await client.get('/models', { signal });
  } catch (error) {
    // A server may do without a list where its model is named.
    if (endpoint.model !== undefined && statusOf(error) === 404) return [];
    throw error;
  }
  const listed = Listed.safeParse(answer);
  if (!listed.success) throw garbage(asked, l10n.t('it has no list of models.'));
  return listed.data.data ?? [];
}

/** Ollama's owner of a model may be anybody; LM Studio has been known to change its mind. */
async function flavourByAddress(
  get: <T>(url: string, shape: z.ZodType<T>) => Promise<T | undefined>,
  root: string,
): Promise<ServerFlavour> {
  if (await get(`${root}/api/tags`, z.object({ models: z.array(z.object({ digest: z.string() })) }))) return 'ollama';
  if (await get(`${root}/api/v0/models`, LmStudioModels)) return 'lm-studio';
  return 'other';
}

/** Of all that LM Studio has on its disk: a model that sees, loaded if there is one. */
function preferred(models: z.infer<typeof LmStudioModels> | undefined): string | undefined {
  const seeing = models?.data.filter(({ type }) => type === 'vlm') ?? [];
  return (seeing.find(({ state }) => state === 'loaded') ?? seeing[0])?.id;
}

/** What a server's own address answers, if it is there and has this shape. */
async function read<T>(answer: PromiseLike<unknown>, shape: z.ZodType<T>): Promise<T | undefined> {
  try {
    return shape.safeParse(await answer).data;
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined && status >= 400 && status !== 401 && status !== 403 && status !== 503) return undefined;
    throw error;
  }
}

/** 64 x 64 pixels of red, a PNG. */
const TINY_PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAMAAACdt4HsAAAAA1BMVEXQICCEGQyAAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAG0lEQVRYw+3BgQAAAADDoPlT3+AEVQEAAAB8AxBAAAEZszF2AAAAAElFTkSuQmCC';

/**
 * Shows the server a tiny picture: refused, where the same question without it is answered, means blind. So does an answer
 * whose prompt costs as many tokens with the picture as without: such a server drops pictures and says nothing.
 */
async function seesByTrying(client: OpenAI, asked: Asked & { model: string }, signal?: AbortSignal): Promise<boolean> {
  const cost = async (withPicture: boolean) => {
    const answer = await client.chat.completions.create(
      {
        model: asked.model,
        max_tokens: 1,
        messages: [
          {
            role: 'user',
            content: [
              ...(withPicture ? [{ type: 'image_url' as const, image_url: { url: TINY_PICTURE } }] : []),
              { type: 'text', text: 'Which colour?' },
            ],
          },
        ],
      },
      { signal },
    );
    return z.object({ usage: z.object({ prompt_tokens: z.number() }) }).safeParse(answer).data?.usage.prompt_tokens;
  };
  let seen: number | undefined;
  try {
    seen = await cost(true);
  } catch (error) {
    const { kind } = failureOf(error, asked);
    if (kind === 'cannot-see') return false;
    if (kind !== 'server-refused' || statusOf(error) === 429 || statusOf(error) === 503) throw error;
    // What is refused without the picture as well is not about the picture, and is thrown.
    await cost(false);
    return false;
  }
  const blind = await cost(false);
  return seen === undefined || blind === undefined || seen > blind;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}
