import { type ParseArgsConfig, parseArgs } from 'node:util';
import { version } from '../../package.json';
import { GlimpseError } from '../errors.ts';
import { GPU_CHOICES, type GpuChoice } from '../host/backends.ts';
import { DEFAULT_LIMITS, type ImageLimits } from '../image/picture.ts';
import { CODE_LANGUAGES, type CodeLanguage, STYLINGS, type Styling } from '../tasks/code/language.ts';
import { TEXT_FORMATS } from '../tasks/format.ts';
import { isLocatorFormat } from '../tasks/locators.ts';
import { TASKS, type TaskName } from '../tasks/task.ts';

/** The forms of a result. */
export const FORMATS = [...TEXT_FORMATS, ...CODE_LANGUAGES, 'png'] as const;
export type Format = (typeof FORMATS)[number];
export const isCode = (format: Format): format is CodeLanguage => CODE_LANGUAGES.some((each) => each === format);

const ABOUT: Record<(typeof COMMANDS)[number], string> = {
  elements: 'List the GUI elements of a screenshot: role, text, box.',
  outline: 'Group the elements into a tree of components: NavBar, LoginForm, CardList > Card.',
  describe: 'Describe a screenshot in plain sentences.',
  ask: 'Ask a vision model about a picture.',
  serve: 'Run a model for other programs: an OpenAI-compatible server on this machine.',
  models: 'List and download models, and see what they need of this machine (glimpse models --help).',
};

const PICTURE_OPTIONS = `Options:
  --format FORMAT       json, md, csv or png (the picture with boxes drawn over it);
                        elements also as locators for tests: playwright, testing-library;
                        outline also as code: html, tsx, vue, svelte
                        [json for elements and outline, md for describe and ask]
  --css STYLE           of code: plain, or tailwind for its utility classes [plain]
  -o, --output PATH     write to a file; or into a folder that exists or ends in a slash,
                        one result for each picture, named after it
  --max-megapixels N    refuse larger pictures [${DEFAULT_LIMITS.maxPixels / 1e6}]
  --max-megabytes N     refuse larger files [${DEFAULT_LIMITS.maxBytes / 2 ** 20}]
  --background #RRGGBB  what transparent pixels lie on [#ffffff]
`;

const MODEL_OPTIONS = `A vision model, for what the built-in parser can't know:
  --model FILE          a GGUF model, run by llama-server on this machine
  --mmproj FILE         its vision part [found beside the model]
  --endpoint URL        or an OpenAI-compatible server; its key is read from GLIMPSE_API_KEY
  --endpoint-model ID   which of its models [the first]
  --prompt TEXT         what to ask; @NAME uses a template (glimpse ask --prompt @ lists them)
  --together            ask: one question about all the pictures
  --language TAG        answer in this language, such as en or zh-cn [en]
  --image-tokens N[-M]  what a picture may cost, in visual tokens; or small: short side 768,
                        a JPEG of 1 MB at most [the template's]
`;

const HOST_OPTIONS = `How llama-server runs the model:
  --gpu BACKEND         auto, metal, cuda, vulkan or cpu [auto: the best that works here]
  --gpu-layers N        layers on the GPU: a number, auto or max [auto]
  --ctx-size N          tokens of prompt and answer together [16384, or fewer where
                        the memory does not hold them]
  --threads N           CPU threads [as llama.cpp likes]
  --llama-server PATH   which llama-server [the built-in one, or that on the PATH]
`;

const GENERAL_OPTIONS = `  -h, --help            show this
  -v, --version         show the version
`;

const PICTURE_NOTES = `FILE is a PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF or SVG; - reads standard input.
One file as JSON gives one object; several give an array of {"file", "result"} or {"file", "error"}.
A file that fails is named on standard error and does not stop the others.
Nothing is downloaded, and nothing leaves this machine unless --endpoint names another.

Exit codes: 0 done, 1 a file failed, 2 wrong usage, 130 interrupted.
`;

function help(command?: TaskName | 'serve'): string {
  if (command === 'serve') {
    return `Usage: glimpse serve --model FILE [options]

${ABOUT.serve}
Its address and its key are printed; Ctrl+C ends it.

Options:
  --model FILE          a GGUF model
  --mmproj FILE         its vision part [found beside the model]
  --port N              on 127.0.0.1 [a free one]
  --slots N             requests answered at once [1]
  --image-tokens N-M    the least and the most that it spends on a picture [1024-4096]

${HOST_OPTIONS}
${GENERAL_OPTIONS}`;
  }
  const options = `${PICTURE_OPTIONS}${GENERAL_OPTIONS}\n${MODEL_OPTIONS}\n${HOST_OPTIONS}\n${PICTURE_NOTES}`;
  if (command) return `Usage: glimpse ${command} [options] FILE...\n\n${ABOUT[command]}\n\n${options}`;
  const commands = COMMANDS.map((name) => `  ${name.padEnd(10)} ${ABOUT[name]}\n`).join('');
  return `Usage: glimpse COMMAND [options] FILE...\n\nCommands:\n${commands}\n${options}`;
}

