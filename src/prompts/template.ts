import * as l10n from '@vscode/l10n';
import * as z from 'zod';

/** Which tasks ask a model. */
export const PROMPT_TASKS = ['describe', 'elements', 'outline', 'ask'] as const;

const fields = {
  title: z.string().min(1),
  /** One line for a list to choose from. */
  description: z.string(),
  task: z.enum(PROMPT_TASKS),
  /** Beside what is said to every model (`RULES`). */
  system: z.string(),
  prompt: z.string().min(1),
  /** What the answer is: prose, a file of code, or JSON that keeps to `schema`. */
  answer: z.enum(['markdown', 'code', 'json']),
  /** The language of a code answer's fence: `html`, `tsx`, `vue`, `svelte`. */
  codeLanguage: z.string(),
  /** JSON Schema of a `json` answer. */
  schema: z.record(z.string(), z.unknown()),
  sampling: z
    .strictObject({
      temperature: z.number().min(0).max(2),
      topP: z.number().gt(0).max(1),
      topK: z.int().min(0).max(1_000_000),
      presencePenalty: z.number().min(-2).max(2),
      repeatPenalty: z.number().gt(0).max(2),
      seed: z
        .int()
        .min(0)
        .max(2 ** 32 - 1),
    })
    .partial(),
  maxTokens: z.int().min(1).max(131_072),
  /** Visual tokens for each image. */
  imageTokens: z
    .strictObject({ min: z.int().min(1).max(16_384), max: z.int().min(1).max(16_384) })
    .refine(({ min, max }) => min <= max, { path: ['min'], message: l10n.t('must not be more than max') }),
};

/** What a model is asked, and how. Texts may hold variables: `${fileName}`, `${language}`, ... (`variables.ts`). */
export const Template = z.object({
  /** `describe.short`, `alt.informative`, or the user's own word, in any script. */
  id: z
    .string()
    .regex(/^[\p{L}\p{M}\p{N}_.-]{1,80}$/u, l10n.t('its name must be of letters, digits, ".", "_" and "-"')),
  ...fields,
  description: fields.description.default(''),
  system: fields.system.optional(),
  answer: fields.answer.default('markdown'),
  codeLanguage: fields.codeLanguage.optional(),
  schema: fields.schema.optional(),
  sampling: fields.sampling.default({}),
  maxTokens: fields.maxTokens.default(2048),
  imageTokens: fields.imageTokens.default({ min: 256, max: 1024 }),
});
export type Template = z.infer<typeof Template>;

/** A template as far as the user says: the value of an entry of the setting `glimpse.prompts`. */
export const TemplateEntry = z.strictObject(fields).partial();
export type TemplateEntry = z.infer<typeof TemplateEntry>;
