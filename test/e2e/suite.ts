// The end-to-end suite: runs inside a real VS Code, on the desktop, on a remote host or in a web worker, and uses it as a person does.
import {
  type CodeAction,
  type CodeLens,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  env,
  extensions,
  type FoldingRange,
  type Hover,
  type InlayHint,
  LanguageModelTextPart,
  type Location,
  languages,
  lm,
  MarkdownString,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  Position,
  Range,
  type SemanticTokens,
  TabInputWebview,
  type TextDocument,
  type TextEditor,
  UIKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import { COMMANDS, DOCS_SCHEME, LANGUAGE_ID } from '../../server/src/protocol.ts';
import { HEALTHY_SA_TABLE, IPSEC_SA, PROSE, REFUSED_MAIN_MODE } from './captures.ts';
import { type CaseResult, MARK } from './results.ts';

/** Where this suite is meant to run, said when it is bundled. */
declare const HOST: 'desktop' | 'browser-hosted' | 'web worker';

/** What tells the hosts apart: what runs the extension, what shows the editor, whether the folder is trusted, what it lies on. */
const HOSTS: Readonly<Record<typeof HOST, string>> = {
  desktop: 'Node, Desktop, trusted, file',
  'browser-hosted': 'Node, Web, trusted, file',
  'web worker': 'web worker, Web, restricted, vscode-vfs',
};

const WAIT_LIMIT_MS = 15_000;
const POLL_MS = 50;
/** Longer than the wait before a pasted text is judged, for checks that nothing happens. */
const QUIET_MS = 1_000;

/** A list of choices is on the screen by then; nothing tells an extension when. */
const PICK_MS = 500;

const REPORT_SCHEME = 'ipsec-doctor-report';

const cases: Readonly<Record<string, () => Promise<void>>> = {
  async 'the suite runs where it is meant to'() {
    const { process, importScripts } = globalThis as { process?: { versions?: object }; importScripts?: object };
    const runner = process?.versions && 'node' in process.versions ? 'Node' : importScripts ? 'web worker' : 'neither';
    const trust = workspace.isTrusted ? 'trusted' : 'restricted';
    equal(`${runner}, ${UIKind[env.uiKind]}, ${trust}, ${openFolder().scheme}`, HOSTS[HOST], 'host');
  },

  async 'a pasted debug capture becomes a Cisco IPsec text'() {
    const { document } = await paste(REFUSED_MAIN_MODE);
    await until(() => document.languageId === LANGUAGE_ID, 'the language changes');
  },

  async 'a capture is recognised below blank lines and without a prompt'() {
    const { document } = await paste(`\n\n${HEALTHY_SA_TABLE}`);
    await until(() => document.languageId === LANGUAGE_ID, 'the language changes');
  },

  async 'prose stays plain text'() {
    const { document } = await paste(PROSE);
    await sleep(QUIET_MS);
    equal(document.languageId, 'plaintext', 'language');
  },

  async 'cells of a notebook are left in peace'() {
    const cell = new NotebookCellData(NotebookCellKind.Code, REFUSED_MAIN_MODE, 'plaintext');
    const notebook = await workspace.openNotebookDocument('jupyter-notebook', new NotebookData([cell]));
    await window.showNotebookDocument(notebook);
    await sleep(QUIET_MS);
    equal(notebook.cellAt(0).document.languageId, 'plaintext', 'language');
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },

  async 'a language chosen by hand is final'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const plain = await languages.setTextDocumentLanguage(document, 'plaintext');
    await paste(REFUSED_MAIN_MODE, await window.showTextDocument(plain));
    await sleep(QUIET_MS);
    equal(plain.languageId, 'plaintext', 'language');
  },

  async 'with detection off, nothing is touched'() {
    const configuration = workspace.getConfiguration('ipsecDoctor');
    await configuration.update('detection.mode', 'off', true);
    try {
      // Below a blank line, where the editor's own look at the first line finds nothing.
      const { document } = await paste(`\n${REFUSED_MAIN_MODE}`);
      await sleep(QUIET_MS);
      equal(document.languageId, 'plaintext', 'language');
    } finally {
      await configuration.update('detection.mode', undefined, true);
    }
  },

  async 'the cause, and only the cause, is underlined'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const [cause, ...others] = await problemsOf(document);
    equal(codeOf(cause), 'ike-policy-mismatch', 'code');
    equal(others.length, 0, 'further problems');
    const text = document.lineAt(cause?.range.start.line ?? 0).text;
    check(
      /does not match policy|not acceptable|no offers accepted/.test(text),
      `the causal line is underlined, not: ${text}`,
    );
    check((cause?.message.split('\n').length ?? 0) === 1, 'the message is one line');
  },

  async 'a healthy capture has no problem'() {
    const { document } = await pasteCapture(HEALTHY_SA_TABLE);
    await until(() => textAt(document, 'QM_IDLE').then((texts) => texts.length > 0), 'the text has been read');
    const faults = languages
      .getDiagnostics(document.uri)
      .filter((problem) => problem.severity <= DiagnosticSeverity.Warning);
    equal(faults.length, 0, 'faults');
  },

  async 'hovers explain states and counters in context'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    const [hover = ''] = await textAt(document, 'MM_NO_STATE');
    check(/MM_NO_STATE/.test(hover) && hover.length > 120, `the state is explained, not: ${hover}`);
  },

  async 'states and identifiers are coloured by meaning'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    const whole = new Range(0, 0, document.lineCount, 0);
    const tokens = await commands.executeCommand<SemanticTokens | undefined>(
      'vscode.provideDocumentRangeSemanticTokens',
      document.uri,
      whole,
    );
    check((tokens?.data.length ?? 0) > 0, 'there are semantic tokens');
  },

  async 'the outline leads from the capture to the tunnel'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const symbols = await until(async () => {
      const found = await commands.executeCommand<DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found?.length ? found : undefined;
    }, 'the outline appears');
    const names = symbols
      .flatMap((symbol) => [symbol, ...symbol.children])
      .map(({ name, detail }) => `${name} ${detail}`);
    check(
      names.some((name) => /debug crypto isakmp/.test(name)),
      `the capture is named in: ${names.join(' | ')}`,
    );
    check(
      names.some((name) => name.includes('203.0.113.77')),
      `the peer is named in: ${names.join(' | ')}`,
    );
  },

  async 'the report opens beside the text and keeps in step with it'() {
    const editor = await pasteCapture(REFUSED_MAIN_MODE);
    await commands.executeCommand(COMMANDS.diagnose);
    const report = await reportWith('ike-policy-mismatch');
    await until(() => window.tabGroups.all.some(({ tabs }) => tabs.some(isPreview)), 'the preview opens');
    await editor.edit((edit) => edit.replace(new Range(0, 0, editor.document.lineCount, 0), HEALTHY_SA_TABLE));
    await until(() => !report.getText().includes('ike-policy-mismatch'), 'the report follows the text');
  },

  async 'a link in the report leads to its line'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await commands.executeCommand(COMMANDS.diagnose);
    const report = await reportWith('](line/');
    const [, link = '', line = ''] = /\]\((line\/(\d+)-\d+)\)/.exec(report.getText()) ?? [];
    await commands.executeCommand('vscode.open', Uri.joinPath(report.uri, '..', link));
    const editor = await until(
      () => window.visibleTextEditors.find((visible) => visible.document === document && !visible.selection.isEmpty),
      'the line is shown',
    );
    equal(editor.selection.start.line, Number(line) - 1, 'line');
    await until(
      () => !window.visibleTextEditors.some((visible) => isReport(visible.document)),
      'the address gives way',
    );
  },

  async 'the page of a finding code opens offline'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const [cause] = await problemsOf(document);
    await commands.executeCommand(COMMANDS.explain, codeOf(cause));
    const page = await until(
      () => workspace.textDocuments.find(({ uri }) => uri.scheme === DOCS_SCHEME),
      'the page opens',
    );
    check(page.getText().includes('ike-policy-mismatch'), 'the page is about the code');
  },

  async 'evidence is walked line by line'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    await commands.executeCommand('cursorTop');
    const lines: number[] = [];
    for (let step = 0; step < 2; step++) {
      await commands.executeCommand(COMMANDS.nextEvidence);
      lines.push(window.activeTextEditor?.selection.start.line ?? 0);
    }
    const [first = 0, second = 0] = lines;
    check(first > 0 && second > first, `the cursor moves down from evidence to evidence, not to lines ${lines}`);
    await commands.executeCommand(COMMANDS.previousEvidence);
    equal(window.activeTextEditor?.selection.start.line, first, 'line');
  },

  async 'a finding code can be silenced'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const [cause] = await problemsOf(document);
    const code = codeOf(cause);
    try {
      await commands.executeCommand(COMMANDS.changeSeverity, code, 'off');
      await until(
        () => !languages.getDiagnostics(document.uri).some((problem) => codeOf(problem) === code),
        'it is gone',
      );
    } finally {
      await workspace.getConfiguration('ipsecDoctor').update('findings.severity', undefined, true);
    }
  },

  async 'a redacted copy holds no address of the text'() {
    await pasteCapture(REFUSED_MAIN_MODE);
    await commands.executeCommand(COMMANDS.copyRedacted);
    checkRedacted(await env.clipboard.readText());
  },

  async 'a whole document is redacted, and its diagnosis stays'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    await commands.executeCommand(COMMANDS.redactDocument);
    checkRedacted(document.getText());
    const [cause] = await problemsOf(document);
    equal(codeOf(cause), 'ike-policy-mismatch', 'code');
    await commands.executeCommand('undo');
    equal(document.getText(), REFUSED_MAIN_MODE, 'text after undo');
  },

  async 'an SPI leads to its other places'() {
    const { document } = await pasteCapture(IPSEC_SA);
    const text = document.getText();
    const [first, last] = [text.indexOf('0x4D21B7C6'), text.lastIndexOf('0x4D21B7C6')];
    const at = document.positionAt(last + 4);
    const lines = async (command: string): Promise<number[]> => {
      const found = await commands.executeCommand<Location[]>(command, document.uri, at);
      return [...new Set(found.map(({ range }) => range.start.line))];
    };
    const expected = [first, last].map((offset) => document.positionAt(offset).line);
    equal(String(await lines('vscode.executeReferenceProvider')), String(expected), 'lines of the references');
    const [definition] = await lines('vscode.executeDefinitionProvider');
    check(expected.includes(definition ?? -1), `the definition is one of lines ${expected}, not ${definition}`);
    equal(String(await lines('vscode.executeDocumentHighlights')), String(expected), 'highlighted lines');
  },

  async 'captures and attempts fold'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const folds = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    check(
      folds.some(({ start, end }) => start <= 1 && end === 15),
      `the capture folds, not only ${folds.map(({ start, end }) => `${start}-${end}`)}`,
    );
  },

  async 'a lens above the capture tells the verdict'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    const [lens] = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    check(/debug crypto isakmp: No phase 1 policy/.test(lens?.command?.title ?? ''), `not ${lens?.command?.title}`);
    equal(lens?.command?.command, COMMANDS.diagnose, 'command of the lens');
  },

  async 'inlay hints say durations once they are switched on'() {
    const { document } = await pasteCapture(IPSEC_SA);
    const labels = async (): Promise<string> => {
      const whole = new Range(0, 0, document.lineCount, 0);
      const command = 'vscode.executeInlayHintProvider';
      const hints = await commands.executeCommand<InlayHint[]>(command, document.uri, whole);
      return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value))).join();
    };
    equal(await labels(), '', 'hints while they are off');
    const configuration = workspace.getConfiguration('ipsecDoctor');
    await configuration.update('inlayHints.enable', true, true);
    try {
      await until(async () => /45 min/.test(await labels()), '2725 seconds are said in minutes');
    } finally {
      await configuration.update('inlayHints.enable', undefined, true);
    }
  },

  async 'quick fixes copy the next command, explain, and change the severity'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const [cause] = await problemsOf(document);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      cause?.range,
    );
    const titles = actions.map(({ title }) => title);
    for (const start of ['Copy the next command: ', 'Copy the fix for ', 'Explain ', 'Change how '])
      check(
        titles.some((title) => title.startsWith(start)),
        `"${start}" is offered among: ${titles.join(' | ')}`,
      );
    const copy = actions.find(({ title }) => title.startsWith('Copy the next command: '))?.command;
    await commands.executeCommand(copy?.command ?? '', ...(copy?.arguments ?? []));
    const copied = await env.clipboard.readText();
    check(copied.startsWith('show ') && titles.includes(`Copy the next command: ${copied}`), `not copied: ${copied}`);
  },

  async 'two tabs are compared as two ends'() {
    await pasteCapture(IPSEC_SA);
    await pasteCapture(REFUSED_MAIN_MODE);
    const done = commands.executeCommand(COMMANDS.compare);
    await acceptFirstPick();
    await done;
    await reportWith('#', encodeURIComponent('Both peers'));
  },

  async 'one tab that holds both ends is compared with itself'() {
    await pasteCapture(IPSEC_SA);
    const done = commands.executeCommand(COMMANDS.compare);
    await acceptFirstPick();
    await done;
    await reportWith('#', encodeURIComponent('Both peers'));
  },

  async 'the report is saved in each format'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    const saved = async (format: string): Promise<string> => {
      const uri = Uri.joinPath(openFolder(), `report.${format}`);
      await commands.executeCommand(COMMANDS.saveReport, format, uri);
      return new TextDecoder().decode(await workspace.fs.readFile(uri));
    };
    check((await saved('markdown')).startsWith('# '), 'Markdown begins with a heading');
    equal(JSON.parse(await saved('json')).documents[0].verdict.primary, 'ike-policy-mismatch', 'cause in JSON');
    equal(JSON.parse(await saved('sarif')).runs[0].results[0].ruleId, 'ike-policy-mismatch', 'cause in SARIF');
  },

  async 'the walkthrough leads to commands and pictures that exist'() {
    const extension = extensions.getExtension('ipsec-doctor.ipsec-doctor');
    const [walkthrough] = extension?.packageJSON.contributes.walkthroughs ?? [];
    equal(walkthrough?.steps.length, 4, 'steps');
    const known = await commands.getCommands(true);
    for (const { description, media } of walkthrough.steps) {
      for (const [, command = ''] of String(description).matchAll(/\(command:([\w.]+)\)/g))
        check(known.includes(command), `${command} exists`);
      const file = Uri.joinPath(extension?.extensionUri ?? Uri.file('/'), media.svg);
      const picture = new TextDecoder().decode(await workspace.fs.readFile(file));
      check(picture.startsWith('<svg'), `${media.svg} is a picture`);
    }
  },

  async 'the sample of the walkthrough is read'() {
    await commands.executeCommand(COMMANDS.openSample);
    const { document } = await until(() => window.activeTextEditor, 'the sample opens');
    equal(codeOf((await problemsOf(document))[0]), 'ike-policy-mismatch', 'code');
  },

  async 'the report is copied as Markdown'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    await commands.executeCommand(COMMANDS.copyReport);
    const copied = await env.clipboard.readText();
    check(
      copied.startsWith('#') && copied.includes('ike-policy-mismatch'),
      `the clipboard holds the report, not: ${copied.slice(0, 200)}`,
    );
  },

  async 'a file is diagnosed without opening it'() {
    const uri = Uri.joinPath(openFolder(), 'peer-refused.log');
    await workspace.fs.writeFile(uri, new TextEncoder().encode(REFUSED_MAIN_MODE));
    await commands.executeCommand(COMMANDS.diagnoseFile, uri);
    await reportWith('ike-policy-mismatch', 'peer-refused.log');
    check(
      !workspace.textDocuments.some((document) => document.uri.toString() === uri.toString()),
      'the file stays closed',
    );
  },

  async 'a chat tool answers with the diagnosis of the redacted text'() {
    const result = await lm.invokeTool('ipsec_diagnose', {
      input: { text: REFUSED_MAIN_MODE },
      toolInvocationToken: undefined,
    });
    const [part] = result.content;
    const answer = part instanceof LanguageModelTextPart ? part.value : '';
    const { documents } = JSON.parse(answer);
    equal(documents[0].verdict.primary, 'ike-policy-mismatch', 'cause');
    check(!answer.includes('203.0.113.77'), 'the address is replaced');
  },

  async 'the command reads a text that was not recognised'() {
    const { document } = await paste(PROSE);
    await commands.executeCommand(COMMANDS.diagnose);
    await until(() => document.languageId === LANGUAGE_ID, 'the language changes');
    await reportWith('#');
  },

  async 'a file of plain text is recognised when it is opened'() {
    const uri = Uri.joinPath(openFolder(), 'peer-down.txt');
    await workspace.fs.writeFile(uri, new TextEncoder().encode(REFUSED_MAIN_MODE));
    const { document } = await window.showTextDocument(uri);
    await until(() => document.languageId === LANGUAGE_ID, 'the language changes');
  },

  // A web worker is no process: there is none to kill.
  ...(serverProcess() === 'none' ? {} : { 'a killed server comes back, with problems, hovers and reports': revival }),
};

