// Steps from one line of evidence to the next.
import { commands, Disposable, Range, Selection, TextEditorRevealType, window } from 'vscode';
import {
  COMMANDS,
  EVIDENCE_REQUEST,
  type EvidenceParams,
  type EvidenceResult,
  LANGUAGE_ID,
} from '../../server/src/protocol.ts';
import type { Server } from './shared.ts';

export function registerEvidence(server: Server): Disposable {
  const step = async (direction: EvidenceParams['direction']): Promise<void> => {
    const editor = window.activeTextEditor;
    if (editor?.document.languageId !== LANGUAGE_ID) return;
    const client = await server();
    const params: EvidenceParams = {
      uri: client.code2ProtocolConverter.asUri(editor.document.uri),
      position: client.code2ProtocolConverter.asPosition(editor.selection[direction === 'next' ? 'end' : 'start']),
      direction,
    };
    const found = await client.sendRequest<EvidenceResult>(EVIDENCE_REQUEST, params);
    if (!found) return;
    const { start, end } = found.range;
    const range = new Range(start.line, start.character, end.line, end.character);
    editor.selection = new Selection(range.start, range.end);
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  };
  return Disposable.from(
    commands.registerCommand(COMMANDS.nextEvidence, () => step('next')),
    commands.registerCommand(COMMANDS.previousEvidence, () => step('previous')),
  );
}
