/** How a family of models writes boxes, and how many pixels a visual token of it shows. `vision/boxes.ts` knows each. */
export const MODEL_FAMILIES = ['qwen3-vl', 'qwen2.5-vl', 'gemma', 'other'] as const;
export type ModelFamily = (typeof MODEL_FAMILIES)[number];
