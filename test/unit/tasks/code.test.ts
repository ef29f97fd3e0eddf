import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileScript, compileTemplate, parse as parseVue } from '@vue/compiler-sfc';
import { build, transform } from 'esbuild';
import { type DefaultTreeAdapterTypes, parseFragment, parse as parseHtml } from 'parse5';
import { compile as compileSvelte } from 'svelte/compiler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parserWeights } from '../../../models/parser/weights.mjs';
import type { Screen } from '../../../src/screen/element.ts';
import { toCode, toPreview } from '../../../src/tasks/code/code.ts';
import { CODE_LANGUAGES, STYLINGS } from '../../../src/tasks/code/language.ts';
import { outline } from '../../../src/tasks/outline.ts';
import { runTask } from '../../../src/tasks/run.ts';
import type { Component, OutlineResult } from '../../../src/tasks/task.ts';
import { LocalWorker } from '../../../src/worker/local.ts';
import { BARE_DASHBOARD, boxed, CHINESE_FORM, DASHBOARD, el, LOGIN, PICTURE, screen, text } from './screens.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const outlineOf = (input: Screen): OutlineResult => ({ task: 'outline', picture: PICTURE, root: outline(input) });

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '{{ constructor }}',
  '{{x}} }} {{',
  '{x}',
  '{@html x} {/if} {#each',
  `\${x} \`tick\` \\u0041 \\`,
  `"double" 'single'`,
  '&lt;b&gt; &amp &#123;',
  '<!-- --> ]]> */ //',
  '<template v-if="x">',
  '中文：“引号”，换行',
  'a\u2028b\u0000c',
];

const hostile = screen([
  ...HOSTILE.flatMap((words, i) => [
    text(40, 20 + i * 60, words, i % 3 === 0 ? 'heading' : i % 3 === 1 ? 'text' : 'link'),
    el('textbox', [740, 20 + i * 60, 400, 34], words),
  ]),
]);
/** In a list: the texts are data of a script. */
const hostileList = screen(
  HOSTILE.slice(0, 6).flatMap((words, i) => [
    el('container', [40, 20 + i * 130, 600, 110]),
    el('image', [50, 30 + i * 130, 80, 80]),
    text(150, 40 + i * 130, words),
    ...boxed('button', [150, 70 + i * 130, 90, 34], 'Buy'),
  ]),
);

const folder = new URL('../../fixtures/screens/', import.meta.url);
const weights = `${parserWeights()}/`;
const FIXTURES = ['orders', 'settings-zh'];
const outlines: Record<string, OutlineResult> = {
  login: outlineOf(LOGIN),
  dashboard: outlineOf(DASHBOARD),
  'dashboard without boxes': outlineOf(BARE_DASHBOARD),
  'Chinese form': outlineOf(CHINESE_FORM),
  'hostile texts': outlineOf(hostile),
  'hostile texts in a list': outlineOf(hostileList),
  nothing: outlineOf(screen([])),
};
const NAMES = [...FIXTURES, ...Object.keys(outlines)];

beforeAll(async () => {
  const worker = new LocalWorker({ weights: pathToFileURL(weights) });
  for (const name of FIXTURES) {
    const picture = await worker.open(readFileSync(new URL(`${name}.png`, folder)), { name });
    for await (const event of runTask('outline', picture, { worker })) {
      if (event.type === 'done') outlines[name] = event.result;
    }
  }
  await worker.dispose();
}, 60_000);

const plain = (words: string): string =>
  words
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();

/** What can be read on the page, in its order: a control says what the words on it say. */
function textsOf({ text: own = '', children }: Component): string[] {
  const inner = children.flatMap(textsOf);
  return inner.length > 0 ? inner : own ? [plain(own)] : [];
}

/** A tag of any of the targets as it would be on a page. */
interface Rendered {
  tag: string;
  attributes: Record<string, unknown>;
  children: (Rendered | string)[];
}

