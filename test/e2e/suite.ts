// The end-to-end suite: runs inside a real VS Code, on the desktop, on a remote host or in a web worker, and uses it as a person does.
import {
  type CodeAction,
  type CodeLens,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
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
  Selection,
  type SelectionRange,
  type SemanticTokens,
  type SemanticTokensLegend,
  TabInputWebview,
  type TextDocument,
  type TextEditor,
  UIKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import { COMMANDS, DOCS_SCHEME, LANGUAGE_ID } from '../../server/src/protocol.ts';
import {
  HARMLESS_LINE,
  HEALTHY_SA_TABLE,
  IPSEC_SA,
  LETTER,
  ONE_WAY_BRANCH,
  PROSE,
  REFUSED_MAIN_MODE,
} from './captures.ts';
import { type CaseResult, MARK } from './results.ts';
import { watchDoors } from './trap.ts';

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

/** Watched before the extension is woken. */
const doors = watchDoors();

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
    await withSetting('detection.mode', 'off', async () => {
      // Below a blank line, where the editor's own look at the first line finds nothing.
      const { document } = await paste(`\n${REFUSED_MAIN_MODE}`);
      await sleep(QUIET_MS);
      equal(document.languageId, 'plaintext', 'language');
    });
  },

  async 'asked to ask, it switches nothing, and the command does'() {
    await withSetting('detection.mode', 'ask', async () => {
      const { document } = await paste(`\n${REFUSED_MAIN_MODE}`);
      await sleep(QUIET_MS);
      equal(document.languageId, 'plaintext', 'language');
      await commands.executeCommand(COMMANDS.adopt, document.uri);
      await until(() => document.languageId === LANGUAGE_ID, 'the language changes');
    });
  },

  async 'a letter with one line of a log is not switched'() {
    const { document } = await paste(LETTER);
    await sleep(QUIET_MS);
    equal(document.languageId, 'plaintext', 'language');
  },

  async 'a document in another language is left alone'() {
    const document = await workspace.openTextDocument({ language: 'yaml', content: `\n${REFUSED_MAIN_MODE}` });
    await window.showTextDocument(document);
    await sleep(QUIET_MS);
    equal(document.languageId, 'yaml', 'language');
  },

  async 'the cause, and only the cause, is underlined'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const [cause, ...others] = await problemsOf(document);
    equal(codeOf(cause), 'ike-policy-mismatch', 'code');
    equal(others.length, 0, 'further problems');
    const code = cause?.code;
    equal(typeof code === 'object' ? code.target.scheme : '', DOCS_SCHEME, 'scheme of the page behind the code');
    const related = cause?.relatedInformation?.map(({ location }) => location.range.start.line) ?? [];
    check(related.length > 0 && related.length <= 4, `evidence stands beside it, not on lines ${related}`);
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

  async 'a line that frightens and means nothing is faded, not listed'() {
    const { document } = await pasteCapture(`${REFUSED_MAIN_MODE}${HARMLESS_LINE}\n`);
    const noise = await until(
      () => languages.getDiagnostics(document.uri).find((problem) => codeOf(problem) === 'harmless-message'),
      'it is known',
    );
    equal(noise.severity, DiagnosticSeverity.Hint, 'severity');
    check(noise.tags?.includes(DiagnosticTag.Unnecessary) ?? false, 'it is faded');
  },

  async 'more problems than anybody reads are cut, and the last entry says so'() {
    const peers = Array.from({ length: 260 }, (_, index) =>
      `203.0.113.${index % 250}`.replace('113', `${index % 113}`),
    );
    const { document } = await pasteCapture(
      peers.map((peer) => REFUSED_MAIN_MODE.replaceAll('203.0.113.77', peer)).join(''),
    );
    const problems = await until(() => {
      const found = languages.getDiagnostics(document.uri);
      return found.length > 100 ? found : undefined;
    }, 'problems appear');
    check(problems.length <= 200, `there are at most 200, not ${problems.length}`);
    check(
      problems.some(({ message }) => /\d+ more findings are not shown here/.test(message)),
      'one says how many are left',
    );
  },

  async 'hovers explain states, counters, SPIs, peers, lifetimes, algorithms, groups, ports, VRFs, interfaces, certificates'() {
    const { document } = await pasteCapture(ONE_WAY_BRANCH);
    await problemsOf(document);
    const asked: Readonly<Record<string, RegExp>> = {
      READY: /IKEv2 state/,
      '88120': /none came back/,
      '0x3C90AA17': /inbound SPI[\s\S]*other direction/,
      '203.0.113.140': /remote end of a tunnel/,
      '86400': /24 h in all; 12 h 36 min are left, and the next rekey/,
      'AES-CBC': /strong[\s\S]*In the RFCs/,
      'Grp:14': /2048-bit/,
      '4500': /NAT traversal/,
      TRANSIT: /Front-door VRF/,
      Tunnel61: /It carries/,
      Available: /certificate can be used/,
    };
    for (const [word, says] of Object.entries(asked)) {
      const [hover = ''] = await textAt(document, word);
      check(says.test(hover), `${word} is explained by ${says}, not: ${hover}`);
    }
  },

  async 'a hover tells notifies and the time since the attempt began, the word first, the finding as a link'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    const [time = ''] = await textAt(document, '08:12:40.125');
    check(/0\.008 s after the attempt/.test(time), `the time is told, not: ${time}`);
    const [peer = ''] = await textAt(document, '198.51.100.18 remote');
    check(/^\*\*`198\.51\.100\.18`/.test(peer), `the word comes first, not: ${peer}`);
    check(/Evidence of \[ike-policy-mismatch\]/.test(peer), `the finding is linked: ${peer}`);
    check(!/What it means here/.test(peer), `the finding is not repeated: ${peer}`);
  },

  async 'states and identifiers are coloured by meaning'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    await problemsOf(document);
    const whole = new Range(0, 0, document.lineCount, 0);
    const [legend, tokens] = await Promise.all([
      commands.executeCommand<SemanticTokensLegend>(
        'vscode.provideDocumentRangeSemanticTokensLegend',
        document.uri,
        whole,
      ),
      commands.executeCommand<SemanticTokens>('vscode.provideDocumentRangeSemanticTokens', document.uri, whole),
    ]);
    const coloured = colouredWords(document, legend, tokens);
    check(/MM_NO_STATE ipsecState waiting/.test(coloured), `the state waits in: ${coloured}`);
    check(/does not match policy ipsecState bad/.test(coloured), `the cause looks bad in: ${coloured}`);
    check(/203\.0\.113\.77 ipsecAddress/.test(coloured), `the peer is an address in: ${coloured}`);
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
    let depth = 0;
    for (let level = symbols; level.length > 0; level = level.flatMap(({ children }) => children)) depth++;
    equal(depth, 4, 'levels: capture, tunnel, attempt, exchange');
  },

  async 'a selection grows from the word to the line, the attempt and the capture'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const at = document.positionAt(document.getText().indexOf('no offers') + 1);
    const [innermost] = await commands.executeCommand<SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      document.uri,
      [at],
    );
    const lines: number[] = [];
    for (let range = innermost; range; range = range.parent as SelectionRange)
      lines.push(range.range.end.line - range.range.start.line);
    check(lines[0] === 0 && lines.includes(14) && (lines.at(-1) ?? 0) >= 15, `it grows by lines: ${lines}`);
  },

  async 'peers, connection ids, cookies and message ids lead to their other places'() {
    const { document } = await pasteCapture(ONE_WAY_BRANCH);
    await problemsOf(document);
    const places = async (word: string): Promise<number> => {
      const at = document.positionAt(document.getText().indexOf(word) + 1);
      return (await commands.executeCommand<Location[]>('vscode.executeReferenceProvider', document.uri, at)).length;
    };
    check((await places('203.0.113.140')) >= 6, 'the peer stands in several places');
    equal(await places('6A31F00C5D2E9B47'), 1, 'places of a cookie');
    equal(await places('2519'), 1, 'places of a connection id');
  },

  async 'the report opens beside the text and keeps in step with it'() {
    const editor = await pasteCapture(REFUSED_MAIN_MODE);
    await commands.executeCommand(COMMANDS.diagnose);
    const report = await reportWith('ike-policy-mismatch');
    await until(() => window.tabGroups.all.some(({ tabs }) => tabs.some(isPreview)), 'the preview opens');
    equal(window.tabGroups.all.length, 2, 'groups of tabs');
    for (const part of ['## Checklist', '2. IKE (phase 1) | ✗ fail', '```mermaid', '**stopped**', '## What was read'])
      check(report.getText().includes(part), `the report holds ${part}`);
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

  async 'a key binding without arguments explains the finding under the cursor'() {
    const { document } = await pasteCapture(REFUSED_MAIN_MODE);
    const [cause] = await problemsOf(document);
    const editor = await window.showTextDocument(document);
    editor.selection = new Selection(
      cause?.range.start ?? new Position(0, 0),
      cause?.range.start ?? new Position(0, 0),
    );
    await commands.executeCommand(COMMANDS.explain);
    await until(
      () =>
        window.tabGroups.all.some(({ tabs }) =>
          tabs.some((tab) => isPreview(tab) && tab.label.includes('ike-policy-mismatch')),
        ),
      'the page opens',
    );
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
    await withSetting('inlayHints.enable', true, () =>
      until(async () => /45 min/.test(await labels()), '2725 seconds are said in minutes'),
    );
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

  async 'a secret is redacted by a quick fix'() {
    const { document } = await pasteCapture(`${REFUSED_MAIN_MODE}crypto isakmp key Walnut8Lamp address 203.0.113.77\n`);
    await problemsOf(document);
    const at = document.positionAt(document.getText().indexOf('Walnut8Lamp'));
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new Range(at, at),
    );
    const redact = actions.find(({ title }) => title === 'Redact this secret');
    check(redact?.edit !== undefined, `it is offered among: ${actions.map(({ title }) => title).join(' | ')}`);
    if (redact?.edit) await workspace.applyEdit(redact.edit);
    check(!document.getText().includes('Walnut8Lamp'), 'the secret is gone');
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

  async 'a file over the limit of the editor is diagnosed'() {
    const [folder] = workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('the editor has no folder open');
    const uri = Uri.joinPath(folder.uri, 'whole-day.log');
    const times = Math.ceil((51 * 1024 * 1024) / REFUSED_MAIN_MODE.length);
    await workspace.fs.writeFile(uri, new TextEncoder().encode(REFUSED_MAIN_MODE.repeat(times)));
    await commands.executeCommand(COMMANDS.diagnoseFile, uri);
    await reportWith('ike-policy-mismatch', 'whole-day.log');
    await workspace.fs.delete(uri);
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

  // The last case: all others have been walked through by then.
  ...(doors === undefined
    ? {}
    : {
        async 'all this time the extension started its server, and went through no other door'() {
          equal([...new Set(doors())].join(', '), 'child_process.fork', 'doors');
        },
      }),
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

/** Does something while a setting of ours has another value. */
async function withSetting(name: string, value: unknown, body: () => Promise<unknown>): Promise<void> {
  const settings = workspace.getConfiguration('ipsecDoctor');
  await settings.update(name, value, true);
  try {
    await body();
  } finally {
    await settings.update(name, undefined, true);
  }
}

/** Each coloured word with its type and modifiers. */
function colouredWords(document: TextDocument, legend: SemanticTokensLegend, { data }: SemanticTokens): string {
  const words: string[] = [];
  let line = 0;
  let start = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    start = down > 0 ? right : start + right;
    line += down;
    const text = document.getText(new Range(line, start, line, start + length));
    const set = legend.tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
    words.push([text, legend.tokenTypes[type], ...set].join(' '));
  }
  return words.join('\n');
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
