import * as z from 'zod';
import { ElementState, ROLES } from '../screen/element.ts';

// What models answer. `meta` says what a server that can is to hold a model to: bounds that keep an answer from running
// on. An answer is read without them, as not every server knows schemas. The order of keys is the order of writing.
//
// For llama.cpp (common/json-schema-to-grammar.cpp) there are no tuples, which it reads as schemas that are `false`, no
// `$ref: "#"`, only whole numbers with both bounds, and repetitions well below 2000.

/** Without keys that a model set to null, where it had nothing to say. */
const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null))
    : value;

const words = (maxLength: number) => z.string().meta({ maxLength });
const list = <T extends z.ZodType>(item: T, maxItems: number) => z.array(item).meta({ maxItems });

/** An element's number in the inventory that the model was given. */
const elementNumber = z.int().meta({ minimum: 1, maximum: 9999 });
/** As the model's family writes boxes; `vision/boxes.ts` makes pixels of it. */
const bbox = z.array(z.number().meta({ type: 'integer', minimum: 0, maximum: 9999 })).length(4);

const naming = {
  role: z.enum(ROLES),
  /** Accessible name. */
  name: words(120).optional(),
  text: words(300).optional(),
  state: z.preprocess(withoutNulls, ElementState).optional(),
  /** Of the element that holds it. */
  parent: elementNumber.optional(),
};

/** One thing on a screen: of the inventory, by its number, or one that the inventory lacks, by its box. */
export const ElementAnswer = z.preprocess(
  withoutNulls,
  z.union([z.object({ id: elementNumber, ...naming }), z.object({ bbox_2d: bbox, ...naming })]),
);
export type ElementAnswer = z.infer<typeof ElementAnswer>;

export const ElementsAnswer = z.object({ elements: list(ElementAnswer, 300) });
export type ElementsAnswer = z.infer<typeof ElementsAnswer>;

export interface OutlineAnswer {
  /** PascalCase. */
  name: string;
  role?: string | undefined;
  layout?: 'row' | 'column' | 'grid' | 'stack' | undefined;
  /** Numbers of the inventory. */
  elements?: number[] | undefined;
  children?: OutlineAnswer[] | undefined;
}

const outlineNode = {
  name: z.string().meta({ pattern: '^[A-Z][A-Za-z0-9]{0,39}$' }),
  role: z.string().meta({ pattern: '^[a-z]{1,20}$' }).optional(),
  layout: z.enum(['row', 'column', 'grid', 'stack']).optional().catch(undefined),
  elements: list(elementNumber, 200).optional(),
};
const OutlineNode: z.ZodType<OutlineAnswer> = z.preprocess(
  withoutNulls,
  z.object({
    ...outlineNode,
    get children() {
      return list(OutlineNode, 60).optional();
    },
  }),
);

/** A tree of components; the elements of the inventory are its leaves. */
export const OutlineAnswer: z.ZodType<OutlineAnswer> = z.preprocess(
  withoutNulls,
  z.object({ ...outlineNode, children: list(OutlineNode, 60).optional() }),
);

/** The fields of a form, an invoice, a card: what stands for what. */
export const FieldsAnswer = z.object({
  fields: list(z.object({ name: words(120), value: words(1000), bbox_2d: bbox.optional() }), 200),
});
export type FieldsAnswer = z.infer<typeof FieldsAnswer>;

/** What is wrong with a screen as one sees it. */
export const DEFECT_KINDS = [
  'overlap',
  'cut-off',
  'misaligned',
  'spacing',
  'contrast',
  'illegible',
  'broken-image',
  'wrong-text',
  'inconsistent',
  'usability',
  'other',
] as const;
export const DefectsAnswer = z.object({
  defects: list(
    z.object({
      kind: z.enum(DEFECT_KINDS),
      severity: z.enum(['high', 'medium', 'low']),
      bbox_2d: bbox,
      problem: words(300),
      suggestion: words(300).optional(),
    }),
    40,
  ),
});
export type DefectsAnswer = z.infer<typeof DefectsAnswer>;

/** The data of a chart, or a table. */
export const TableAnswer = z.object({
  title: words(200),
  columns: list(words(120), 40),
  rows: list(list(z.union([z.number(), words(300)]), 40), 300),
});
export type TableAnswer = z.infer<typeof TableAnswer>;

/** The JSON Schema that a server is given. */
export function schemaOf(answer: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(answer);
  return schema;
}
