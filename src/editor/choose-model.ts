import path from 'node:path';
import { ConfigurationTarget, ProgressLocation, Uri, window, workspace } from 'vscode';
import { GlimpseError } from '../errors.ts';
import { bytes } from '../host/gguf.ts';
import { findMmproj, type MmprojFile, mmprojFacts } from '../host/mmproj.ts';
import { type ModelFile, modelFacts } from '../host/model-file.ts';

/**
 * Asks for a GGUF file, checks it, finds its vision part or asks for that too, and makes it the model of this machine.
 * @param current the model file that is set now
 * @returns what was found, for a person; undefined when the user thought better of it
 * @throws GlimpseError `bad-model`, `model-mismatch`
 */
export async function chooseModel(current: string): Promise<string | undefined> {
  const file = await pick('Choose a Vision Model', current);
  if (!file) return undefined;
  const model = await checking(file, () => modelFacts(file));
  const found = await findVisionPart(model);
  if (!found) return undefined;
  const { mmproj, byHand } = found;
  await set({ modelFile: file, mmprojFile: byHand ? mmproj.path : '', endpoint: '' });
  const size = bytes(model.fileSize + mmproj.fileSize);
  return `${model.name} (${model.parameters}, ${model.quantization}, ${size}), with ${path.basename(mmproj.path)}.`;
}

/** Writes user settings that only a machine may have; an empty one goes back to its default. */
export async function set(values: Record<string, string>): Promise<void> {
  const configuration = workspace.getConfiguration('glimpse');
  for (const [name, value] of Object.entries(values)) {
    if (configuration.get(name) === value) continue;
    await configuration.update(name, value || undefined, ConfigurationTarget.Global);
  }
}

async function findVisionPart(model: ModelFile): Promise<{ mmproj: MmprojFile; byHand: boolean } | undefined> {
  try {
    return { mmproj: await mmprojFacts(await findMmproj(model.path)), byHand: false };
  } catch (error) {
    if (!(error instanceof GlimpseError)) throw error;
    const choose = 'Choose mmproj File...';
    const { failed, tried } = error.parts;
    const detail = `${tried ?? ''} It comes with the model, as a file with "mmproj" in its name.`;
    if ((await window.showWarningMessage(failed, { modal: true, detail }, choose)) !== choose) return undefined;
  }
  const file = await pick(`Choose the Vision Part (mmproj) of ${path.basename(model.path)}`, model.path);
  if (!file) return undefined;
  const mmproj = await checking(file, () => mmprojFacts(file));
  const { outputWidth, seesImages } = mmproj;
  if (!seesImages || (outputWidth !== undefined && outputWidth !== model.inputWidth)) {
    throw new GlimpseError('model-mismatch', {
      failed: `${path.basename(file)} is not the vision part of ${path.basename(model.path)}.`,
      todo: 'Choose the mmproj file that came with the model.',
    });
  }
  return { mmproj, byHand: true };
}

async function pick(title: string, near: string): Promise<string | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title,
      filters: { 'GGUF models': ['gguf'], 'All files': ['*'] },
      ...(near && { defaultUri: Uri.file(path.dirname(near)) }),
    })) ?? [];
  return file?.fsPath;
}

/** A file on a slow disk takes seconds. */
const checking = <T>(file: string, work: () => Promise<T>): Thenable<T> =>
  window.withProgress({ location: ProgressLocation.Window, title: `Glimpse: checking ${path.basename(file)}` }, work);
