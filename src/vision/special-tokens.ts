/**
 * What chat templates write as control tokens (`<|im_end|>`, `<|vision_start|>`, Gemma's `<start_of_turn>`, Mistral's
 * `[INST]`), and where engines put images (`<__media__>`, `<image_soft_token>`, `[IMG]`).
 */
const SPECIAL =
  /<(?=\|[^<>|\s]{1,64}\|>|__media|(?:start|end)_of_(?:turn|image)>|image_soft_token>)|\[(?=\/?(?:INST|IMG)\])/g;

/**
 * Text in which nothing reads as a control token or as the place of an image: a space goes after the first character of
 * each. Servers take such tokens from user text as well (llama-server parses special tokens in the whole rendered prompt,
 * `process_mtmd_prompt` in its server-common.cpp; vLLM counts placeholders), so that text of a picture could end its turn
 * and speak as somebody else.
 */
export function escapeSpecial(text: string): string {
  return text.replace(SPECIAL, '$& ');
}
