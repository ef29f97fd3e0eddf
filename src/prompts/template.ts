import * as z from 'zod';

/** Which tasks ask a model. */
export const PROMPT_TASKS = ['describe', 'elements', 'outline', 'ask'] as const;

/** What a model is asked, and how. Texts may hold variables: `${fileName}`, `${language}`, ... (`variables.ts`). */
export const Template = z.object({
  /** `describe.short`, `alt.informative`, or the user's own word, in any script. */
  id: z.string().regex(/^[\p{L}\p{M}\p{N}_.-]{1,80}$/u, 'must be made of letters, digits, ".", "_" and "-"'),
  title: z.string().min(1),
  /** One line for a list to choose from. */
  description: z.string().default(''),
  task: z.enum(PROMPT_TASKS),
  /** Beside what is said to every model (`RULES`). */
  system: z.string().optional(),
  prompt: z.string().min(1),
  /** What the answer is: prose, a file of code, or JSON that keeps to `schema`. */
  answer: z.enum(['markdown', 'code', 'json']).default('markdown'),
  /** The language of a code answer's fence: `html`, `tsx`, `vue`, `svelte`. */
  codeLanguage: z.string().optional(),
  /** JSON Schema of a `json` answer. */
  schema: z.record(z.string(), z.unknown()).optional(),
  sampling: z
    .strictObject({
      temperature: z.number().min(0).max(2),
      topP: z.number().gt(0).max(1),
      topK: z.int().nonnegative(),
      presencePenalty: z.number().min(-2).max(2),
      repeatPenalty: z.number().positive().max(2),
      seed: z.int(),
    })
    .partial()
    .default({}),
  maxTokens: z.int().positive().max(131_072).default(2048),
  /** Visual tokens for each image. */
  imageTokens: z
    .strictObject({ min: z.int().positive(), max: z.int().positive().max(16_384) })
    .refine(({ min, max }) => min <= max, { path: ['min'], message: 'must not be more than max' })
    .default({ min: 256, max: 1024 }),
});
export type Template = z.infer<typeof Template>;
