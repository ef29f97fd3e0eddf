import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { commands, type LogOutputChannel, ProgressLocation, window } from 'vscode';
import { type ErrorKind, isAbort, toGlimpseError } from '../errors.ts';
import { sentences } from '../sentences.ts';
import { chooseModel, type ModelDownload } from './choose-model.ts';
import type { CurrentModel } from './current-model.ts';
import type { ServerKeys } from './keys.ts';
import { chooseFromMenu } from './model-menu.ts';
import { sayQuietly } from './quiet.ts';
import type { Settings } from './settings.ts';
import { setServerKey, useServer } from './use-server.ts';

export interface ModelCommandsContext {
  model: CurrentModel;
  keys: ServerKeys;
  settings: Settings;
  download: ModelDownload;
  log: LogOutputChannel;
  /** What the model's server writes. */
  serverLog: LogOutputChannel;
}

const CHOOSE = l10n.t('Choose Model File...');
const USE_SERVER = l10n.t('Use a Server...');
const SERVER_LOG = l10n.t('Show Server Log');
/** A menu does not wait longer for the GPU's driver. */
const FIT_MS = 1500;
const SETTINGS = l10n.t('Open Settings');

/** What a notification offers against a failure. */
const REMEDIES: Partial<Record<ErrorKind, readonly string[]>> = {
  'no-model': [CHOOSE],
  'cannot-see': [CHOOSE],
  'bad-model': [CHOOSE],
  'model-mismatch': [CHOOSE],
  'no-server': [SETTINGS],
  'no-gpu': [SETTINGS],
  'bad-usage': [SETTINGS],
  'context-too-small': [SETTINGS],
  'out-of-memory': [CHOOSE, SERVER_LOG],
  'host-failed': [SERVER_LOG],
  'host-killed': [CHOOSE, SERVER_LOG],
  'host-stopped': [SERVER_LOG],
};

/** All that a user can do about the model. */
export class ModelCommands {
  constructor(private readonly context: ModelCommandsContext) {}

  /** By the names of their commands, without `glimpse.`. */
  readonly all: Record<string, () => Promise<void>> = {
    chooseModel: () => this.#do(() => this.#choose()),
    loadModel: () => this.#do(() => this.#load()),
    unloadModel: () => this.#do(() => this.context.model.unload()),
    restartModel: () => this.#do(() => this.context.model.restart()),
    useServer: () => this.#do(() => this.#useServer()),
    setServerKey: () => this.#do(() => this.#setKey()),
    modelMenu: () => this.#do(() => this.#menu()),
    showServerLog: async () => this.context.serverLog.show(),
    openSettings: async () => openSettings(),
  };

  async #choose(): Promise<void> {
    const { settings, log, download } = this.context;
    const found = await chooseModel({
      current: settings.model.modelFile,
      store: settings.modelsFolder,
      folders: () => settings.modelSearchFolders,
      log: (note) => log.info(note),
      download,
    });
    if (!found) return;
    const load = l10n.t('Load Now');
    const [fit] = await this.#fit();
    if ((await window.showInformationMessage(sentences(found, fit), load)) === load) await this.#load();
  }

  /** How the model fits; nothing where that takes long, or can't be told. */
  #fit(): Promise<readonly string[]> {
    return Promise.race([this.context.model.fit(), sleep(FIT_MS, [])]).catch(() => []);
  }

  async #load(): Promise<void> {
    const { model } = this.context;
    await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Glimpse: loading the model') }, () =>
      model.load(),
    );
  }

  async #useServer(): Promise<void> {
    const { endpoint, endpointModel } = this.context.settings.model;
    const found = await useServer(endpoint, endpointModel, this.context.keys);
    if (found) sayQuietly(found);
  }

  async #setKey(): Promise<void> {
    const { endpoint } = this.context.settings.model;
    if (endpoint) await setServerKey(endpoint, this.context.keys);
    else await this.#useServer();
  }

  async #menu(): Promise<void> {
    const { model } = this.context;
    const command = await chooseFromMenu(model.state, await this.#fit());
    if (command) await commands.executeCommand(command);
  }

  /** Never throws: what went wrong is said where the command came from, with what helps. */
  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) this.tell(error);
    }
  }

  /** Says what went wrong, and offers what helps; doesn't wait until the user has read it. */
  tell(error: unknown): void {
    const typed = toGlimpseError(error);
    this.context.log.error(`${typed.kind}: ${typed.message}`);
    const setting = /\bglimpse\.\w+/.exec(typed.message)?.[0];
    // Ollama's own models are told what could run them.
    const server = typed.parts.todo?.includes(USE_SERVER) ? [USE_SERVER] : [];
    void window.showErrorMessage(typed.message, ...server, ...(REMEDIES[typed.kind] ?? [])).then((remedy) => {
      if (remedy === CHOOSE) void this.all.chooseModel?.();
      else if (remedy === USE_SERVER) void this.all.useServer?.();
      else if (remedy === SERVER_LOG) this.context.serverLog.show();
      else if (remedy === SETTINGS) void openSettings(setting);
    });
  }
}

/** All settings of Glimpse, or one by its whole name. */
export async function openSettings(setting?: string): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', setting ? `@id:${setting}` : '@ext:glimpse.glimpse');
}
