// The offline page of a finding code, and how findings of that code are shown.
import { ConfigurationTarget, commands, Disposable, Uri, window, workspace } from 'vscode';
import {
  COMMANDS,
  DOCS_SCHEME,
  EXPLAIN_REQUEST,
  type ExplainParams,
  type ExplainResult,
} from '../../server/src/protocol.ts';
import type { Server } from './shared.ts';

const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];

export function registerExplanations(server: Server): Disposable {
  const page = async ({ path }: Uri): Promise<string> => {
    const params: ExplainParams = { code: path.replace(/^\/|\.md$/g, '') };
    const client = await server();
    return (await client.sendRequest<ExplainResult>(EXPLAIN_REQUEST, params)).markdown;
  };
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(DOCS_SCHEME, { provideTextDocumentContent: page }),
    commands.registerCommand(COMMANDS.explain, (code: string) =>
      commands.executeCommand('markdown.showPreviewToSide', Uri.from({ scheme: DOCS_SCHEME, path: `/${code}.md` })),
    ),
    commands.registerCommand(COMMANDS.changeSeverity, changeSeverity),
  );
}

async function changeSeverity(code: string, given?: string): Promise<void> {
  const severity = given ?? (await window.showQuickPick(SEVERITIES, { title: `Show ${code} as` }));
  if (!severity) return;
  const settings = workspace.getConfiguration('ipsecDoctor');
  const known = settings.get<Record<string, string>>('findings.severity', {});
  await settings.update('findings.severity', { ...known, [code]: severity }, ConfigurationTarget.Global);
}