const COMMANDS = [...TASKS, 'serve', 'models'] as const;

/** How a GGUF file is run, as far as the user said so. */
export interface LocalModel {
  model: string;
  mmproj?: string;
  gpu?: GpuChoice;
  gpuLayers?: number | 'auto' | 'max';
  contextSize?: number;
  threads?: number;
  slots?: number;
  imageTokens?: { min: number; max: number };
  /** A llama-server that the user chose. */
  llamaServer?: string;
}

/** Which model to ask, and what. */
export interface Asking {
  source: LocalModel | { endpoint: string; model?: string };
  prompt?: string;
  language?: string;
  imageTokens?: { min: number; max: number } | 'small';
}

/** What the user asked for, checked. */
export interface PictureJob {
  command: 'pictures';
  task: TaskName;
  files: string[];
  format: Format;
  /** Of code. */
  styling: Styling;
  output: string | undefined;
  limits: ImageLimits;
  background: string | undefined;
  asking: Asking | undefined;
  /** One question about all the files. */
  together: boolean;
}

export interface ServeJob {
  command: 'serve';
  local: LocalModel;
  port: number | undefined;
}

/** `glimpse models ...`, which reads its own arguments (cli/models.ts). */
export interface ModelsJob {
  command: 'models';
  argv: string[];
}

/** Only says which templates there are. */
export interface ListJob {
  command: 'templates';
  task: TaskName;
}

export const usage = (failed: string, todo = 'See glimpse --help.'): GlimpseError =>
  new GlimpseError('bad-usage', { failed, todo });

type Values = ReturnType<typeof readArgs>['values'];

/** Text to print at once, or a job; throws `bad-usage`. */
export function parse(argv: string[]): string | PictureJob | ServeJob | ModelsJob | ListJob {
  if (argv[0] === 'models') return { command: 'models', argv: argv.slice(1) };
  const { values, positionals } = readArgs(argv);
  const [name, ...files] = positionals;
  const command = COMMANDS.find((each) => each === name);
  if (values.version) return `${version}\n`;
  if (command === 'models') return { command, argv: values.help ? ['--help'] : files };
  if (values.help) return help(command);
  if (name === undefined) throw usage('No command was given.');
  if (!command) throw usage(`"${name}" is not a command: use elements, outline, describe, ask, serve or models.`);
  return command === 'serve' ? serveJob(values, files) : pictureJob(command, values, files);
}

function pictureJob(task: TaskName, values: Values, files: string[]): PictureJob | ListJob {
  if (values.prompt === '@') return { command: 'templates', task };
  if (files.length === 0) throw usage('No file was given.', `Usage: glimpse ${task} FILE...`);
  if (files.filter((file) => file === '-').length > 1) throw usage('Standard input can be read only once.');
  const inWords = task === 'describe' || task === 'ask';
  const asked = values.format ?? (inWords ? 'md' : 'json');
  const as = FORMATS.find((each) => each === asked);
  if (!as) throw usage(`"${asked}" is not a format: use ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}.`);
  if (inWords && as !== 'json' && as !== 'md') {
    throw usage(`${task === 'ask' ? 'An answer' : 'A description'} can't be ${as}: use md or json.`);
  }
  if (task !== 'elements' && isLocatorFormat(as)) {
    throw usage('Only elements have locators.', `Use glimpse elements --format ${as}.`);
  }
  if (task !== 'outline' && isCode(as)) {
    throw usage('Only an outline becomes code.', `Use glimpse outline --format ${as}.`);
  }
  const styling = STYLINGS.find((each) => each === (values.css ?? 'plain'));
  if (!styling) throw usage(`"${values.css}" is not a style: use plain or tailwind.`);
  if (values.css !== undefined && !isCode(as)) throw usage('--css is for code.', 'Ask for it with --format html.');
  if (values.background !== undefined && !/^#[0-9a-f]{6}$/i.test(values.background)) {
    throw usage(`"${values.background}" is not a colour such as #ffffff.`);
  }
  if (values.output === '') throw usage('The output has no name.');
  const limits = {
    maxPixels: Math.round(positive(values['max-megapixels'], '--max-megapixels', DEFAULT_LIMITS.maxPixels / 1e6) * 1e6),
    maxBytes: Math.round(
      positive(values['max-megabytes'], '--max-megabytes', DEFAULT_LIMITS.maxBytes / 2 ** 20) * 2 ** 20,
    ),
  };
  if (values.port !== undefined || values.slots !== undefined) throw usage('--port and --slots are for glimpse serve.');
  const asking = askingOf(task, values);
  const together = values.together === true;
  if (together && task !== 'ask') throw usage('--together is for glimpse ask.');
  const { output, background } = values;
  return { command: 'pictures', task, files, format: as, styling, output, limits, background, asking, together };
}