/** The words on a page, also those in attributes, and nothing else in them that came from the picture. */
function wordsOf({ attributes, children }: Rendered): string[] {
  const shown = ['placeholder', 'alt', 'aria-label'].flatMap((name) => attributes[name] || []);
  return [...shown.map(String), ...children.flatMap((child) => (typeof child === 'string' ? child : wordsOf(child)))]
    .map(plain)
    .filter(Boolean);
}

function tagsOf({ tag, children }: Rendered): string[] {
  return [tag, ...children.flatMap((child) => (typeof child === 'string' ? [] : tagsOf(child)))];
}

function fromHtml(node: DefaultTreeAdapterTypes.ChildNode): (Rendered | string)[] {
  if ('value' in node) return [node.value];
  if (!('childNodes' in node)) return [];
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  return [{ tag: node.tagName, attributes, children: node.childNodes.flatMap(fromHtml) }];
}

/** Throws on everything that a browser would have to repair. */
function renderHtml(code: string): Rendered {
  const onParseError = ({ code: error }: { code: string }) => {
    throw new Error(error);
  };
  const [html] = parseHtml(code, { onParseError })
    .childNodes.flatMap(fromHtml)
    .filter((node) => typeof node === 'object');
  const body = html!.children.find((child) => typeof child === 'object' && child.tag === 'body') as Rendered;
  return body.children.find((child) => typeof child === 'object') as Rendered;
}

async function renderReact(code: string): Promise<Rendered> {
  const options = { loader: 'tsx', jsxFactory: 'h', jsxFragment: '"fragment"', format: 'cjs' } as const;
  const { code: script } = await transform(code, options);
  const h = (tag: string, attributes: object | null, ...children: unknown[]) => ({
    tag,
    attributes: attributes ?? {},
    children: children.flat(),
  });
  const module = { exports: {} as { default: () => Rendered } };
  new Function('h', 'module', script)(h, module);
  const root = module.exports.default();
  return root.tag === 'fragment' ? (root.children[1] as Rendered) : root;
}

async function renderVue(code: string): Promise<Rendered> {
  const { descriptor, errors } = parseVue(code, { filename: 'Page.vue' });
  expect(errors).toEqual([]);
  const { template, scriptSetup, styles } = descriptor;
  if (scriptSetup) compileScript(descriptor, { id: 'page' });
  expect(compileTemplate({ source: template!.content, filename: 'Page.vue', id: 'page' }).errors).toEqual([]);
  expect(styles.length).toBeLessThan(2);
  const { code: script } = await transform(scriptSetup?.content ?? '', { loader: 'ts' });
  const value = (expression: string, item: unknown) =>
    new Function('item', `${script}; return ${expression};`)(item) as unknown;
  return renderVueNode(template!.ast!.children as unknown as VueNode[], value)[0] as Rendered;
}

/** As @vue/compiler-core's `NodeTypes` numbers them. */
type VueNode =
  | { type: 1; tag: string; props: VueProp[]; children: VueNode[] }
  | { type: 2; content: string }
  | { type: 5; content: { content: string } };
type VueProp =
  | { type: 6; name: string; value?: { content: string } }
  | { type: 7; name: string; arg?: { content: string }; exp: { content: string } };

function renderVueNode(
  nodes: VueNode[],
  value: (expression: string, item: unknown) => unknown,
  item?: unknown,
): (Rendered | string)[] {
  return nodes.flatMap((node): (Rendered | string)[] => {
    if (node.type === 2) return [node.content];
    if (node.type === 5) return [String(value(node.content.content, item))];
    const loop = node.props.find((prop) => prop.type === 7 && prop.name === 'for');
    const items = loop?.type === 7 ? (value(loop.exp.content.replace('(item, i) in ', ''), item) as unknown[]) : [item];
    return items.map((each) => ({
      tag: node.tag,
      attributes: Object.fromEntries(
        node.props.flatMap((prop) => {
          if (prop.type === 6) return [[prop.name, prop.value?.content]];
          return prop.name === 'bind' && prop.arg?.content !== 'key'
            ? [[prop.arg!.content, value(prop.exp.content, each)]]
            : [];
        }),
      ),
      children: renderVueNode(node.children, value, each),
    }));
  });
}

