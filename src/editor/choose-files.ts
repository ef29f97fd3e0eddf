import * as l10n from '@vscode/l10n';
import { type Uri, window } from 'vscode';
import { IMAGE_EXTENSIONS } from '../alt/address.ts';

/** More panels than this are opened only when the user says so. */
const MANY = 6;

/** The images that the user chooses in a dialog; undefined when the user calls it off. */
export async function chooseFiles(): Promise<Uri[] | undefined> {
  return window.showOpenDialog({
    title: l10n.t('Choose Images for Glimpse'),
    openLabel: l10n.t('Open'),
    canSelectMany: true,
    filters: { [l10n.t('Images')]: [...IMAGE_EXTENSIONS], [l10n.t('All files')]: ['*'] },
  });
}

/** Asks how many of very many pictures to open; none when the user calls it off. */
export async function limited<T>(pictures: readonly T[]): Promise<readonly T[]> {
  const { length } = pictures;
  if (length <= MANY) return pictures;
  const all = l10n.t('Open All {0}', length);
  const few = l10n.t('Open the First {0}', MANY);
  const detail = l10n.t('Each picture gets a panel of its own, and they are analysed one after another.');
  const answer = await window.showWarningMessage(l10n.t('Open {0} panels?', length), { modal: true, detail }, few, all);
  if (answer === all) return pictures;
  return answer === few ? pictures.slice(0, MANY) : [];
}
