import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { GlimpseError } from '../errors.ts';
import { DEFAULT_LIMITS, type ImageLimits } from '../image/picture.ts';
import { TASKS, type TaskName } from '../tasks/task.ts';

/** The forms of a result. */
export const FORMATS = ['json', 'md', 'csv', 'png'] as const;
export type Format = (typeof FORMATS)[number];

const ABOUT: Record<TaskName, string> = {
  elements: 'List the GUI elements of a screenshot: role, text, box.',
  outline: 'Group the elements into a tree of components: NavBar, LoginForm, CardList > Card.',
  describe: 'Describe a screenshot in plain sentences.',
  ask: 'Ask a vision model about a picture.',
};

const OPTIONS = `Options:
  --format FORMAT       json, md, csv or png (the picture with boxes drawn over it)
                        [json for elements and outline, md for describe]
  -o, --output PATH     write to a file; or into a folder that exists or ends in a slash,
                        one result for each picture, named after it
  --max-megapixels N    refuse larger pictures [${DEFAULT_LIMITS.maxPixels / 1e6}]
  --max-megabytes N     refuse larger files [${DEFAULT_LIMITS.maxBytes / 2 ** 20}]
  --background #RRGGBB  what transparent pixels lie on [#ffffff]
  -h, --help            show this
  -v, --version         show the version

FILE is a PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF or SVG; - reads standard input.
One file as JSON gives one object; several give an array of {"file", "result"} or {"file", "error"}.
A file that fails is named on standard error and does not stop the others.
Nothing is downloaded and nothing leaves this machine.

Exit codes: 0 done, 1 a file failed, 2 wrong usage, 130 interrupted.
`;

function help(task?: TaskName): string {
  if (task) return `Usage: glimpse ${task} [options] FILE...\n\n${ABOUT[task]}\n\n${OPTIONS}`;
  const commands = TASKS.map((name) => `  ${name.padEnd(10)} ${ABOUT[name]}\n`).join('');
  return `Usage: glimpse COMMAND [options] FILE...\n\nCommands:\n${commands}\n${OPTIONS}`;
}

/** What the user asked for, checked. */
export interface Job {
  task: TaskName;
  files: string[];
  format: Format;
  output: string | undefined;
  limits: ImageLimits;
  background: string | undefined;
}

export const usage = (failed: string, todo = 'See glimpse --help.'): GlimpseError =>
  new GlimpseError('bad-usage', { failed, todo });

/** Text to print at once, or a job; throws `bad-usage`. */
export function parse(argv: string[]): string | Job {
  const { values, positionals } = readArgs(argv);
  const [task, ...files] = positionals;
  const isTask = (name: string | undefined): name is TaskName => TASKS.some((each) => each === name);
  if (values.version) return `${version}\n`;
  if (values.help) return help(isTask(task) ? task : undefined);
  if (task === undefined) throw usage('No command was given.');
  if (!isTask(task)) throw usage(`"${task}" is not a command: use elements, outline or describe.`);
  if (files.length === 0) throw usage('No file was given.', `Usage: glimpse ${task} FILE...`);
  if (files.filter((file) => file === '-').length > 1) throw usage('Standard input can be read only once.');
  const asked = values.format ?? (task === 'describe' ? 'md' : 'json');
  const as = FORMATS.find((each) => each === asked);
  if (!as) throw usage(`"${asked}" is not a format: use json, md, csv or png.`);
  if (task === 'describe' && (as === 'csv' || as === 'png'))
    throw usage(`A description can't be ${as}: use md or json.`);
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
  return { task, files, format: as, output: values.output, limits, background: values.background };
}

function readArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        output: { type: 'string', short: 'o' },
        'max-megapixels': { type: 'string' },
        'max-megabytes': { type: 'string' },
        background: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    throw usage(`${(error as Error).message.split(/[.\n]/)[0]}.`);
  }
}

function positive(text: string | undefined, option: string, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw usage(`${option} wants a number above 0, not "${text}".`);
  return value;
}