function serveJob(values: Values, files: string[]): ServeJob {
  if (files.length > 0) throw usage('glimpse serve takes no pictures.', 'See glimpse serve --help.');
  if (!values.model) throw usage('No model was given.', 'Usage: glimpse serve --model FILE');
  const port = whole(values.port, '--port', 1, 65_535);
  const slots = whole(values.slots, '--slots', 1, 64);
  const imageTokens = range(values['image-tokens']);
  const local = { ...localOf(values, values.model), ...(slots && { slots }), ...(imageTokens && { imageTokens }) };
  return { command: 'serve', local, port };
}

function askingOf(task: TaskName, values: Values): Asking | undefined {
  const { model, endpoint, prompt, language } = values;
  const model2 = values['endpoint-model'];
  if (model !== undefined && endpoint !== undefined) throw usage('--model and --endpoint are two ways: use one.');
  if (model === undefined && endpoint === undefined) {
    const needless = MODEL_ONLY.find((option) => values[option] !== undefined);
    if (needless) throw usage(`--${needless} is for a vision model.`, 'Name one with --model or --endpoint.');
    if (task !== 'ask') return undefined;
    throw usage('Only a vision model can answer questions.', 'Name one with --model or --endpoint.');
  }
  if (endpoint !== undefined && !/^https?:\/\/[^/]/i.test(endpoint)) {
    throw usage(`"${endpoint}" is not the address of a server.`, 'It begins with http:// or https://.');
  }
  if (model === '') throw usage('The model has no name.');
  if (prompt === '') throw usage('The prompt is empty.');
  if (task === 'ask' && prompt === undefined) throw usage('No question was asked.', 'Ask it with --prompt TEXT.');
  const imageTokens = values['image-tokens'] === 'small' ? 'small' : range(values['image-tokens']);
  // llama-server makes every picture fit its own range: let that be the one that was asked for.
  const own = imageTokens === 'small' ? { min: 64, max: 2048 } : imageTokens;
  const local = model === undefined ? undefined : { ...localOf(values, model), ...(own && { imageTokens: own }) };
  return {
    source: local ?? { endpoint: endpoint!, ...(model2 !== undefined && { model: model2 }) },
    ...(prompt !== undefined && { prompt }),
    ...(language !== undefined && { language }),
    ...(imageTokens && { imageTokens }),
  };
}

/** Options that mean nothing without a model. */
const MODEL_ONLY = [
  'mmproj',
  'endpoint-model',
  'prompt',
  'together',
  'language',
  'image-tokens',
  'gpu',
  'gpu-layers',
  'ctx-size',
  'threads',
  'llama-server',
] as const;

function localOf(values: Values, model: string): LocalModel {
  const layers = values['gpu-layers'];
  const gpuLayers = layers === 'auto' || layers === 'max' ? layers : whole(layers, '--gpu-layers', 0, 10_000);
  const gpu = GPU_CHOICES.find((each) => each === (values.gpu ?? 'auto'));
  if (!gpu) throw usage(`"${values.gpu}" is not a way to compute: use ${GPU_CHOICES.join(', ')}.`);
  const contextSize = whole(values['ctx-size'], '--ctx-size', 512, 1_048_576);
  const threads = whole(values.threads, '--threads', 1, 1024);
  const llamaServer = values['llama-server'];
  return {
    model,
    ...(values.mmproj !== undefined && { mmproj: values.mmproj }),
    ...(values.gpu !== undefined && { gpu }),
    ...(gpuLayers !== undefined && { gpuLayers }),
    ...(contextSize && { contextSize }),
    ...(threads && { threads }),
    ...(llamaServer !== undefined && { llamaServer }),
  };
}

function readArgs(args: string[]) {
  return parsed({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      css: { type: 'string' },
      output: { type: 'string', short: 'o' },
      'max-megapixels': { type: 'string' },
      'max-megabytes': { type: 'string' },
      background: { type: 'string' },
      model: { type: 'string' },
      mmproj: { type: 'string' },
      endpoint: { type: 'string' },
      'endpoint-model': { type: 'string' },
      prompt: { type: 'string' },
      together: { type: 'boolean' },
      language: { type: 'string' },
      'image-tokens': { type: 'string' },
      gpu: { type: 'string' },
      'gpu-layers': { type: 'string' },
      'ctx-size': { type: 'string' },
      threads: { type: 'string' },
      'llama-server': { type: 'string' },
      port: { type: 'string' },
      slots: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  });
}

/** `parseArgs`, whose errors are `bad-usage`. */
export function parsed<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw usage(`${(error as Error).message.split(/[.\n]/)[0]}.`);
  }
}

export function positive(text: string | undefined, option: string, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw usage(`${option} wants a number above 0, not "${text}".`);
  return value;
}

export function whole(text: string | undefined, option: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw usage(`${option} wants a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/** `512` or `256-1024`. */
export function range(text: string | undefined): { min: number; max: number } | undefined {
  if (text === undefined) return undefined;
  const [, low, high = low] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [min, max] = [Number(low), Number(high)];
  if (!(min >= 4 && min <= max && max <= 16_384)) {
    throw usage(`--image-tokens wants a number from 4 to 16384, or two such as 256-1024, not "${text}".`);
  }
  return { min, max };
}