async function renderSvelte(code: string): Promise<Rendered> {
  const options = { filename: 'Page.svelte', name: 'Page' } as const;
  const { warnings } = compileSvelte(code, { ...options, generate: 'client' });
  expect(warnings.filter((warning) => !warning.code.startsWith('a11y')).map((warning) => warning.message)).toEqual([]);
  const { js } = compileSvelte(code, { ...options, generate: 'server' });
  const contents = `${js.code}\nimport { render } from 'svelte/server';\nexport const html = () => render(Page).body;`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: repository },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['production'],
    write: false,
  });
  const address = `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`;
  const { html } = (await import(/* @vite-ignore */ address)) as { html: () => string };
  return parseFragment(html())
    .childNodes.flatMap(fromHtml)
    .find((node) => typeof node === 'object') as Rendered;
}

const RENDER = {
  html: async (code: string) => renderHtml(code),
  tsx: renderReact,
  vue: renderVue,
  svelte: renderSvelte,
};

describe.each(CODE_LANGUAGES)('%s', (language) => {
  test.each(NAMES)('%s: compiles, and holds each text once', async (name) => {
    for (const styling of STYLINGS) {
      const page = await RENDER[language](toCode(outlines[name]!, language, styling));
      expect(wordsOf(page).join(' ')).toBe(textsOf(outlines[name]!.root).join(' '));
      expect(tagsOf(page)).toEqual(tagsOf(renderHtml(toCode(outlines[name]!, 'html', styling))));
    }
  });
});

describe('tsx', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'glimpse-code-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  test('passes the TypeScript compiler', () => {
    const intrinsic =
      'declare namespace JSX { interface IntrinsicElements { [tag: string]: Record<string, unknown> } }';
    writeFileSync(
      path.join(scratch, 'jsx.d.ts'),
      `${intrinsic}\ndeclare const React: { createElement: unknown; Fragment: unknown };\n`,
    );
    const files = NAMES.flatMap((name, i) =>
      STYLINGS.map((styling) => {
        const file = path.join(scratch, `page-${i}-${styling}.tsx`);
        writeFileSync(file, toCode(outlines[name]!, 'tsx', styling));
        return file;
      }),
    );
    const compiler = path.join(repository, 'node_modules/typescript/bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--jsx',
      'react',
      '--target',
      'es2022',
      '--module',
      'esnext',
      '--types',
      '',
    ];
    const run = () =>
      execFileSync(process.execPath, [compiler, ...options, path.join(scratch, 'jsx.d.ts'), ...files], {
        cwd: scratch,
        encoding: 'utf8',
      });
    expect(run()).toBe('');
  });
});

const find = (page: Rendered, tag: string): Rendered[] => [
  ...(page.tag === tag ? [page] : []),
  ...page.children.flatMap((child) => (typeof child === 'string' ? [] : find(child, tag))),
];

test('a login page is a form of labelled inputs', () => {
  const page = renderHtml(toCode(outlines.login!, 'html'));
  const [form] = find(page, 'form');
  const labels = find(form!, 'label').map((label) => [
    ...wordsOf(label),
    ...find(label, 'input').map((each) => each.attributes.type),
  ]);
  expect(labels).toContainEqual(['Password', 'password']);
  expect(find(form!, 'h1').map(wordsOf)).toEqual([['Welcome back']]);
  expect(find(form!, 'button').map((button) => button.attributes.type)).toContain('button');
});

test('a dashboard has landmarks, lists and a table with a head', () => {
  const page = renderHtml(toCode(outlines.dashboard!, 'html'));
  expect(find(page, 'nav').length).toBeGreaterThan(0);
  expect(find(page, 'main')).toHaveLength(1);
  expect(find(page, 'th').map(wordsOf)).toEqual([['Order'], ['Customer'], ['Date'], ['Total']]);
  expect(find(find(page, 'tbody')[0]!, 'tr')).toHaveLength(4);
  const cards = find(page, 'ul').find((list) => wordsOf(list).includes('Revenue'));
  expect(find(cards!, 'li').map((card) => card.attributes.class)).toEqual(['stat-card', 'stat-card', 'stat-card']);
});

