import { usage } from './args.ts';
import { download } from './models/download.ts';
import { fit } from './models/fit.ts';
import { inspect } from './models/inspect.ts';
import { list } from './models/list.ts';
import { pathOf } from './models/path.ts';

/** What every sub-command may use. */
export interface Terminal {
  /** Where the built program lies. */
  dist: URL;
  /** Writes results to standard output. */
  print: (text: string) => Promise<void>;
  signal: AbortSignal;
}

/** One of `glimpse models ...`. */
export interface Subcommand {
  /** What follows its name: `FILE [options]`. */
  synopsis: string;
  about: string;
  /** The lines of its options in its help. */
  options: string;
  /**
   * @param args what the user wrote after its name, without `--help`
   * @throws GlimpseError `bad-usage` and others
   */
  run(args: string[], terminal: Terminal): Promise<void>;
}

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { list, download, path: pathOf, inspect, fit };

export const ABOUT_MODELS = 'List and download models, and see what they need of this machine.';

/**
 * Runs `glimpse models NAME ...`.
 * @param argv what follows `models`
 */
export async function models(argv: string[], terminal: Terminal): Promise<void> {
  const [name, ...args] = argv;
  const isHelp = (arg: string | undefined) => arg === '--help' || arg === '-h';
  if (isHelp(name)) return terminal.print(help());
  const names = Object.keys(SUBCOMMANDS);
  if (name === undefined) throw usage(`Say which: ${names.join(', ')}.`, 'See glimpse models --help.');
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (!subcommand) {
    throw usage(`"${name}" is not one of glimpse models: use ${names.join(', ')}.`, 'See glimpse models --help.');
  }
  const end = args.indexOf('--');
  if (args.slice(0, end < 0 ? args.length : end).some(isHelp)) return terminal.print(helpOf(name, subcommand));
  await subcommand.run(args, terminal);
}

const HELP_OPTION = '  -h, --help            show this\n';

function help(): string {
  const lines = Object.entries(SUBCOMMANDS).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}\n`);
  return `Usage: glimpse models COMMAND ...\n\n${ABOUT_MODELS}\n\nCommands:\n${lines.join('')}\nOptions:\n${HELP_OPTION}`;
}

function helpOf(name: string, { synopsis, about, options }: Subcommand): string {
  return `Usage: glimpse models ${name} ${synopsis}\n\n${about}\n\nOptions:\n${options}${HELP_OPTION}`;
}
