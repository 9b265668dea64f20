// The offline page of a finding code, and how findings of that code are shown.
import {
  ConfigurationTarget,
  commands,
  type Diagnostic,
  Disposable,
  l10n,
  languages,
  Uri,
  window,
  workspace,
} from 'vscode';
import {
  COMMANDS,
  DOCS_SCHEME,
  EXPLAIN_REQUEST,
  type ExplainParams,
  type ExplainResult,
  LANGUAGE_ID,
} from '../../server/src/protocol.ts';
import type { Server } from './shared.ts';

const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];

export function registerExplanations(server: Server): Disposable {
  const page = async ({ path }: Uri): Promise<string> => {
    const params: ExplainParams = { code: path.replace(/^\/|\.md$/g, '') };
    const client = await server();
    return (await client.sendRequest<ExplainResult>(EXPLAIN_REQUEST, params)).markdown;
  };
  const explain = async (given?: string): Promise<void> => {
    const code = given ?? (await codeInFront());
    if (!code) return;
    const uri = Uri.from({ scheme: DOCS_SCHEME, path: `/${code}.md` });
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  };
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(DOCS_SCHEME, { provideTextDocumentContent: page }),
    commands.registerCommand(COMMANDS.explain, explain),
    commands.registerCommand(COMMANDS.changeSeverity, changeSeverity),
  );
}

async function changeSeverity(given?: string, wanted?: string): Promise<void> {
  const code = given ?? (await codeInFront());
  if (!code) return;
  const severity = wanted ?? (await window.showQuickPick(SEVERITIES, { title: l10n.t('Show {0} as', code) }));
  if (!severity) return;
  const settings = workspace.getConfiguration('ipsecDoctor');
  const known = settings.get<Record<string, string>>('findings.severity', {});
  await settings.update('findings.severity', { ...known, [code]: severity }, ConfigurationTarget.Global);
}

/** From a key binding or the palette: the finding under the cursor, else one of the text in front. */
async function codeInFront(): Promise<string | undefined> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== LANGUAGE_ID) return undefined;
  const problems = languages.getDiagnostics(editor.document.uri);
  const here = choicesOf(problems.filter(({ range }) => range.intersection(editor.selection)));
  if (here.length === 1) return here[0]?.label;
  const choices = here.length > 0 ? here : choicesOf(problems);
  return (await window.showQuickPick(choices, { title: l10n.t('Which finding?') }))?.label;
}

/** Each code once, with what was found first. */
function choicesOf(problems: readonly Diagnostic[]): { label: string; description: string }[] {
  const choices = new Map<string, string>();
  for (const { code, message } of problems) {
    const label = typeof code === 'object' ? code.value : code;
    if (label !== undefined && !choices.has(String(label))) choices.set(String(label), message);
  }
  return [...choices].map(([label, description]) => ({ label, description }));
}
