import * as l10n from '@vscode/l10n';
import { findNodeAtLocation, modify, type ParseError, parseTree } from 'jsonc-parser';
import {
  commands,
  type QuickPickItem,
  Range,
  Selection,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { GlimpseError } from '../errors.ts';
import { TEMPLATES } from '../prompts/built-in.ts';
import { NEW_TASKS, newEntry } from '../prompts/new-entry.ts';
import { Template, type TemplateEntry } from '../prompts/template.ts';

const SETTING = 'glimpse.prompts';

type Task = Template['task'];

/**
 * Asks for a name, a task and what to begin with, writes the entry into the settings of the workspace, or of the user
 * where no trusted folder is open, and shows it there. Nothing happens when the user thinks better of it.
 * @param taken the names that there are
 * @throws GlimpseError `cannot-write` when the settings are no JSON or can't be saved
 */
export async function newPrompt(taken: readonly string[]): Promise<void> {
  const name = await askName(taken);
  if (name === undefined) return;
  const task = await askTask();
  if (task === undefined) return;
  const start = await askStart(task);
  if (!start) return;
  const editor = await openSettings();
  const { document } = editor;
  const path = [...rootOf(document), SETTING, name];
  const wasSaved = !document.isDirty;
  const isDone = await insert(document, path, newEntry(name, task, start.template));
  goTo(editor, [...path, 'prompt']);
  if (!isDone || (wasSaved && !(await document.save()))) throw unwritable(document);
}

async function askName(taken: readonly string[]): Promise<string | undefined> {
  const names = new Set(taken);
  const typed = await window.showInputBox({
    title: l10n.t('New Prompt Template (1 of 3)'),
    prompt: l10n.t('Its name, of letters, digits, ".", "_" and "-".'),
    placeHolder: 'describe.mine',
    ignoreFocusOut: true,
    validateInput: (value) => {
      const name = value.trim();
      if (name === '') return undefined;
      if (names.has(name)) return l10n.t('There is a prompt with the name {0} already.', name);
      if (Template.shape.id.safeParse(name).success) return undefined;
      return l10n.t('A name has 1 to 80 letters, digits, ".", "_" and "-".');
    },
  });
  return typed?.trim() || undefined;
}

async function askTask(): Promise<Task | undefined> {
  const words: Record<Task, [label: string, detail: string]> = {
    describe: [l10n.t('Describe'), l10n.t('Says what is in the picture.')],
    ask: [l10n.t('Ask'), l10n.t('Answers a question, or makes something of the picture: text, JSON, code.')],
    elements: [l10n.t('Elements'), l10n.t('Names the elements that the parser found, and those it missed.')],
    outline: [l10n.t('Outline'), l10n.t('Groups the elements into a tree of components.')],
  };
  const items = NEW_TASKS.map(({ task }) => ({ label: words[task][0], detail: words[task][1], task }));
  items.sort((a, b) => Object.keys(words).indexOf(a.task) - Object.keys(words).indexOf(b.task));
  const title = l10n.t('New Prompt Template (2 of 3)');
  const placeHolder = l10n.t('What is it for?');
  return (await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.task;
}

async function askStart(task: Task): Promise<{ template?: Template } | undefined> {
  const items: (QuickPickItem & { template?: Template })[] = TEMPLATES.filter((template) => template.task === task).map(
    (template) => ({ label: template.title, description: template.id, detail: template.description, template }),
  );
  if (NEW_TASKS.some((known) => known.task === task && known.mayBeEmpty)) {
    items.unshift({ label: l10n.t('Empty'), detail: l10n.t('A sentence to be replaced by your own.') });
  }
  const title = l10n.t('New Prompt Template (3 of 3)');
  const placeHolder = l10n.t('What does it begin with?');
  return window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true });
}

/** A workspace that is not trusted sets no prompts. */
async function openSettings(): Promise<TextEditor> {
  const isHere = workspace.workspaceFolders !== undefined && workspace.isTrusted;
  await commands.executeCommand(
    isHere ? 'workbench.action.openWorkspaceSettingsFile' : 'workbench.action.openSettingsJson',
  );
  const editor = window.activeTextEditor;
  if (editor && /\.(json|code-workspace)$/.test(editor.document.uri.path)) return editor;
  throw new GlimpseError('cannot-write', {
    failed: l10n.t('The settings could not be opened.'),
    todo: l10n.t('Open settings.json, and add the prompt under {0} by hand.', SETTING),
  });
}

/** Settings lie under a key of their own in the file of a workspace with several folders. */
const rootOf = ({ uri }: TextDocument): string[] => (uri.path.endsWith('.code-workspace') ? ['settings'] : []);

/** Adds the entry and leaves all else, also comments. */
async function insert(document: TextDocument, path: readonly string[], entry: TemplateEntry): Promise<boolean> {
  const text = document.getText();
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const prompts = root && findNodeAtLocation(root, path.slice(0, -1));
  if (errors.length > 0 || (prompts && prompts.type !== 'object')) throw unwritable(document);
  const insertSpaces = !/^\t/m.test(text);
  const formattingOptions = { insertSpaces, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const edit = new WorkspaceEdit();
  for (const { offset, length, content } of modify(text, [...path], entry, { formattingOptions })) {
    edit.replace(document.uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), content);
  }
  return workspace.applyEdit(edit);
}

function unwritable({ uri }: TextDocument): GlimpseError {
  return new GlimpseError('cannot-write', {
    failed: l10n.t('The prompt could not be added to {0}.', uri.path.slice(uri.path.lastIndexOf('/') + 1)),
    tried: l10n.t('It is not valid JSON, {0} in it is no object, or it can not be saved.', SETTING),
    todo: l10n.t('Correct the file, then try again.'),
  });
}

/** Puts the cursor at the beginning of the text at `path`. */
function goTo(editor: TextEditor, path: readonly string[]): void {
  const { document } = editor;
  const root = parseTree(document.getText());
  const node = root && findNodeAtLocation(root, [...path]);
  if (!node) return;
  const start = document.positionAt(node.offset + 1);
  editor.selection = new Selection(start, start);
  editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
}
