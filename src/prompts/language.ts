/** Chinese, English, German, ...: of an editor's or BCP-47 tag in English and in itself. */
const named = (tag: string, inLanguage: string): string | undefined =>
  new Intl.DisplayNames([inLanguage], { type: 'language', fallback: 'none' }).of(tag);

/**
 * A language as a model is told it: `Simplified Chinese (简体中文)` for `zh-cn`, `German (Deutsch)` for `de`. What is no tag
 * is taken for a name that the user wrote: `中文`, `Plain English`. English where nothing is said.
 *
 * Prompts stay in English whatever the language of the answer: models follow those best, and there is one of each to keep.
 */
export function languageName(tag = 'en'): string {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag.trim());
  } catch {
    const words = tag.replace(/[\p{C}\s]+/gu, ' ').trim();
    return words === '' || words === 'auto' ? languageName() : words.slice(0, 40);
  }
  // Places say which script is meant: Taiwan, Hong Kong.
  const known = locale.language === 'zh' ? `zh-${locale.maximize().script}` : locale.baseName;
  const inEnglish = named(known, 'en');
  const inItself = named(known, known);
  if (!inEnglish) return tag;
  return inItself && inItself !== inEnglish ? `${inEnglish} (${inItself})` : inEnglish;
}