async function revival(): Promise<void> {
  const editor = await pasteCapture(REFUSED_MAIN_MODE);
  const { document } = editor;
  await problemsOf(document);
  await commands.executeCommand(COMMANDS.diagnose);
  const report = await reportWith('ike-policy-mismatch', encodeURIComponent(document.uri.toString()));
  const killed = serverProcess();
  if (killed === 'none' || !killed) throw new Error('no server is running');
  killed.kill('SIGKILL');
  await until(() => {
    const running = serverProcess();
    return running !== 'none' && running && running.pid !== killed.pid;
  }, 'another server runs');
  const [hover = ''] = await until(async () => {
    const texts = await textAt(document, 'MM_NO_STATE');
    return texts.length > 0 ? texts : undefined;
  }, 'hovers answer');
  check(hover.includes('MM_NO_STATE'), `the state is explained, not: ${hover}`);
  const replaceBy = (text: string) =>
    window
      .showTextDocument(document)
      .then((shown) => shown.edit((edit) => edit.replace(new Range(0, 0, document.lineCount, 0), text)));
  await replaceBy(HEALTHY_SA_TABLE);
  await until(() => !report.getText().includes('ike-policy-mismatch'), 'the report follows the text');
  await replaceBy(REFUSED_MAIN_MODE);
  await until(
    () => languages.getDiagnostics(document.uri).some((problem) => codeOf(problem) === 'ike-policy-mismatch'),
    'the problem comes back',
  );
}