test('what a list repeats is written once, with its texts as data', () => {
  const code = toCode(outlines.dashboard!, 'svelte');
  expect(code).toContain('{#each tableRows as item}');
  expect(code).toContain('{ order: "#1001", customer: "Ann Lee", date: "2024-05-01", total: "$120.00" },');
  expect(code).toContain('<td>{item.customer}</td>');
  expect(code.match(/Ann Lee/g)).toHaveLength(1);
});

test('what differs in colour or is ticked is written once too', () => {
  const svelte = toCode(outlines.orders!, 'svelte');
  expect(svelte).toContain('style:background={item.badgeBackground}');
  expect(svelte).toMatch(/checked: true, link: "#10482".+badgeBackground: "#dcf5e4"/);
  expect(svelte).toMatch(/checked: false, link: "#10477".+badgeBackground: "#fde4e1"/);
  expect(toCode(outlines.orders!, 'tsx')).toContain('defaultChecked={item.checked}');
  expect(toCode(outlines.orders!, 'vue')).toContain(':style="{ background: item.badgeBackground }"');
});

test('a page has the colours, corners and sizes of the picture', () => {
  const code = toCode(outlines.orders!, 'html');
  const ruleOf = (name: string) => new RegExp(`\\.${name} \\{([^}]*)\\}`).exec(code)?.[1] ?? '';
  expect(ruleOf('side-bar')).toContain('background: #1d2333;');
  expect(ruleOf('stat-card')).toMatch(/border: 1px solid #dfe3ec;\s+border-radius: 1[01]px;/);
  const newOrder = /<button[^>]* class="([\w-]+)"[^>]*>\s*New order/.exec(code)?.[1] ?? '';
  expect(ruleOf(newOrder)).toMatch(/background: #2457d6;[\s\S]+color: #ffffff;/);
  expect(toCode(outlines.orders!, 'tsx', 'tailwind')).toMatch(/className="[^"]*bg-\[#1d2333\]/);
  const dark = toCode(outlines['settings-zh']!, 'html');
  expect(dark).toMatch(/\.page \{[^}]*background: #1[0-9a-f]{5};/);
});

const namesOf = ({ attributes, children }: Rendered): string[] => [
  ...Object.keys(attributes),
  ...children.flatMap((child) => (typeof child === 'string' ? [] : namesOf(child))),
];

test('a preview loads and runs nothing, and has its styles by nonce', () => {
  for (const result of Object.values(outlines)) {
    const html = toPreview(result, 'abc_123');
    expect(html).toContain(`content="default-src 'none'; style-src 'nonce-abc_123'"`);
    expect(html.match(/<style(?! nonce="abc_123")|<script|<img/)).toBeNull();
    expect(namesOf(renderHtml(html)).filter((name) => /^(style|src|srcset|on.*)$/.test(name))).toEqual([]);
  }
});

test('names that are no names of classes or functions', () => {
  const { root } = outlines.login!;
  const renamed = (part: Component): Component => ({
    ...part,
    name: `}</style>\`\${x} 1`,
    role: '"><script>',
    children: part.children.map(renamed),
  });
  const result = { ...outlines.login!, root: renamed(root) };
  for (const language of CODE_LANGUAGES) {
    const code = toCode(result, language);
    expect(code).not.toMatch(/<script>|\$\{x\}/);
    expect(code.split('</style>')).toHaveLength(2);
  }
  expect(toCode(result, 'tsx')).toContain('export default function Page()');
});

test('with Tailwind there is no stylesheet', () => {
  const code = toCode(outlines.dashboard!, 'vue', 'tailwind');
  expect(code).not.toContain('<style');
  expect(code).toContain('gap-6');
});
