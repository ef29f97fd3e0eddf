/** What code an outline can become: an HTML page, a React, a Vue or a Svelte component. */
export const CODE_LANGUAGES = ['html', 'tsx', 'vue', 'svelte'] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

/** How that code says what things look like: a stylesheet of its own, or Tailwind's utility classes. */
export const STYLINGS = ['plain', 'tailwind'] as const;
export type Styling = (typeof STYLINGS)[number];