interface ServerProcess {
  readonly pid: number;
  kill(signal: string): void;
}

/** The process of the language server, a child of the process that runs extensions; `none` where extensions run in a web worker. */
function serverProcess(): ServerProcess | undefined | 'none' {
  const host = (globalThis as { process?: { _getActiveHandles?: () => readonly object[] } }).process;
  if (!host?._getActiveHandles) return 'none';
  const isServer = (handle: object): handle is ServerProcess =>
    'spawnargs' in handle && String(handle.spawnargs).replaceAll('\\', '/').includes('dist/server.js');
  return host._getActiveHandles().find(isServer);
}

/** The entry point that VS Code calls. */
export async function run(): Promise<void> {
  let failures = 0;
  for (const [name, body] of Object.entries(cases)) {
    const result = await attempt(name, body);
    if (result.error) failures++;
    console.log(MARK + JSON.stringify(result));
  }
  if (failures > 0) throw new Error(`${failures} of ${Object.keys(cases).length} cases failed`);
}

async function attempt(name: string, body: () => Promise<void>): Promise<CaseResult> {
  try {
    await body();
    return { name };
  } catch (error) {
    return { name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    await closeAll();
  }
}

async function closeAll(): Promise<void> {
  for (const { document } of window.visibleTextEditors) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** Pastes from the clipboard, into a new untitled tab if no editor is given. */
async function paste(text: string, into?: TextEditor): Promise<TextEditor> {
  if (!into) await commands.executeCommand('workbench.action.files.newUntitledFile');
  const editor = into ?? (await until(() => window.activeTextEditor, 'the new tab opens'));
  const before = editor.document.getText().length;
  await env.clipboard.writeText(text);
  await commands.executeCommand('editor.action.clipboardPasteAction');
  await until(() => editor.document.getText().length > before, 'the text arrives');
  return editor;
}

async function pasteCapture(text: string): Promise<TextEditor> {
  const editor = await paste(text);
  await until(() => editor.document.languageId === LANGUAGE_ID, 'the language changes');
  return editor;
}

function problemsOf(document: TextDocument): Promise<Diagnostic[]> {
  return until(() => {
    const problems = languages.getDiagnostics(document.uri);
    return problems.length > 0 ? problems : undefined;
  }, 'problems appear');
}

function codeOf(problem: Diagnostic | undefined): string {
  const code = problem?.code;
  return String(typeof code === 'object' ? code.value : code);
}

/** What hovering over the first occurrence of a word says. */
async function textAt(document: TextDocument, word: string): Promise<string[]> {
  const at = document.positionAt(document.getText().indexOf(word) + 1);
  const hovers = await commands.executeCommand<Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new Position(at.line, at.character),
  );
  return hovers.flatMap(({ contents }) =>
    contents.map((part) => (part instanceof MarkdownString ? part.value : String(part))),
  );
}

/** The report on a text, once it holds some words: a tab may show an older report first. */
function reportWith(words: string, source = ''): Promise<TextDocument> {
  const holds = (document: TextDocument): boolean =>
    isReport(document) && document.uri.path.includes(source) && document.getText().includes(words);
  return until(() => workspace.textDocuments.find(holds), `a report with ${words} is written`);
}

function isReport({ uri }: TextDocument): boolean {
  return uri.scheme === REPORT_SCHEME;
}

function isPreview({ input }: { readonly input: unknown }): boolean {
  return input instanceof TabInputWebview && input.viewType.includes('markdown');
}

/** What came of the refused main mode has all its lines, and no address or name of it. */
function checkRedacted(text: string): void {
  equal(text.split('\n').length, REFUSED_MAIN_MODE.split('\n').length, 'lines');
  check(!/203\.0\.113\.77|198\.51\.100\.18|Kestrel/.test(text), 'addresses and names are replaced');
}

/** Takes the first entry of the list that a command shows. */
async function acceptFirstPick(): Promise<void> {
  await sleep(PICK_MS);
  await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

function openFolder(): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('the editor has no folder open');
  return folder.uri;
}

function check(condition: boolean, claim: string): void {
  if (!condition) throw new Error(`Expected that ${claim}`);
}

function equal<T>(actual: T, expected: T, what: string): void {
  if (actual !== expected)
    throw new Error(`Expected ${what} ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

async function until<T>(probe: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await sleep(POLL_MS);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
